// Asking for notifications: a quiet line above the chats, and the switch in the settings.
import { useSignal } from '@preact/signals'
import { Icon } from '../shared/icons'
import { inbox } from './inbox'
import { canNotify, choice, notifying, permission, pushed, turnOff, turnOn } from './notices'

/** Offers them once there is something to be told of, to whoever has not said yes or no. */
export function NotificationsOffer() {
  const offered = canNotify && permission.value === 'default' && choice.value === undefined
  if (!offered || !inbox.rooms.value?.length) return null
  return (
    <div class="offer" role="region" aria-label="Notifications">
      <Icon name="bell" />
      <span>
        <strong>Get notified of new messages</strong>
        <button class="link-button" type="button" onClick={() => void turnOn()}>
          Turn on notifications
        </button>
      </span>
      <button
        class="icon-button"
        type="button"
        aria-label="No notifications"
        title="No notifications"
        onClick={() => void turnOff()}
      >
        <Icon name="close" size={18} />
      </button>
    </div>
  )
}

/** The switch in the settings, with one line that explains it. */
export function NotificationSettings() {
  const busy = useSignal(false)
  const denied = permission.value === 'denied'
  const on = notifying()
  const toggle = async () => {
    busy.value = true
    await (on ? turnOff() : turnOn()).finally(() => (busy.value = false))
  }
  return (
    <label class="switch-line">
      <span>
        <strong>Notifications</strong>
        <small class="quiet">{explained(on, denied)}</small>
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        disabled={!canNotify || denied || busy.value}
        onChange={() => void toggle()}
      />
    </label>
  )
}

function explained(on: boolean, denied: boolean): string {
  if (!canNotify) return 'This browser shows none here: they need https.'
  if (denied) return 'They are blocked for this site, in the settings of your browser.'
  if (!on) return 'Show new messages while you are not looking at this page.'
  return pushed.value
    ? 'New messages are shown, also when this page is closed. Muted chats stay silent.'
    : 'New messages are shown while this page is open. Muted chats stay silent.'
}
