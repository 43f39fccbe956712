// The side of the page: who I am, the search, my rooms, the others, and a way to make one.
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useEffect } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { nameOf, type Chatroom } from '../shared/wire'
import { Avatar } from './avatar'
import { useFound, useSettled, SHORTEST } from './find-people'
import { inbox } from './inbox'
import { session, user } from './me'
import { NewChat } from './new-chat'
import { PersonEntry } from './person-entry'
import { OtherEntry, RoomEntry } from './room-entry'
import { roomList } from './room-list'
import { Settings } from './settings/settings'
import { ThemeButton } from './theme-button'
import { titleOf } from './words'

export function Rooms() {
  const creating = useSignal(false)
  useEffect(() => roomList.watch(), [])
  // Whichever rooms I am in or no more in by now, the others are the rest.
  const mine = inbox.rooms.value?.length
  useEffect(() => {
    if (mine !== undefined) void roomList.load()
  }, [mine])
  return (
    <nav class="rooms" aria-label="Rooms">
      <Me />
      <div class="rooms-tools">
        <label class="search">
          <Icon name="search" size={18} />
          <span class="spoken">Search rooms and people</span>
          <input
            type="search"
            placeholder="Search"
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
      {creating.value && <NewChat onClose={() => (creating.value = false)} />}
    </nav>
  )
}

function Me() {
  const me = user.value
  const settings = useSignal(false)
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
        aria-label="Settings"
        title="Settings"
        onClick={() => (settings.value = true)}
      >
        <Icon name="settings" />
      </button>
      <button
        class="icon-button"
        type="button"
        aria-label="Sign out"
        title="Sign out"
        onClick={() => void session.signOut()}
      >
        <Icon name="signOut" />
      </button>
      {settings.value && <Settings onClose={() => (settings.value = false)} />}
    </header>
  )
}

function Lists() {
  const { others, more, problem, query, answered } = roomList
  const mine = inbox.rooms.value
  const asked = query.value.trim()
  const state = inbox.connection.value
  const q = useSettled(asked)
  const { items: people = [] } = useFound([...q].length < SHORTEST ? '' : q)
  if (!mine || !others.value) {
    const trouble = state.at === 'waiting' || state.at === 'ended' ? state.problem : problem.value
    return <p class="empty quiet">{trouble?.words ?? 'Loading…'}</p>
  }
  const found = mine.filter((room) => has(titleOf(room), asked))
  const own = new Set(mine.map(({ name }) => name))
  const enterable = others.value.filter(({ name }) => !own.has(name))
  const known = new Set(mine.map(({ peer }) => peer?.id))
  const strangers = people.filter(({ id }) => !known.has(id))
  const nothing = found.length + enterable.length + strangers.length === 0 && answered.value === asked
  return (
    <div class="lists">
      {problem.value && <p class="notice">{problem.value.words}</p>}
      <Mine rooms={found} searching={asked !== ''} />
      <List title="Rooms to enter">
        {enterable.map((room) => (
          <OtherEntry key={room.name} room={room} />
        ))}
      </List>
      {more.value !== null && (
        <button class="button small" type="button" onClick={() => void roomList.loadMore()}>
          More rooms
        </button>
      )}
      <List title="People">
        {asked === '' ? [] : strangers.map((each) => <PersonEntry key={each.id} of={each} />)}
      </List>
      {nothing && (
        <p class="empty quiet">
          {asked ? 'No room and nobody has a name like this.' : 'There is no room yet. Make the first one.'}
        </p>
      )}
    </div>
  )
}

const has = (name: string, words: string): boolean =>
  name.toLocaleLowerCase().includes(words.normalize('NFC').toLocaleLowerCase())

/** Favourites above the others, and what is archived below, for whoever opens it or searches. */
function Mine({ rooms, searching }: { rooms: readonly Chatroom[]; searching: boolean }) {
  const archived = rooms.filter(({ me }) => me?.archived)
  const present = rooms.filter(({ me }) => !me?.archived)
  const entries = (some: readonly Chatroom[]) => some.map((room) => <RoomEntry key={room.name} room={room} />)
  return (
    <>
      <List title="Favourites">{entries(present.filter(({ me }) => me?.favourite))}</List>
      <List title="Your chats">{entries(present.filter(({ me }) => !me?.favourite))}</List>
      {archived.length > 0 && (
        <details class="archive" open={searching}>
          <summary>
            <Icon name="archive" size={18} /> Archived <span class="quiet">{archived.length}</span>
          </summary>
          <ul>{entries(archived)}</ul>
        </details>
      )}
    </>
  )
}

function List({ title, children }: { title: string; children: ComponentChild[] }) {
  if (children.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <ul>{children}</ul>
    </section>
  )
}
