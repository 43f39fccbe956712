// The dialog of settings: who I am, who sees what of me, where I am signed in, how this page looks and notifies, and my data.
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useEffect } from 'preact/hooks'
import { Icon, type IconName } from '../../shared/icons'
import { nameOf, type Me } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { Avatar } from '../avatar'
import { Dialog } from '../dialog'
import { faces } from '../faces'
import { later } from '../later'
import { chat } from '../me'
import '../panel/panel.css'
import { Place } from '../panel/place'
import { Row, Rows } from '../panel/rows'
import { Appearance } from './appearance'
import { BlockedPeople } from './blocked-people'
import { Devices } from './devices'
import { PasswordForm } from './password-form'
import { PrivacySettings } from './privacy-settings'
import { ProfileForm } from './profile-form'
import { YourData } from './your-data'

export type MeChanges = Parameters<ReturnType<typeof chat>['users']['changeMe']>[0]

export interface SettingsProps {
  me: Me
  /** @throws ChatError */
  change: (changes: MeChanges) => Promise<void>
  /** Back to the list of settings. */
  done: () => void
}

const NotificationSettings = later(() => import('../notifications').then((file) => file.NotificationSettings))

interface Page {
  title: string
  icon: IconName
  /** What is there, in one line. */
  note: string
  view: (props: SettingsProps) => ComponentChild
}

const PROFILE: Page = { title: 'Profile', icon: 'person', note: '', view: ProfileForm }
const PAGES: readonly Page[] = [
  {
    title: 'Privacy',
    icon: 'eye',
    note: 'Last seen, read receipts, who can message you',
    view: PrivacySettings,
  },
  { title: 'Blocked people', icon: 'block', note: 'Who can’t reach you', view: BlockedPeople },
  {
    title: 'Notifications',
    icon: 'bell',
    note: 'What you are told about',
    view: () => <NotificationSettings />,
  },
  { title: 'Appearance', icon: 'sun', note: 'Light, dark, or as on your device', view: Appearance },
  { title: 'Devices', icon: 'device', note: 'Where you are signed in', view: Devices },
  { title: 'Password', icon: 'lock', note: 'Change it and sign out other devices', view: PasswordForm },
  { title: 'Your data', icon: 'file', note: 'Download it, or delete your account', view: YourData },
]

export function SettingsView({ onClose }: { onClose: () => void }) {
  const page = useSignal<Page | undefined>(undefined)
  const me = useSignal<Me | undefined>(undefined)
  const { problem, run } = useAttempt()
  useEffect(() => {
    void run(async () => (me.value = await chat().users.me()))
  }, [])
  const back = () => (page.value = undefined)
  const change = async (changes: MeChanges) => {
    const changed = await chat().users.changeMe(changes)
    faces.learn([changed])
    me.value = changed
  }
  const { value: now } = page
  const title = now?.title ?? 'Settings'
  return (
    <Dialog title={title} class="settings" onBack={now && back} onClose={onClose}>
      {!me.value && !problem && <p class="quiet">Loading…</p>}
      <Alert problem={problem} />
      {me.value && (
        <Place key={title} title={title} onBack={now && back}>
          {now ? (
            <now.view me={me.value} change={change} done={back} />
          ) : (
            <List me={me.value} open={(next) => (page.value = next)} />
          )}
        </Place>
      )}
    </Dialog>
  )
}

const List = ({ me, open }: { me: Me; open: (page: Page) => void }) => (
  <>
    <button class="row profile-row" type="button" onClick={() => open(PROFILE)}>
      <span class="spoken">Profile</span>
      <Avatar of={me} />
      <span class="row-text">
        <strong dir="auto">{nameOf(me)}</strong>
        <small class="quiet" dir="auto">
          {me.about || `@${me.username}`}
        </small>
      </span>
      <Icon name="edit" size={18} />
    </button>
    <Rows>
      {PAGES.map((each) => (
        <Row
          key={each.title}
          icon={each.icon}
          label={each.title}
          note={each.note}
          onClick={() => open(each)}
        />
      ))}
    </Rows>
  </>
)
