// What can be done with a message, in a menu beside it.
import { useSignal } from '@preact/signals'
import { Icon } from '../shared/icons'
import { nameOf, type Message } from '../shared/wire'
import { EMOJI, isMine, mayDelete, mayEdit, mayPin, myReaction, toggleReaction } from './changes'
import { inbox } from './inbox'
import { Action, MenuButton, type Then } from './menu'
import { MessageInfo } from './message-info'
import type { OpenRoom } from './open-room'

interface MenuProps {
  room: OpenRoom
  message: Message
}

export function BubbleMenu({ room, message }: MenuProps) {
  const info = useSignal(false)
  const mine = myReaction(room, message)
  return (
    <>
      <MenuButton class="more" label={`Actions for the message of ${nameOf(message.sender)}`}>
        {(then) => (
          <>
            <div class="menu-emoji" role="group" aria-label="React">
              {EMOJI.map((emoji) => (
                <button
                  key={emoji}
                  type="button"
                  aria-pressed={emoji === mine}
                  aria-label={`React with ${emoji}`}
                  onClick={then(() => toggleReaction(room, message, emoji))}
                >
                  {emoji}
                </button>
              ))}
            </div>
            <Actions room={room} message={message} then={then} onInfo={() => (info.value = true)} />
          </>
        )}
      </MenuButton>
      {info.value && <MessageInfo room={room} message={message} onClose={() => (info.value = false)} />}
    </>
  )
}

function Actions({ room, message, then, onInfo }: MenuProps & { then: Then; onInfo: () => void }) {
  const { seq, pinned } = message
  const about = (what: 'reply' | 'edit') => then(() => (room.subject.value = { do: what, message }))
  const unread = () => void inbox.markUnread(room.name, seq).catch(() => undefined)
  return (
    <>
      <Action icon="reply" label="Reply" onClick={about('reply')} />
      {mayEdit(message) && <Action icon="edit" label="Edit" onClick={about('edit')} />}
      {mayPin(room) && (
        <Action
          icon="pin"
          label={pinned ? 'Unpin' : 'Pin'}
          onClick={then(() => room.send({ type: 'pin', target_seq: seq, pinned: !pinned }))}
        />
      )}
      {isMine(message) ? (
        <Action icon="info" label="Who has read it" onClick={then(onInfo)} />
      ) : (
        <Action icon="unread" label="Mark unread from here" onClick={then(unread)} />
      )}
      {mayDelete(room, message) && (
        <DeleteButton onSure={then(() => room.send({ type: 'delete', target_seq: seq }))} />
      )}
    </>
  )
}

/** Asks once more, in its own place: what was deleted cannot be had back. */
function DeleteButton({ onSure }: { onSure: () => void }) {
  const asked = useSignal(false)
  const press = ({ detail }: MouseEvent) => {
    if (!asked.value) asked.value = true
    // The second half of a double click is no answer.
    else if (detail < 2) onSure()
  }
  return (
    <button type="button" class="danger" onClick={press}>
      <Icon name="trash" size={18} /> {asked.value ? 'Delete it for everyone' : 'Delete'}
    </button>
  )
}
