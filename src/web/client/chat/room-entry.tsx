// One room in the list: its name, what was said last and when, what is unread, and what can be done with it.
import { Icon, type IconName } from '../shared/icons'
import type { Chatroom } from '../shared/wire'
import { RoomAvatar } from './avatar'
import { inbox } from './inbox'
import { roomAddress, roomName } from './me'
import { Preview } from './preview'
import { RoomMenu } from './room-menu'
import { exactTime, shortTime } from './times'
import { count, titleOf, typingWords } from './words'

/** One of mine. */
export function RoomEntry({ room }: { room: Chatroom }) {
  const { name, last_message, me, peer } = room
  const typing = inbox.typists.byRoom.value.get(name)
  const online = peer && inbox.watched.now.value.get(peer.id)?.online
  return (
    <li class="entry-row">
      <a class="entry" href={roomAddress(name)} aria-current={roomName.value === name ? 'page' : undefined}>
        <RoomAvatar room={room} online={online} />
        <span class="entry-text">
          <span class="entry-line">
            <strong dir="auto">{titleOf(room)}</strong>
            {online && <span class="spoken">online</span>}
            {me?.favourite && <Sign icon="star" label="Favourite" />}
            {last_message && <When date={new Date(last_message.created_at)} />}
          </span>
          <span class="entry-line">
            <small class={typing ? 'typing' : 'quiet'}>
              {typing ? (
                typingWords(typing)
              ) : last_message ? (
                <Preview message={last_message} direct={peer !== undefined} />
              ) : (
                about(room)
              )}
            </small>
            <Badges room={room} />
          </span>
        </span>
      </a>
      <RoomMenu room={room} />
    </li>
  )
}

/** One that I could enter. */
export function OtherEntry({ room }: { room: Chatroom }) {
  const { name, member_count, max_members } = room
  return (
    <li class="entry-row">
      <a class="entry" href={roomAddress(name)} aria-current={roomName.value === name ? 'page' : undefined}>
        <RoomAvatar room={room} />
        <span class="entry-text">
          <strong dir="auto">{name}</strong>
          <small class="quiet" dir="auto">
            {about(room)}
          </small>
        </span>
        {member_count >= max_members && <span class="tag">full</span>}
      </a>
    </li>
  )
}

/** What it is about, where nothing was said. */
const about = ({ description, member_count, peer }: Chatroom): string =>
  peer ? `@${peer.username}` : description || count(member_count, 'member')

/** Whether notices of a room are wanted just now. */
export const isMuted = ({ me }: Chatroom): boolean =>
  !!me?.muted_until && Date.parse(me.muted_until) > Date.now()

function Badges({ room }: { room: Chatroom }) {
  const { unread = 0, unread_mentions = 0 } = room.me ?? {}
  const muted = isMuted(room)
  const pending = inbox.requests.pending.value.get(room.name) ?? 0
  return (
    <>
      {pending > 0 && <Sign icon="knock" label={`${count(pending, 'person', 'people')} asking to come in`} />}
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

const When = ({ date }: { date: Date }) => (
  <time class="entry-time" dateTime={date.toISOString()} title={exactTime(date)}>
    {shortTime(date)}
  </time>
)

const Sign = ({ icon, label }: { icon: IconName; label: string }) => (
  <span class={`sign ${icon}`} role="img" aria-label={label} title={label}>
    <Icon name={icon} size={15} />
  </span>
)
