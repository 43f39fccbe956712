// The quiet line above the chats that offers notifications, once, to whoever has not said yes or no.
import { Icon } from '../shared/icons'
import { inbox } from './inbox'
import { canNotify, choice, permission, turnOff, turnOn } from './notices'

/** There once there is something to be told of. */
export function NotificationsOffer() {
  const offered = canNotify && permission.value === 'default' && choice.value === undefined
  if (!offered || !inbox.rooms.value?.length) return null
  return (
    <div class="offer" role="region" aria-label="Notifications">
      <Icon name="bell" />
      <span>
        <strong>Hear of new messages</strong>
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
