// What can be done with a message, in a menu beside it.
import { useSignal } from '@preact/signals'
import { Icon } from '../shared/icons'
import type { Message } from '../shared/wire'
import { EMOJI, isMine, mayDelete, mayEdit, mayPin, myReaction, toggleReaction } from './changes'
import { copyText } from './copying'
import { later } from './later'
import { Action, MenuButton, SureAction, type Then } from './menu'
import { MessageInfo } from './message-info'
import type { OpenRoom } from './open-room'
import { PersonDialog } from './person-dialog'
import { ReportMessage } from './report-message'
import { stars } from './stars'
import { spoken } from './words'

const Forward = later(() => import('./forward').then((file) => file.Forward))
const AnyEmoji = later(() => import('./any-emoji').then((file) => file.AnyEmoji))

type Opened = 'info' | 'person' | 'report' | 'forward' | 'emoji'

/** Characters of a message that tell it from others. */
const NAMED = 60

const beginning = (words: string): string =>
  words.length > NAMED ? `${[...words].slice(0, NAMED).join('')}…` : words

interface MenuProps {
  room: OpenRoom
  message: Message
}

export function BubbleMenu({ room, message }: MenuProps) {
  const opened = useSignal<Opened | undefined>(undefined)
  const close = () => (opened.value = undefined)
  return (
    <>
      <MenuButton class="more" label={`Actions for the message of ${beginning(spoken(message))}`}>
        {(then) => (
          <>
            <QuickReactions
              room={room}
              message={message}
              then={then}
              onMore={() => (opened.value = 'emoji')}
            />
            <Actions room={room} message={message} then={then} onOpen={(what) => (opened.value = what)} />
          </>
        )}
      </MenuButton>
      {opened.value === 'info' && <MessageInfo room={room} message={message} onClose={close} />}
      {opened.value === 'person' && message.sender && <PersonDialog of={message.sender} onClose={close} />}
      {opened.value === 'report' && <ReportMessage room={room} message={message} onClose={close} />}
      {opened.value === 'forward' && <Forward message={message} onClose={close} />}
      {opened.value === 'emoji' && (
        <AnyEmoji
          onPick={(emoji: string) => {
            close()
            toggleReaction(room, message, emoji)
          }}
          onClose={close}
        />
      )}
    </>
  )
}

function QuickReactions({ room, message, then, onMore }: MenuProps & { then: Then; onMore: () => void }) {
  const mine = myReaction(room, message)
  return (
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
      <button
        type="button"
        aria-label="React with another emoji"
        title="Another emoji"
        onClick={then(onMore)}
      >
        <Icon name="plus" />
      </button>
    </div>
  )
}

interface ActionsProps extends MenuProps {
  then: Then
  onOpen: (what: Opened) => void
}

function Actions({ room, message, then, onOpen }: ActionsProps) {
  const { seq, pinned, message: words } = message
  const group = room.info.value?.kind === 'group'
  const starred = stars.has(message)
  const about = (what: 'reply' | 'edit') => then(() => (room.subject.value = { do: what, message }))
  return (
    <>
      <Action icon="reply" label="Reply" onClick={about('reply')} />
      {mayEdit(message) && <Action icon="edit" label="Edit" onClick={about('edit')} />}
      <Action icon="forward" label="Forward" onClick={then(() => onOpen('forward'))} />
      {words && <Action icon="copy" label="Copy text" onClick={then(() => void copyText(words))} />}
      <Action
        icon="star"
        label={starred ? 'Unstar' : 'Star'}
        onClick={then(() => void stars.set(message, !starred).catch(() => undefined))}
      />
      {mayPin(room) && (
        <Action
          icon="pin"
          label={pinned ? 'Unpin' : 'Pin'}
          onClick={then(() => room.send({ type: 'pin', target_seq: seq, pinned: !pinned }))}
        />
      )}
      <Action icon="info" label="Message info" onClick={then(() => onOpen('info'))} />
      {!isMine(message) && (
        <OfOthers room={room} message={message} then={then} onOpen={onOpen} group={group} />
      )}
      {mayDelete(room, message) && (
        <SureAction
          icon="trash"
          label="Delete"
          sure="Delete for everyone"
          onSure={then(() => room.send({ type: 'delete', target_seq: seq }))}
        />
      )}
    </>
  )
}

function OfOthers({ room, message, then, onOpen, group }: ActionsProps & { group: boolean }) {
  const unread = () => void room.markUnread(message.seq).catch(() => undefined)
  return (
    <>
      <Action icon="unread" label="Mark as unread" onClick={then(unread)} />
      {group && (
        <>
          <Action icon="person" label="View profile" onClick={then(() => onOpen('person'))} />
          <Action icon="flag" label="Report" onClick={then(() => onOpen('report'))} />
        </>
      )}
    </>
  )
}
