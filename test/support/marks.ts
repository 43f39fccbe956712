// Marks through every door, and the frames that tell of them.
import type { Socket } from 'socket.io-client'
import { Inbox, within, PATIENCE } from './inbox.js'
import { must, type Person } from './people.js'
import { at } from './rest.js'
import type { Server } from './server.js'
import { socketIo, type WireError } from './socketio.door.js'
import { FrameSocket, type Frame } from './websocket.door.js'
import type { Person as Named } from './wire.js'

export interface Marks {
  read: number
  delivered: number
  unread: number
  unread_mentions: number
}

export interface MemberMarks {
  user: Named
  read?: number
  delivered: number
}

export interface MarksPage {
  marks: MemberMarks[]
  next_cursor: string | null
}

export interface Receipts {
  read: Named[]
  delivered: Named[]
  pending: number
}

export interface Membership {
  read_seq: number
  delivered_seq: number
  unread: number
  unread_mentions: number
  muted_until: string | null
  archived: boolean
  favourite: boolean
}

export interface MarksFrame extends Partial<Marks> {
  type: 'marks'
  chatroom: string
  user: Named
}

export type MarkAnswer = ({ ok: true } & Omit<Marks, 'unread_mentions'>) | { ok: false; error: WireError }

/** One person's connection to a room, for marks. */
export interface Marker {
  /** What has come under `marks`. */
  readonly told: Inbox<MarksFrame>
  /** A connection that ends before it answers has refused with `closed`. */
  mark(body: unknown): Promise<MarkAnswer>
  close(): Promise<void>
}

const CLOSED: MarkAnswer = { ok: false, error: { code: 'closed', detail: '' } }

class PlainMarker implements Marker {
  readonly told = new Inbox<MarksFrame>()
  private readonly answers = new Inbox<Frame>()
  /** Frames have no numbers: one is asked after the other. */
  private turn: Promise<unknown> = Promise.resolve()
  private asked = 0

  constructor(private readonly socket: FrameSocket) {
    socket.socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Frame
      if (frame.type === 'marks') this.told.push(frame as unknown as MarksFrame)
      if (frame.type === 'marked' || frame.type === 'error') this.answers.push(frame)
    })
  }

  mark(body: unknown): Promise<MarkAnswer> {
    const answer = this.turn.then(() => this.ask(body))
    this.turn = answer.catch(() => undefined)
    return answer
  }

  private async ask(body: unknown): Promise<MarkAnswer> {
    const nth = this.asked++
    this.socket.send({ ...(body as object), type: 'mark' })
    const closed = await Promise.race([
      this.answers.waitFor(() => this.answers.items.length > nth).then(() => false),
      this.socket.closed.then(() => true),
    ])
    if (closed) return CLOSED
    const { type, ...answer } = this.answers.items[nth]!
    return (type === 'marked' ? { ok: true, ...answer } : { ok: false, error: answer }) as MarkAnswer
  }

  close(): Promise<void> {
    return this.socket.close()
  }
}

class SocketIoMarker implements Marker {
  readonly told = new Inbox<MarksFrame>()

  constructor(private readonly socket: Socket) {
    socket.on('marks', (frame: MarksFrame) => this.told.push(frame))
  }

  mark(body: unknown): Promise<MarkAnswer> {
    if (!this.socket.connected) return Promise.resolve(CLOSED)
    const closed = new Promise<MarkAnswer>((resolve) => this.socket.once('disconnect', () => resolve(CLOSED)))
    const answer = this.socket.timeout(PATIENCE).emitWithAck('mark', body) as Promise<MarkAnswer>
    return Promise.race([answer, closed])
  }

  async close(): Promise<void> {
    if (!this.socket.connected) return
    const closed = new Promise((resolve) => this.socket.once('disconnect', resolve))
    this.socket.disconnect()
    await closed
  }
}

export interface MarkDoor {
  name: string
  connect(server: Pick<Server, 'url'>, person: Person, room: string): Promise<Marker>
}

export const MARK_DOORS: MarkDoor[] = [
  {
    name: 'plain WebSocket',
    async connect(server, { token }, room) {
      const socket = new FrameSocket(server, at('/send-message', room), { token })
      const marker = new PlainMarker(socket)
      await socket.next('ready')
      return marker
    },
  },
  {
    name: 'Socket.IO',
    async connect(server, { token }, room) {
      const socket = socketIo(server, at('/send-message', room), { auth: { token } })
      const marker = new SocketIoMarker(socket)
      await within(PATIENCE, 'ready', new Promise((resolve) => socket.once('ready', resolve)))
      return marker
    },
  },
]

export async function mark(person: Person, room: string, body: object): Promise<Marks> {
  return must(await person.api.put<Marks>(at('/chatroom', room, '/marks'), body), 200)
}

/** How far somebody is in a room. Nobody has marked anything by asking. */
export const marksOf = (person: Person, room: string): Promise<Marks> => mark(person, room, { read: 0 })

/** How far all members are, as this one sees it, by username. */
export async function marksSeenBy(person: Person, room: string): Promise<Record<string, MemberMarks>> {
  const { marks } = must(
    await person.api.get<MarksPage>(at('/chatroom', room, '/marks'), { limit: 100 }),
    200,
  )
  return Object.fromEntries(marks.map((each) => [each.user.username, each]))
}

export async function receiptsOf(person: Person, room: string, seq: number): Promise<Receipts> {
  return must(await person.api.get<Receipts>(at('/chatroom', room, `/messages/${seq}/receipts`)), 200)
}
