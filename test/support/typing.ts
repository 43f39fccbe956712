// People in a room as both socket doors have them: what they say of their typing, and what they are told of others'.
import { Inbox, PATIENCE } from './inbox.js'
import type { Person } from './people.js'
import type { Server } from './server.js'
import { socketIo } from './socketio.door.js'
import { FrameSocket } from './websocket.door.js'
import type { SendAnswer } from './wire.js'

/** What came, in its order: entries, and what is told beside them. */
export interface Told {
  type: string
  [field: string]: unknown
}

export interface Typer {
  told: Inbox<Told>
  /** @returns what an acknowledgement says, where there is one */
  type(body: unknown): Promise<SendAnswer | undefined>
  say(text: string): void
  /** Codes of what was refused without an acknowledgement. */
  refusals: () => unknown[]
  close(): Promise<unknown>
}

export interface TypingDoor {
  name: string
  acknowledges: boolean
  connect(server: Pick<Server, 'url'>, person: Person, room: string): Promise<Typer>
}

const plain: TypingDoor = {
  name: 'plain WebSocket',
  acknowledges: false,
  async connect(server, { token }, room) {
    const socket = new FrameSocket(server, `/send-message/${room}`, { token })
    await socket.next('ready')
    return {
      told: socket.frames as Inbox<Told>,
      type: async (body) => void socket.send({ type: 'typing', ...(body as object) }),
      say: (text) => socket.send({ type: 'text', message: text }),
      refusals: () => socket.frames.items.filter(({ type }) => type === 'error').map(({ code }) => code),
      close: () => socket.close(),
    }
  },
}

const socketIO: TypingDoor = {
  name: 'Socket.IO',
  acknowledges: true,
  async connect(server, { token }, room) {
    const socket = socketIo(server, `/send-message/${room}`, { auth: { token } })
    const told = new Inbox<Told>()
    const refused: unknown[] = []
    socket.on('message', (entry: Told) => told.push(entry))
    socket.on('typing', (body: object) => told.push({ type: 'typing', ...body }))
    socket.on('error_message', ({ error }: { error: { code: string } }) => refused.push(error.code))
    await new Promise((resolve, reject) => socket.once('ready', resolve).once('connect_error', reject))
    return {
      told,
      type: (body) => socket.timeout(PATIENCE).emitWithAck('typing', body) as Promise<SendAnswer>,
      say: (text) => void socket.emit('message', { type: 'text', message: text }),
      refusals: () => refused,
      close: async () => socket.disconnect(),
    }
  },
}

export const TYPING_DOORS = [plain, socketIO]
