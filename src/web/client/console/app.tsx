// The page around the lanes: the bar at the top, the room, and how to begin.
import type { ComponentChildren } from 'preact'
import { ThemeButton } from '../chat/theme-button'
import type { Bench } from './bench'
import { LaneView } from './lane.view'

export function App({ bench }: { bench: Bench }) {
  const lanes = bench.lanes.value
  return (
    <div class="console">
      <TopBar />
      <main>
        <h1 class="spoken">Console: see every frame of the socket doors</h1>
        {lanes.length === 0 ? <Welcome bench={bench} /> : <RoomBar bench={bench} />}
        <p class="notice error trouble" role="alert" hidden={!bench.trouble.value}>
          {bench.trouble.value}
        </p>
        {lanes.length > 0 && (
          <div class="lanes">
            {lanes.map((lane) => (
              <LaneView key={lane.id} lane={lane} bench={bench} />
            ))}
          </div>
        )}
      </main>
    </div>
  )
}

function TopBar() {
  return (
    <header class="top">
      <a class="brand" href="./console">
        <span class="brand-mark" aria-hidden="true">
          ⇅
        </span>
        Console
      </a>
      <nav aria-label="Pages">
        <a href="./">Chat</a>
        <a href="./docs">REST</a>
        <a href="./docs/sockets">Sockets</a>
      </nav>
      <ThemeButton />
    </header>
  )
}

const Point = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <li>
    <b>{title}</b> {children}
  </li>
)

function Welcome({ bench }: { bench: Bench }) {
  return (
    <section class="welcome" aria-labelledby="welcome">
      <h2 id="welcome">See every frame that passes</h2>
      <p class="lead">
        Open the same room through Socket.IO, a plain WebSocket and HTTP, as several people at once. Every
        frame shows its time, size, <code>seq</code>, and how long it took to be stored and to arrive.
      </p>
      <ul>
        <Point title="Disconnect and resume">
          from any <code>seq</code>, and see the proof that nothing is missing or twice.
        </Point>
        <Point title="Send twice">
          with one <code>client_id</code>: it is stored once.
        </Point>
        <Point title="Copy it">as curl, socket.io-client or WebSocket code that runs.</Point>
      </ul>
      <div class="row">
        <button
          type="button"
          class="button primary"
          disabled={bench.busy.value}
          onClick={() => void bench.demonstrate()}
        >
          Start with two people
        </button>
        <button type="button" class="button" onClick={() => bench.add()}>
          Set it up yourself
        </button>
      </div>
    </section>
  )
}

function RoomBar({ bench }: { bench: Bench }) {
  return (
    <form
      class="room-bar"
      onSubmit={(event) => {
        event.preventDefault()
        void bench.createRoom()
      }}
    >
      <label class="room-field">
        <span>Room</span>
        <input
          class="input mono"
          value={bench.room.value}
          placeholder="whatsapp_chatroom2"
          autocomplete="off"
          spellcheck={false}
          list="rooms"
          onFocus={() => void bench.findRooms()}
          onInput={(event) => bench.setRoom(event.currentTarget.value.trim())}
        />
        <datalist id="rooms">
          {bench.rooms.value.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </label>
      <button class="button" disabled={bench.busy.value}>
        Create it
      </button>
      <button type="button" class="button" disabled={bench.full} onClick={() => bench.add()}>
        Add an identity
      </button>
    </form>
  )
}
