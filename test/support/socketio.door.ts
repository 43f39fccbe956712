// Socket.IO: a namespace for each chatroom, and the RoomClient made of it.
import { io, type Socket } from 'socket.io-client'
import { Refused, type Closing, type Door, type Ready, type RoomClient } from './room-client.js'
import { Inbox, within, PATIENCE } from './inbox.js'
import type { Server } from './server.js'
import type { FieldError, Message, SendAnswer } from './wire.js'

export interface WireError {
  code: string
  detail: string
  errors?: FieldError[]
}

export interface SocketOptions {
  auth?: Record<string, unknown> | ((callback: (auth: object) => void) => void)
  transports?: string[]
  reconnection?: boolean
  path?: string
}

/** A Socket.IO client of its own, not yet judged by the server. */
export function socketIo(
  server: Pick<Server, 'url'>,
  namespace: string,
  { transports = ['websocket'], reconnection = false, ...options }: SocketOptions = {},
): Socket {
  const usual = { forceNew: true, reconnectionDelay: 50 }
  return io(server.url + namespace, { transports, reconnection, ...usual, ...options })
}

/** Resolves with the `data` of the refusal; fails when the server lets the socket in. */
export function refusalOf(socket: Socket): Promise<WireError> {
  const refusal = new Promise<WireError>((resolve, reject) => {
    socket.once('connect_error', (error: Error & { data?: WireError }) => {
      socket.disconnect()
      if (error.data) resolve(error.data)
      else reject(new Error(`connect_error without data: ${error.message}`))
    })
    socket.once('ready', () => reject(new Error('The server let the socket in')))
  })
  return within(PATIENCE, 'a refusal', refusal)
}

/** The event `closing`, then the disconnect; without the event the code is 0. */
export function closingOf(socket: Socket): Promise<Closing> {
  return new Promise((resolve) => {
    let closing: Closing = { code: 0, detail: '' }
    socket.on('closing', (words: Closing) => (closing = words))
    socket.once('disconnect', (reason) => resolve(closing.code ? closing : { code: 0, detail: reason }))
  })
}

class SocketIoRoom implements RoomClient {
  readonly inbox = new Inbox<Message>()
  readonly errors: string[] = []
  readonly closed: Promise<Closing>
  ready!: Ready

  constructor(
    readonly door: string,
    readonly socket: Socket,
  ) {
    socket.on('message', (message: Message) => this.inbox.push(message))
    socket.on('error_message', ({ error }: { error: WireError }) => this.errors.push(error.code))
    this.closed = closingOf(socket)
  }

  get messages(): Message[] {
    return this.inbox.items
  }

  send(body: unknown): Promise<SendAnswer> {
    return this.socket.timeout(PATIENCE).emitWithAck('message', body) as Promise<SendAnswer>
  }

  waitFor(predicate: (message: Message) => boolean, ms?: number): Promise<Message> {
    return this.inbox.waitFor(predicate, ms)
  }

  async close(): Promise<void> {
    this.socket.disconnect()
    await this.closed
  }
}

/** A door that uses these transports, in this order. */
export function socketIoDoor(name: string, transports: string[]): Door {
  return {
    name,
    live: true,
    async connect(server, token, room, { after_seq, log, segment = encodeURIComponent(room) } = {}) {
      const auth = { token, ...(after_seq !== undefined && { after_seq }), ...(log !== undefined && { log }) }
      const socket = socketIo(server, `/send-message/${segment}`, { auth, transports })
      const client = new SocketIoRoom(name, socket)
      const ready = new Promise<Ready>((resolve) => socket.once('ready', resolve))
      const refused = refusalOf(socket).then((data) => {
        throw new Refused(data.code, data.detail)
      })
      refused.catch(() => undefined)
      // A refusal that may be different later is none: the connection ends.
      const hungUp = new Promise<never>((_, reject) => {
        socket.once('disconnect', (reason) => reject(new Refused('hung_up', reason)))
      })
      hungUp.catch(() => undefined)
      client.ready = await Promise.race([ready, refused, hungUp])
      return client
    },
  }
}
