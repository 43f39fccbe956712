// What can be done with a message, in a menu beside it.
import { useSignal } from '@preact/signals'
import { nameOf, type Message } from '../shared/wire'
import { EMOJI, isMine, mayDelete, mayEdit, mayPin, myReaction, toggleReaction } from './changes'
import { inbox } from './inbox'
import { Action, MenuButton, SureAction, type Then } from './menu'
import { MessageInfo } from './message-info'
import type { OpenRoom } from './open-room'
import { PersonDialog } from './person-dialog'
import { ReportMessage } from './report-message'

interface MenuProps {
  room: OpenRoom
  message: Message
}

export function BubbleMenu({ room, message }: MenuProps) {
  const opened = useSignal<'info' | 'person' | 'report' | undefined>(undefined)
  const close = () => (opened.value = undefined)
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
            <Actions room={room} message={message} then={then} onOpen={(what) => (opened.value = what)} />
          </>
        )}
      </MenuButton>
      {opened.value === 'info' && <MessageInfo room={room} message={message} onClose={close} />}
      {opened.value === 'person' && message.sender && <PersonDialog of={message.sender} onClose={close} />}
      {opened.value === 'report' && <ReportMessage room={room} message={message} onClose={close} />}
    </>
  )
}

interface ActionsProps extends MenuProps {
  then: Then
  onOpen: (what: 'info' | 'person' | 'report') => void
}

function Actions({ room, message, then, onOpen }: ActionsProps) {
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
        <Action icon="info" label="Who has read it" onClick={then(() => onOpen('info'))} />
      ) : (
        <>
          <Action icon="unread" label="Mark unread from here" onClick={then(unread)} />
          {room.info.value?.kind === 'group' && (
            <>
              <Action icon="person" label="Who this is" onClick={then(() => onOpen('person'))} />
              <Action icon="flag" label="Report" onClick={then(() => onOpen('report'))} />
            </>
          )}
        </>
      )}
      {mayDelete(room, message) && (
        <SureAction
          icon="trash"
          label="Delete"
          sure="Delete it for everyone"
          onSure={then(() => room.send({ type: 'delete', target_seq: seq }))}
        />
      )}
    </>
  )
}
