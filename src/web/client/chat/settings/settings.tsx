// What others see of me, whom I have blocked, where I am signed in, and all that there is of me.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Icon } from '../../shared/icons'
import type { Me } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { Dialog } from '../dialog'
import { api } from '../me'
import { BlockedPeople } from './blocked-people'
import { Devices } from './devices'
import { ProfileForm } from './profile-form'
import { YourData } from './your-data'

const TITLES = { profile: 'Settings', blocked: 'Blocked people', devices: 'Devices', data: 'Your data' }

export function Settings({ onClose }: { onClose: () => void }) {
  const view = useSignal<keyof typeof TITLES>('profile')
  const me = useSignal<Me | undefined>(undefined)
  const { problem, run } = useAttempt()
  useEffect(() => {
    void run(async () => (me.value = await api.me()))
  }, [])
  const { value: now } = view
  return (
    <Dialog
      title={TITLES[now]}
      onBack={now === 'profile' ? undefined : () => (view.value = 'profile')}
      onClose={onClose}
    >
      {now === 'blocked' && <BlockedPeople />}
      {now === 'devices' && <Devices />}
      {now === 'data' && <YourData />}
      {now === 'profile' && (
        <>
          {me.value && (
            <ProfileForm me={me.value} onChanged={(next) => (me.value = next)} onClose={onClose} />
          )}
          {!me.value && !problem && <p class="quiet">Loading…</p>}
          <Alert problem={problem} />
          <div class="rows">
            <button class="row" type="button" onClick={() => (view.value = 'blocked')}>
              <Icon name="block" /> Blocked people
            </button>
            <button class="row" type="button" onClick={() => (view.value = 'devices')}>
              <Icon name="device" /> Devices
            </button>
            <button class="row" type="button" onClick={() => (view.value = 'data')}>
              <Icon name="file" /> Your data
            </button>
          </div>
        </>
      )}
    </Dialog>
  )
}
