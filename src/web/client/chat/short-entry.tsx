// A chat where it is one of several things that were found, and a group that one could join.
import type { Chatroom } from '../shared/wire'
import { RoomAvatar } from './avatar'
import { roomAddress, roomName } from './me'
import { Preview } from './preview'
import { count, titleOf } from './words'

interface ShortEntryProps {
  room: Chatroom
  /** Tab leads to it, and the arrow keys go on from there. */
  first?: boolean
}

const current = (name: string) => (roomName.value === name ? ('page' as const) : undefined)

/** One of one's own. */
export function ShortEntry({ room, first = false }: ShortEntryProps) {
  const { name, last_message, peer } = room
  return (
    <li class="entry-row">
      <a class="entry" href={roomAddress(name)} tabIndex={first ? 0 : -1} aria-current={current(name)}>
        <RoomAvatar room={room} />
        <span class="entry-text">
          <strong dir="auto">{titleOf(room)}</strong>
          <small class="quiet">
            {last_message && <Preview message={last_message} direct={peer !== undefined} />}
          </small>
        </span>
      </a>
    </li>
  )
}

/** One that one is not in. */
export function OtherEntry({ room, first = false }: ShortEntryProps) {
  const { name, description, member_count, max_members } = room
  return (
    <li class="entry-row">
      <a class="entry" href={roomAddress(name)} tabIndex={first ? 0 : -1} aria-current={current(name)}>
        <RoomAvatar room={room} />
        <span class="entry-text">
          <strong dir="auto">{name}</strong>
          <small class="quiet" dir="auto">
            {[count(member_count, 'member'), description].filter(Boolean).join(' · ')}
          </small>
        </span>
        {member_count >= max_members && <span class="tag">full</span>}
      </a>
    </li>
  )
}
