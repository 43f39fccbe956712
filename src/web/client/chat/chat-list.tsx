// The chats, or some of them: rows of one height, of which those in sight are drawn.
import type { Chatroom } from '../shared/wire'
import { roomName } from './me'
import { RoomEntry } from './room-entry'
import { useRowWindow } from './row-window'
import { active } from './side'

/** Pixels; as in side.css. */
const ROW = 68

interface ChatListProps {
  label: string
  rooms: readonly Chatroom[]
}

export function ChatList({ label, rooms }: ChatListProps) {
  const { list, first, last } = useRowWindow(ROW)
  const open = roomName.value
  const wanted = rooms.findIndex(({ name }) => name === active.value)
  const current = rooms.findIndex(({ name }) => name === open)
  const reached = Math.max(wanted >= 0 ? wanted : current, 0)
  const rows = rooms.map((room, at) => ({ room, at })).slice(first, last)
  // Where the focus is, or comes to with Tab, there is always a row.
  if (rooms[reached] && (reached < first || reached >= last)) {
    const row = { room: rooms[reached], at: reached }
    if (reached < first) rows.unshift(row)
    else rows.push(row)
  }
  return (
    <ul
      ref={list}
      class="chat-list"
      aria-label={label}
      style={{ height: `${rooms.length * ROW}px` }}
      onFocusIn={(event) => {
        const row = (event.target as HTMLElement).closest<HTMLElement>('[data-room]')
        if (row) active.value = row.dataset['room']
      }}
    >
      {rows.map(({ room, at }) => (
        <RoomEntry
          key={room.name}
          room={room}
          current={room.name === open}
          reached={at === reached}
          at={at}
          top={at * ROW}
          of={rooms.length}
        />
      ))}
    </ul>
  )
}
