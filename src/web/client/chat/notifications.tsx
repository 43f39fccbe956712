// The switch for notifications in the settings, with one line that says what it does, or why it cannot.
import { useSignal } from '@preact/signals'
import { canNotify, notifying, permission, pushed, turnOff, turnOn } from './notices'
import { Rows, Switch } from './panel/rows'

export function NotificationSettings() {
  const busy = useSignal(false)
  const denied = permission.value === 'denied'
  const on = notifying()
  const toggle = async () => {
    busy.value = true
    await (on ? turnOff() : turnOn()).finally(() => (busy.value = false))
  }
  return (
    <Rows>
      <Switch
        icon="bell"
        label="Notifications"
        note={explained(on, denied)}
        on={on}
        disabled={!canNotify || denied || busy.value}
        onChange={() => void toggle()}
      />
    </Rows>
  )
}

function explained(on: boolean, denied: boolean): string {
  if (!canNotify) return 'Not available in this window: they need https, and one person in a browser.'
  if (denied) return 'They are blocked for this site in the settings of your browser.'
  if (!on) return 'Show new messages while you are not looking at this page.'
  return pushed.value
    ? 'New messages are shown, also when this page is closed. Muted chats stay silent.'
    : 'New messages are shown while this page is open. Muted chats stay silent.'
}
