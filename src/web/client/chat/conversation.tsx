// One room: its head, what the connection has to say, the messages, and the place to write.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { Problem } from '../shared/problem'
import type { Person } from '../shared/wire'
import { RoomAvatar } from './avatar'
import { useSecondsUntil } from './clock'
import { inbox } from './inbox'
import { openRoom, user } from './me'
import type { OpenRoom } from './open-room'
import { RoomSheet } from './panel/room-sheet'
import { Pinned } from './pinned'
import { RoomSearch } from './room-search'
import { Timeline } from './timeline'
import { whenSeen } from './times'
import { count, titleOf, typingWords } from './words'
import { Writing } from './writing'

/** Members up to whom one learns how many of them are online. */
const MOST_WATCHED_ROOM = 50

export function Conversation({ room }: { room: OpenRoom }) {
  const sheet = useSignal(false)
  const info = room.info.value
  const inside = info !== undefined && info.role !== null
  const here = inside && room.state.at !== 'ended'
  const about = () => (sheet.value = here)
  return (
    <main class="conversation">
      <header class="room-head">
        <button
          class="icon-button back"
          type="button"
          aria-label="Back to the chats"
          onClick={() => openRoom(undefined)}
        >
          <Icon name="back" />
        </button>
        {info && <RoomAvatar room={info} />}
        {/* The button beside it is for keys. */}
        <div class="room-title" onClick={about}>
          <h1 dir="auto">{room.title}</h1>
          {here && <Subtitle room={room} />}
        </div>
        {here && <HeadButtons room={room} onAbout={about} />}
      </header>
      {inside ? <Inside room={room} /> : <Outside room={room} />}
      {here && sheet.value && <RoomSheet room={room} onClose={() => (sheet.value = false)} />}
    </main>
  )
}

/** The search in the room; and what there is to know about it, and how many ask to join. */
function HeadButtons({ room, onAbout }: { room: OpenRoom; onAbout: () => void }) {
  const direct = room.info.value?.kind === 'direct'
  const pending = inbox.requests(room.name)
  return (
    <>
      <button
        class="icon-button"
        type="button"
        aria-label="Search in this chat"
        title="Search"
        aria-expanded={room.searching.value}
        onClick={() => (room.searching.value = !room.searching.value)}
      >
        <Icon name="search" />
      </button>
      <button class="button small" type="button" onClick={onAbout}>
        <Icon name={direct ? 'person' : 'info'} size={18} />{' '}
        <span class="word">{direct ? 'Contact info' : 'Group info'}</span>
        {pending > 0 && (
          <span class="badge">
            {pending}
            <span class="spoken"> asking to join</span>
          </span>
        )}
      </button>
    </>
  )
}

/** Who is typing, or who is there, or what the room is about. */
function Subtitle({ room }: { room: OpenRoom }) {
  const { member_count, description, peer } = room.info.value!
  const typists = inbox.typists(room.name)
  const members = room.roster.members.value
  const others = members.map(({ user: each }) => each).filter(({ id }) => id !== user.value?.id)
  const few = member_count <= MOST_WATCHED_ROOM && others.length > 0
  const words = peer
    ? [whenSeen(inbox.presence(peer.username)) || `@${peer.username}`]
    : [count(member_count, 'member'), few && presenceOf(others), description]
  const typing = typists.length > 0
  return (
    <small class={typing ? 'typing' : 'quiet'} dir="auto" aria-live="polite">
      {typing ? typingWords(typists) : <span aria-live="off">{words.filter(Boolean).join(' · ')}</span>}
    </small>
  )
}

/** How many of the members are here, oneself among them as in their count; nothing while nobody else is. */
function presenceOf(others: readonly Person[]): string {
  const online = others.filter(({ username }) => inbox.presence(username)?.online).length
  return online > 0 ? `${online + 1} online` : ''
}

function Inside({ room }: { room: OpenRoom }) {
  const state = room.state
  const files = useSignal<File[]>([])
  const dropping = useSignal(false)
  const over = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    dropping.value = true
  }
  /** Told of every element that is left, on the way from one to the next, too. */
  const leave = ({ currentTarget, relatedTarget }: DragEvent) => {
    if (!(currentTarget as Element).contains(relatedTarget as Node | null)) dropping.value = false
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    dropping.value = false
    files.value = [...(event.dataTransfer?.files ?? [])]
  }
  return (
    <div class="inside" onDragOver={over} onDragLeave={leave} onDrop={drop}>
      <Banner room={room} />
      {room.searching.value && <RoomSearch room={room} />}
      <Pinned room={room} />
      <Timeline room={room} />
      {state.at !== 'ended' && <Writing room={room} dropped={files} />}
      {dropping.value && <div class="drop-here">Drop to attach</div>}
    </div>
  )
}

/** Says what the connection is doing whenever it is not simply there. */
function Banner({ room }: { room: OpenRoom }) {
  const state = room.state
  const wasLive = useSignal(false)
  const left = useSecondsUntil(state.at === 'waiting' ? state.retryAt : 0)
  useEffect(() => {
    if (state.at === 'live') wasLive.value = true
  }, [state.at])
  return (
    <div role="status" class="banner">
      {state.at === 'connecting' && wasLive.value && <p class="notice">Reconnecting…</p>}
      {state.at === 'waiting' && (
        <p class="notice">
          <span>
            Not connected: {Problem.from(state.error).words} What you write is kept, and sent once connected
            again
            <span aria-hidden="true"> ({left}&nbsp;s)</span>.
          </span>
          <button class="button small" type="button" onClick={() => room.reconnect()}>
            Try now
          </button>
        </p>
      )}
      {state.at === 'ended' && (
        <p class="notice error">
          <span>{Problem.from(state.error).words}</span>
          <button class="button small" type="button" onClick={() => openRoom(undefined)}>
            Back to the chats
          </button>
        </p>
      )}
    </div>
  )
}

/** A room that I have not entered, or that cannot be shown. */
function Outside({ room }: { room: OpenRoom }) {
  const busy = useSignal(false)
  const refused = useSignal<Problem | undefined>(undefined)
  const info = room.info.value
  const problem = refused.value ?? room.problem.value
  async function enter(): Promise<void> {
    busy.value = true
    refused.value = undefined
    await room.enter().catch((thrown: unknown) => (refused.value = Problem.from(thrown)))
    busy.value = false
  }
  return (
    <div class="outside">
      <div class="card">
        {info && (
          <>
            <div class="portrait">
              <RoomAvatar room={info} large />
              <h2 dir="auto">{titleOf(info)}</h2>
            </div>
            {info.description && <p dir="auto">{info.description}</p>}
            <p class="quiet">
              {count(info.member_count, 'member')} of {info.max_members.toLocaleString()} at most
            </p>
          </>
        )}
        <div role="alert">{problem && <p class="notice error">{problem.words}</p>}</div>
        {room.requested.value ? (
          <p role="status">You asked to join. Once an admin lets you in, the chat opens here.</p>
        ) : (
          info && (
            <button class="button primary" type="button" disabled={busy.value} onClick={() => void enter()}>
              {info.settings.join === 'approval' ? 'Ask to join' : 'Join group'}
            </button>
          )
        )}
        {!info && !problem && <p class="quiet">Loading…</p>}
        {!info && problem && (
          <div class="choices-row">
            {problem.passing && (
              <button class="button" type="button" onClick={() => void room.start()}>
                Try again
              </button>
            )}
            <button class="button" type="button" onClick={() => openRoom(undefined)}>
              Back to your chats
            </button>
          </div>
        )}
      </div>
    </div>
  )
}
