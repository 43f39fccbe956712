// The side of the page: the search, the chats or what comes in their place, and who one is.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { nameOf, type Chatroom } from '../shared/wire'
import { Problem } from '../shared/problem'
import { Avatar } from './avatar'
import { ChatList } from './chat-list'
import { Everywhere } from './everywhere'
import { inbox } from './inbox'
import { roomName, user } from './me'
import { NewChat } from './new-chat'
import { NotificationsOffer } from './notifications-offer'
import { Settings } from './settings/settings'
import { FILTERS, filter, inOrder, query, resetSide, view, type Filter } from './side'
import './side.css'
import { listenForSearchKey, moveByKeys } from './side-keys'
import { SideMenu } from './side-menu'
import { Archived, Discover, Starred } from './side-pages'

export function Rooms() {
  const settings = useSignal(false)
  useEffect(() => {
    resetSide()
    return listenForSearchKey()
  }, [])
  const at = view.value
  return (
    <nav class="rooms" aria-label="Rooms" onKeyDown={moveByKeys}>
      <SkipLink />
      {at === 'chats' && <Chats onSettings={() => (settings.value = true)} />}
      {at === 'archived' && <Archived />}
      {at === 'starred' && <Starred />}
      {at === 'discover' && <Discover />}
      <Me onSettings={() => (settings.value = true)} />
      {settings.value && <Settings onClose={() => (settings.value = false)} />}
    </nav>
  )
}

/** For whoever uses keys: past all the chats. */
function SkipLink() {
  if (roomName.value === undefined) return null
  const skip = (event: Event) => {
    event.preventDefault()
    const find = (what: string) => document.querySelector<HTMLElement>(`.conversation ${what}`)
    ;(find('textarea') ?? find('button'))?.focus()
  }
  return (
    <a class="skip button primary" href={location.hash} onClick={skip}>
      Skip to the message box
    </a>
  )
}

function Chats({ onSettings }: { onSettings: () => void }) {
  const creating = useSignal(false)
  // Where a chat is open, it has the first heading.
  const Heading = roomName.value === undefined ? 'h1' : 'h2'
  return (
    <>
      <header class="side-head">
        <Heading>Chats</Heading>
        <button
          class="icon-button"
          type="button"
          aria-label="New"
          title="New chat or group"
          onClick={() => (creating.value = true)}
        >
          <Icon name="newChat" />
        </button>
        <SideMenu onSettings={onSettings} />
      </header>
      <div class="rooms-tools">
        <label class="search">
          <Icon name="search" size={18} />
          <span class="spoken">Search</span>
          <input
            type="search"
            placeholder="Search"
            title="Ctrl+K"
            aria-keyshortcuts="Control+K Meta+K"
            dir="auto"
            enterkeyhint="search"
            value={query.value}
            onInput={(event) => (query.value = event.currentTarget.value)}
          />
        </label>
      </div>
      {query.value.trim() === '' ? <Listed /> : <Results />}
      {creating.value && <NewChat onClose={() => (creating.value = false)} />}
    </>
  )
}

const Results = () => (
  <div class="lists">
    <Everywhere />
  </div>
)

function Listed() {
  const rooms = inbox.rooms.value
  return (
    <>
      <Filters />
      <Connection />
      <NotificationsOffer />
      {rooms ? <Mine rooms={rooms} /> : <p class="empty quiet">Loading…</p>}
    </>
  )
}

function Filters() {
  return (
    <div class="filters" role="group" aria-label="Show">
      {(Object.keys(FILTERS) as Filter[]).map((each) => (
        <button
          key={each}
          class="chip"
          type="button"
          aria-pressed={filter.value === each}
          onClick={() => (filter.value = each)}
        >
          {FILTERS[each].label}
        </button>
      ))}
    </div>
  )
}

/** Why nothing new comes, beside a chat that says it itself. */
function Connection() {
  const state = inbox.connection.value
  if (state?.at === 'ended') return <p class="notice error">{Problem.from(state.error).words}</p>
  if (state?.at !== 'waiting' || roomName.value !== undefined) return null
  return (
    <p class="notice" role="status">
      {navigator.onLine
        ? 'Reconnecting…'
        : 'You are offline. You can read what is here, and write: it is sent later.'}
    </p>
  )
}

function Mine({ rooms }: { rooms: readonly Chatroom[] }) {
  const archived = rooms.filter(({ me }) => me?.archived)
  const { has, empty } = FILTERS[filter.value]
  const opened = useOpened()
  const shown = inOrder(rooms.filter((room) => !room.me?.archived && (has(room) || room.name === opened)))
  return (
    <div class="lists">
      {filter.value === 'all' && archived.length > 0 && <ArchivedRow rooms={archived} />}
      {shown.length === 0 && (
        <p class="empty quiet">
          {empty}
          {filter.value === 'all' && (
            <button class="button small" type="button" onClick={() => (view.value = 'discover')}>
              Discover groups
            </button>
          )}
        </p>
      )}
      <ChatList label="Chats" rooms={shown} />
    </div>
  )
}

/** The chat that was opened among unread ones: it stays in its place although it is read by that. */
function useOpened(): string | undefined {
  const opened = useSignal<string | undefined>(undefined)
  const [chosen, name] = [filter.value, roomName.value]
  useEffect(() => void (opened.value = undefined), [chosen])
  useEffect(() => {
    if (filter.peek() === 'unread') opened.value = name
  }, [name])
  return opened.value
}

function ArchivedRow({ rooms }: { rooms: readonly Chatroom[] }) {
  const unread = rooms.filter(({ me }) => (me?.unread ?? 0) > 0).length
  return (
    <button class="archived" type="button" onClick={() => (view.value = 'archived')}>
      <Icon name="archive" size={18} /> Archived
      <span class="quiet">
        {unread > 0 ? unread : ''}
        {unread > 0 && <span class="spoken"> with unread messages</span>}
      </span>
    </button>
  )
}

/** Who one is here: with two windows side by side that is a question. */
function Me({ onSettings }: { onSettings: () => void }) {
  const me = user.value
  if (!me) return null
  return (
    <footer class="me">
      <Avatar of={me} />
      <div class="me-name">
        <strong dir="auto">{nameOf(me)}</strong>
        <small class="quiet">@{me.username}</small>
      </div>
      <button class="icon-button" type="button" aria-label="Settings" title="Settings" onClick={onSettings}>
        <Icon name="settings" />
      </button>
    </footer>
  )
}
