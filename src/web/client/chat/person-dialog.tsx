// Somebody, as they show themselves, and what there is between us: a chat, or a block.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { nameOf, type Person } from '../shared/wire'
import type { Profile } from '../shared/wire-governing'
import { Alert, useAttempt } from './attempt'
import { Avatar } from './avatar'
import { blocks } from './blocks'
import { Dialog } from './dialog'
import { openDirect } from './direct'
import { faces } from './faces'
import { inbox } from './inbox'
import { people, user } from './me'
import { whenSeen } from './times'

export function PersonDialog({ of, onClose }: { of: Person; onClose: () => void }) {
  return (
    <Dialog title={nameOf(of)} onClose={onClose}>
      <PersonView of={of} onChat={onClose} />
    </Dialog>
  )
}

interface PersonViewProps {
  of: Person
  /** Called when the chat is open; without it, that is where this is seen. */
  onChat?: () => void
}

export function PersonView({ of, onChat }: PersonViewProps) {
  const profile = useSignal<Profile | undefined>(undefined)
  const { busy, problem, run } = useAttempt()
  useEffect(() => {
    void run(async () => {
      profile.value = await people.read(of.username)
      faces.learn([profile.value])
      await blocks.load()
    })
  }, [of.username])
  const { value: seen } = profile
  const presence = inbox.watched.now.value.get(of.id) ?? seen
  const blocked = blocks.has(of.id)
  const others = of.id !== user.value?.id
  const chat = async () => {
    if (await run(() => openDirect(of.username))) onChat?.()
  }
  return (
    <>
      <div class="portrait">
        <Avatar of={seen ?? of} large />
        <small class="quiet">{['@' + of.username, whenSeen(presence)].filter(Boolean).join(' · ')}</small>
        {seen?.about && <p dir="auto">{seen.about}</p>}
      </div>
      <Alert problem={problem} />
      {others && (
        <div class="choices">
          {onChat && (
            <button class="button primary" type="button" disabled={busy} onClick={() => void chat()}>
              <Icon name="chat" size={18} /> Chat
            </button>
          )}
          {seen && (
            <button
              class={`button ${blocked ? '' : 'danger'}`}
              type="button"
              disabled={busy}
              onClick={() => void run(() => blocks.set(seen, !blocked))}
            >
              <Icon name="block" size={18} /> {blocked ? 'Unblock' : 'Block'}
            </button>
          )}
        </div>
      )}
      {others && (
        <p class="quiet small">
          {blocked
            ? 'They cannot write to you, add you to rooms, or see whether you are here. They are not told.'
            : 'Whoever you block cannot write to you, add you to rooms, or see whether you are here. They are not told.'}
        </p>
      )}
    </>
  )
}
