// The side of the page: who I am, the search, my rooms, the others, and a way to make one.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { nameOf, type Chatroom } from '../shared/wire'
import { Avatar } from './avatar'
import { CreateRoom } from './create-room'
import { roomAddress, roomName, session, user } from './me'
import { readUpTo } from './read-marks'
import { roomList } from './room-list'
import { ThemeButton } from './theme-button'
import { count } from './words'

export function Rooms() {
  const creating = useSignal(false)
  useEffect(() => roomList.watch(), [])
  return (
    <nav class="rooms" aria-label="Rooms">
      <Me />
      <div class="rooms-tools">
        <label class="search">
          <Icon name="search" size={18} />
          <span class="spoken">Search rooms</span>
          <input
            type="search"
            placeholder="Search rooms"
            dir="auto"
            value={roomList.query.value}
            onInput={(event) => roomList.search(event.currentTarget.value)}
          />
        </label>
        <button class="button primary" type="button" onClick={() => (creating.value = true)}>
          <Icon name="plus" size={18} /> New
        </button>
      </div>
      <Lists />
      <footer>
        <a href="./?someone-else" target="_blank" rel="noopener">
          Be someone else ↗
        </a>
        <a href="./console">Console</a>
        <a href="./docs">API</a>
      </footer>
      {creating.value && <CreateRoom onClose={() => (creating.value = false)} />}
    </nav>
  )
}

function Me() {
  const me = user.value
  if (!me) return null
  return (
    <header class="me">
      <Avatar of={me} />
      <div class="me-name">
        <strong dir="auto">{nameOf(me)}</strong>
        <small class="quiet">@{me.username}</small>
      </div>
      <ThemeButton />
      <button
        class="icon-button"
        type="button"
        aria-label="Sign out"
        title="Sign out"
        onClick={() => void session.signOut()}
      >
        <Icon name="signOut" />
      </button>
    </header>
  )
}

function Lists() {
  const { mine, others, more, problem, query } = roomList
  const searching = query.value.trim() !== ''
  if (!mine.value) return <p class="empty quiet">{problem.value?.words ?? 'Loading…'}</p>
  const nothing = mine.value.length + others.value.length === 0
  return (
    <div class="lists">
      {problem.value && <p class="notice">{problem.value.words}</p>}
      <List title="Your rooms" rooms={mine.value} />
      <List title="Rooms to enter" rooms={others.value} />
      {more.value !== null && (
        <button class="button small" type="button" onClick={() => void roomList.loadMore()}>
          More rooms
        </button>
      )}
      {nothing && (
        <p class="empty quiet">
          {searching ? 'No room has that in its name.' : 'There is no room yet. Make the first one.'}
        </p>
      )}
    </div>
  )
}

function List({ title, rooms }: { title: string; rooms: Chatroom[] }) {
  if (rooms.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {rooms.map((room) => (
          <Entry key={room.name} room={room} />
        ))}
      </ul>
    </section>
  )
}

function Entry({ room }: { room: Chatroom }) {
  const open = roomName.value === room.name
  const fresh = unread(room, open)
  const full = room.role === null && room.member_count >= room.max_members
  return (
    <li>
      <a class="entry" href={roomAddress(room.name)} aria-current={open ? 'page' : undefined}>
        <Avatar of={{ id: room.name, username: room.name, display_name: room.name }} />
        <span class="entry-text">
          <strong dir="auto">{room.name}</strong>
          <small class="quiet" dir="auto">
            {room.description || count(room.member_count, 'member')}
          </small>
        </span>
        {fresh > 0 && (
          <span class="badge">
            {fresh > 99 ? '99+' : fresh}
            <span class="spoken"> new</span>
          </span>
        )}
        {full && <span class="tag">full</span>}
      </a>
    </li>
  )
}

function unread({ name, role, log, last_seq }: Chatroom, open: boolean): number {
  const read = readUpTo(name, log)
  return open || role === null || read === undefined ? 0 : Math.max(0, last_seq - read)
}
