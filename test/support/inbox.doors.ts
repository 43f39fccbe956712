// The inbox by both socket doors, in one shape: every frame kept in the order in which it came, and every request answered.
import { within, Inbox, PATIENCE } from './inbox.js'
import type { Closing } from './room-client.js'
import type { Server } from './server.js'
import { closingOf, socketIo, type WireError } from './socketio.door.js'
import { FrameSocket, type Frame } from './websocket.door.js'

export type InboxAnswer =
  { ok: true; [field: string]: unknown } | { ok: false; error: WireError & { chatroom?: string } }

export interface InboxClient {
  readonly frames: Inbox<Frame>
  readonly closed: Promise<Closing>
  /** One at a time, as its answer has no number on a plain WebSocket. */
  ask(what: Asked, body: object): Promise<InboxAnswer>
  /** Asks for something that nothing answers unless it is refused. */
  emit(what: 'typing' | 'watch', body: object): void
  close(): Promise<void>
}

/** What answers each request where it is a frame. */
const ANSWERS = { sync: 'synced', message: 'ack', mark: 'marked' }
type Asked = keyof typeof ANSWERS

class PlainInbox implements InboxClient {
  readonly frames: Inbox<Frame>
  readonly closed: Promise<Closing>

  constructor(private readonly socket: FrameSocket) {
    this.frames = socket.frames
    this.closed = socket.closed
  }

  async ask(what: Asked, body: object): Promise<InboxAnswer> {
    const before = this.frames.items.length
    this.socket.send(what === 'message' ? body : { type: what, ...body })
    const { type, ...answer } = await this.frames.waitFor(
      (frame) =>
        (frame.type === ANSWERS[what] || frame.type === 'error') &&
        this.frames.items.indexOf(frame) >= before,
    )
    return type === 'error' ? { ok: false, error: answer as unknown as WireError } : { ok: true, ...answer }
  }

  emit(what: 'typing' | 'watch', body: object): void {
    this.socket.send({ type: what, ...body })
  }

  close(): Promise<void> {
    return this.socket.close()
  }
}

/** Somebody's inbox, not yet synced. */
async function plain(server: Pick<Server, 'url'>, token: string): Promise<InboxClient> {
  const socket = new FrameSocket(server, '/inbox', { token })
  await socket.next('ready')
  return new PlainInbox(socket)
}

async function byEvents(server: Pick<Server, 'url'>, token: string): Promise<InboxClient> {
  const socket = socketIo(server, '/inbox', { auth: { token } })
  const frames = new Inbox<Frame>()
  socket.onAny((name: string, body: Frame) =>
    frames.push(name === 'message' ? body : { ...body, type: name }),
  )
  const closed = closingOf(socket)
  await frames.waitFor(({ type }) => type === 'ready')
  return {
    frames,
    closed,
    ask: (what, body) =>
      within(PATIENCE, `an answer to ${what}`, socket.emitWithAck(what, body) as Promise<InboxAnswer>),
    emit: (what, body) => void socket.emit(what, body),
    async close() {
      socket.disconnect()
      await closed
    },
  }
}

export const INBOX_DOORS = [
  { name: 'plain WebSocket', connect: plain },
  { name: 'Socket.IO', connect: byEvents },
]

/** What came after `ready`, of one room if it is named. */
export const told = ({ frames }: InboxClient, chatroom?: string): Frame[] =>
  frames.items.filter(
    (frame) => frame.type !== 'ready' && (chatroom === undefined || roomOf(frame) === chatroom),
  )

/** Which room a frame is about. */
export const roomOf = (frame: Frame): unknown =>
  frame.type === 'room' ? (frame['room'] as { name: string }).name : frame['chatroom']

/** In short, what came about a room: seqs of entries, and types of other frames. */
export const story = (client: InboxClient, chatroom: string): (number | string)[] =>
  told(client, chatroom)
    .filter(({ type }) => type !== 'ack' && type !== 'error')
    .map((frame) => frame.seq ?? (frame.type === 'room_gone' ? `gone: ${frame.code}` : frame.type))
