// One chat in the list: who it is with, what was said last and when, what is unread, and what can be done with it.
import { useComputed } from '@preact/signals'
import { Icon, type IconName } from '../shared/icons'
import { isGone, type Chatroom, type Message } from '../shared/wire'
import { RoomAvatar } from './avatar'
import { inbox } from './inbox'
import { chat, roomAddress, user } from './me'
import { isMuted } from './notices'
import { observed } from './observed'
import { Preview } from './preview'
import { RoomMenu } from './room-menu'
import { exactTime, shortTime } from './times'
import { count, titleOf, typingWords } from './words'

interface RoomEntryProps {
  room: Chatroom
  /** Whether it is open. */
  current: boolean
  /** Whether Tab leads to it; to the others the arrow keys do. */
  reached: boolean
  /** Where it stands, and where that is in pixels. */
  at: number
  top: number
  of: number
}

export function RoomEntry({ room, current, reached, at, top, of }: RoomEntryProps) {
  const { name, last_message, me, peer } = room
  const online = peer && inbox.presence(peer.username)?.online
  const tabIndex = reached ? 0 : -1
  return (
    <li
      class="entry-row"
      data-room={name}
      style={{ top: `${top}px` }}
      aria-setsize={of}
      aria-posinset={at + 1}
    >
      <a
        class="entry"
        href={roomAddress(name)}
        tabIndex={tabIndex}
        aria-current={current ? 'page' : undefined}
      >
        <RoomAvatar room={room} online={online} />
        <span class="entry-text">
          <span class="entry-line">
            <strong dir="auto">{titleOf(room)}</strong>
            {online && <span class="spoken">online</span>}
            {me?.favourite && <Sign icon="star" label="Favourite" />}
            {last_message && <When date={new Date(last_message.created_at)} unread={me!.unread > 0} />}
          </span>
          <span class="entry-line">
            <Line room={room} current={current} />
            <Badges room={room} />
          </span>
        </span>
      </a>
      <RoomMenu room={room} tabIndex={tabIndex} />
    </li>
  )
}

/** Who types, what was begun to be written, or what was said last. */
function Line({ room, current }: { room: Chatroom; current: boolean }) {
  const { name, last_message, peer } = room
  const typing = inbox.typists(name)
  const draft = useComputed(() => inbox.drafts.value?.get(name)).value
  if (typing.length > 0) return <small class="typing">{peer ? 'typing…' : typingWords(typing)}</small>
  // Of the open chat it stands in the place to write.
  if (draft && !current)
    return (
      <small class="quiet">
        <span class="draft">Draft: </span>
        <bdi>{draft}</bdi>
      </small>
    )
  return (
    <small class="quiet">
      {last_message && isMine(last_message) && <Tick room={room} message={last_message} />}
      {last_message ? <Preview message={last_message} direct={peer !== undefined} /> : about(room)}
    </small>
  )
}

const isMine = (message: Message): boolean => message.sender?.id === user.value?.id && !isGone(message)

/** How far one's own last message has come. */
function Tick({ room, message }: { room: Chatroom; message: Message }) {
  const reached = observed(chat().room(room.name).reached).value
  const { seq } = message
  if (!reached || seq > reached.delivered) return <Sign icon="check" label="Sent" />
  return seq > reached.read ? (
    <Sign icon="checks" label="Delivered" />
  ) : (
    <Sign icon="checks" label="Read" class="read" />
  )
}

/** What it is about, where nothing was said. */
const about = ({ description, member_count, peer }: Chatroom): string =>
  peer ? `@${peer.username}` : description || count(member_count, 'member')

function Badges({ room }: { room: Chatroom }) {
  const { unread = 0, unread_mentions = 0 } = room.me ?? {}
  const muted = isMuted(room)
  const pending = room.role === 'member' ? 0 : inbox.requests(room.name)
  return (
    <>
      {pending > 0 && <Sign icon="knock" label={`${count(pending, 'request')} to join`} />}
      {muted && <Sign icon="muted" label="Muted" />}
      {unread_mentions > 0 && (
        <span class="badge mention-badge">
          <span aria-hidden="true">@</span>
          <span class="spoken">{count(unread_mentions, 'mention')} of you</span>
        </span>
      )}
      {unread > 0 && (
        <span class={`badge ${muted ? 'muted' : ''}`}>
          {unread > 99 ? '99+' : unread}
          <span class="spoken"> unread</span>
        </span>
      )}
    </>
  )
}

const When = ({ date, unread }: { date: Date; unread: boolean }) => (
  <time class={`entry-time ${unread ? 'new' : ''}`} dateTime={date.toISOString()} title={exactTime(date)}>
    {shortTime(date)}
  </time>
)

const Sign = ({ icon, label, class: kind = '' }: { icon: IconName; label: string; class?: string }) => (
  <span class={`sign ${icon} ${kind}`} role="img" aria-label={label} title={label}>
    <Icon name={icon} size={15} />
  </span>
)
