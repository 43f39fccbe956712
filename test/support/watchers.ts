// Inboxes by both socket doors, as far as they are about who is online: what they ask for, and what they are told.
import { awake } from './awake.js'
import { Inbox, pause } from './inbox.js'
import type { Person } from './people.js'
import { socketIo } from './socketio.door.js'
import { FrameSocket, type Frame } from './websocket.door.js'
import type { Server } from './server.js'
import type { FieldError, Person as PersonView } from './wire.js'

export interface Presence {
  user: PersonView
  online: boolean
  last_seen: string | null
}

export interface Refusal {
  code: string
  errors?: FieldError[]
}

export interface WatchingInbox {
  told: Inbox<Presence>
  refused: Inbox<Refusal>
  /** Everything else that came. */
  others: Inbox<Frame>
  send(name: string, body: unknown): void
  close(): Promise<unknown>
}

export interface WatchingDoor {
  name: string
  connect(server: Pick<Server, 'url'>, person: Person): Promise<WatchingInbox>
}

/** Puts what came where it belongs, as it is on a plain WebSocket. */
class Sorted {
  readonly told = new Inbox<Presence>()
  readonly refused = new Inbox<Refusal>()
  readonly others = new Inbox<Frame>()

  push({ type, ...rest }: Frame): void {
    if (type === 'presence') this.told.push(rest as unknown as Presence)
    else if (type === 'error') this.refused.push(rest as unknown as Refusal)
    else this.others.push({ type, ...rest })
  }
}

const plain: WatchingDoor = {
  name: 'plain WebSocket',
  async connect(server, { token }) {
    const socket = new FrameSocket(server, '/inbox', { token })
    const sorted = new Sorted()
    socket.socket.on('message', (data) => sorted.push(JSON.parse((data as Buffer).toString()) as Frame))
    await socket.next('ready')
    return {
      ...sorted,
      send: (type, body) => socket.send({ type, ...(body as object) }),
      close: () => socket.close(),
    }
  },
}

const socketIO: WatchingDoor = {
  name: 'Socket.IO',
  async connect(server, { token }) {
    const socket = socketIo(server, '/inbox', { auth: { token } })
    const sorted = new Sorted()
    socket.onAny((name: string, body: Frame & { error: object }) => {
      if (name === 'error_message') sorted.push({ ...body.error, type: 'error' })
      else sorted.push(name === 'message' ? body : { ...body, type: name })
    })
    await new Promise((resolve, reject) => socket.once('ready', resolve).once('connect_error', reject))
    return {
      ...sorted,
      send: (name, body) => void socket.emit(name, body),
      close: async () => socket.disconnect(),
    }
  },
}

export const WATCHING_DOORS = [plain, socketIO]

/** What was told last of somebody. */
export const lastOf = ({ told }: WatchingInbox, { user }: Person): Presence | undefined =>
  told.items.findLast((each) => each.user.id === user.id)

/** Waits until the last that was told of somebody is so. */
export async function sees(
  watcher: WatchingInbox,
  person: Person,
  expected: Partial<Presence>,
  ms = 5000,
): Promise<Presence> {
  const is = (told: Presence) =>
    told.user.id === person.user.id &&
    Object.entries(expected).every(([field, value]) => told[field as keyof Presence] === value)
  for (const end = awake() + ms; awake() < end; await pause(20)) {
    const last = lastOf(watcher, person)
    if (last && is(last)) return last
  }
  throw new Error(
    `Within ${ms} ms, ${JSON.stringify(expected)} was not the last told, but ${JSON.stringify(lastOf(watcher, person))}`,
  )
}
