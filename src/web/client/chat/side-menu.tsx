// The menu above the chats: what else there is.
import { useSignal } from '@preact/signals'
import { Icon, type IconName } from '../shared/icons'
import { theme, toggleTheme } from '../shared/theme'
import { Dialog } from './dialog'
import { chat, signOut } from './me'
import { Action, MenuButton, type Then } from './menu'
import { leaveBrowser } from './notices'
import { view } from './side'

export function SideMenu({ onSettings }: { onSettings: () => void }) {
  const asking = useSignal(false)
  const leave = () => {
    if (chat().outbox.pending.getSnapshot()) asking.value = true
    else void goAway()
  }
  return (
    <>
      <MenuButton label="Menu" icon="menu">
        {(then) => (
          <>
            <Action icon="star" label="Starred messages" onClick={then(() => (view.value = 'starred'))} />
            <Action icon="people" label="Discover groups" onClick={then(() => (view.value = 'discover'))} />
            <ThemeAction then={then} />
            <Action icon="settings" label="Settings" onClick={then(onSettings)} />
            <Way icon="device" to="./?someone-else" label="Second window" />
            <Way icon="play" to="./console" label="Console" />
            <Way icon="link" to="./docs" label="API" />
            <Action icon="signOut" label="Sign out" onClick={then(leave)} />
          </>
        )}
      </MenuButton>
      {asking.value && (
        <Dialog title="Sign out?" onClose={() => (asking.value = false)}>
          <p>Some messages are not sent yet. They will be lost.</p>
          <button class="button danger" type="button" onClick={() => void goAway()}>
            Sign out
          </button>
        </Dialog>
      )}
    </>
  )
}

function ThemeAction({ then }: { then: Then }) {
  const other = theme() === 'dark' ? 'light' : 'dark'
  const icon = other === 'dark' ? 'moon' : 'sun'
  return <Action icon={icon} label={`Turn ${other}`} onClick={then(toggleTheme)} />
}

/** To another page. */
const Way = ({ icon, to, label }: { icon: IconName; to: string; label: string }) => (
  <a href={to} {...(to.includes('?') && { target: '_blank', rel: 'noopener' })}>
    <Icon name={icon} size={18} /> {label}
  </a>
)

async function goAway(): Promise<void> {
  await leaveBrowser()
  await signOut()
}
