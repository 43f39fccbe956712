// What comes in the place of the chats: those that are archived, starred messages, and groups to discover.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons'
import type { Message } from '../shared/wire'
import { Alert } from './attempt'
import { ChatList } from './chat-list'
import { useDiscovered } from './discovered'
import { useSettled } from './find-people'
import { inbox } from './inbox'
import { chat } from './me'
import { MessageHit } from './message-hit'
import { useOverlay } from './overlays'
import { usePages, type Pages } from './pages'
import { OtherEntry } from './short-entry'
import { inOrder, view } from './side'

const close = () => void (view.value = 'chats')

/** A page of the side, with a way back to the chats: its own, Escape's and a phone's. */
function SidePage({ title, children }: { title: string; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null)
  // Opening a chat is no way back.
  useOverlay(() => location.hash.startsWith('#/room/') || close())
  // Whoever listens is told where they are.
  useLayoutEffect(() => heading.current!.focus(), [])
  return (
    <>
      <header class="side-head">
        <button class="icon-button" type="button" aria-label="Back to the chats" onClick={close}>
          <Icon name="back" />
        </button>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
      </header>
      {children}
    </>
  )
}

export function Archived() {
  const rooms = (inbox.rooms.value ?? []).filter(({ me }) => me?.archived)
  return (
    <SidePage title="Archived">
      <div class="lists">
        {rooms.length === 0 && <p class="empty quiet">No archived chats.</p>}
        <ChatList label="Archived chats" rooms={inOrder(rooms)} />
      </div>
    </SidePage>
  )
}

export function Starred() {
  const pages = usePages((cursor) => chat().messages.starred(cursor ? { cursor } : {}))
  return (
    <SidePage title="Starred messages">
      <Listed pages={pages} empty="No starred messages. Star one in its menu to find it here.">
        {(message) => <MessageHit key={`${message.chatroom} ${message.seq}`} message={message as Message} />}
      </Listed>
    </SidePage>
  )
}

export function Discover() {
  const words = useSignal('')
  const q = useSettled(words.value)
  const pages = useDiscovered(q)
  return (
    <SidePage title="Discover groups">
      <div class="rooms-tools">
        <label class="search">
          <Icon name="search" size={18} />
          <span class="spoken">Search groups</span>
          <input
            type="search"
            placeholder="Search public groups"
            dir="auto"
            enterkeyhint="search"
            value={words.value}
            onInput={(event) => (words.value = event.currentTarget.value)}
          />
        </label>
      </div>
      <Listed
        pages={pages}
        empty={q ? 'No public group has a name like this.' : 'You are in every public group there is.'}
      >
        {(room, first) => <OtherEntry key={room.name} room={room} first={first} />}
      </Listed>
    </SidePage>
  )
}

interface ListedProps<T> {
  pages: Pages<T>
  empty: string
  children: (item: T, first: boolean) => ComponentChildren
}

function Listed<T>({ pages, empty, children }: ListedProps<T>) {
  const { items, hasMore, busy, problem, more } = pages
  return (
    <div class="lists">
      <Alert problem={problem} />
      {!items && !problem && <p class="empty quiet">Loading…</p>}
      {items?.length === 0 && !hasMore && <p class="empty quiet">{empty}</p>}
      <ul>{items?.map((item, at) => children(item, at === 0))}</ul>
      {hasMore && (
        <button class="button small" type="button" disabled={busy} onClick={() => void more()}>
          Show more
        </button>
      )}
    </div>
  )
}
