// The plain WebSocket: frames as they are, and the RoomClient made of them.
import { connect, type Socket } from 'node:net'
import { WebSocket, type RawData } from 'ws'
import { Refused, type Closing, type Door, type Ready, type RoomClient } from './room-client.js'
import { Inbox, within, PATIENCE } from './inbox.js'
import type { Server } from './server.js'
import type { FieldError, Message, SendAnswer } from './wire.js'

export interface Frame {
  type: string
  code?: string
  detail?: string
  errors?: FieldError[]
  retry_after?: number
  client_id?: string | null
  seq?: number
  [field: string]: unknown
}

export interface FrameOptions {
  token?: string
  headers?: Record<string, string>
}

/** A plain WebSocket: every frame parsed and kept. */
export class FrameSocket {
  readonly frames = new Inbox<Frame>()
  readonly closed: Promise<Closing>
  readonly opened: Promise<void>
  readonly socket: WebSocket
  private stream?: Socket

  /** @param path from the slash on, with its query */
  constructor(server: Pick<Server, 'url'>, path: string, { token, headers }: FrameOptions = {}) {
    this.socket = new WebSocket(server.url.replace(/^http/, 'ws') + path, {
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
      createConnection: () => {
        const { hostname, port } = new URL(server.url)
        this.stream = connect(Number(port), hostname)
        return this.stream
      },
    })
    this.socket.on('message', (data: RawData) => this.frames.push(JSON.parse(data.toString()) as Frame))
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => resolve({ code, detail: reason.toString() }))
    })
    this.opened = new Promise((resolve, reject) => this.socket.once('open', resolve).once('error', reject))
    this.opened.catch(() => undefined)
    this.socket.on('error', () => undefined)
  }

  /** Hands several frames to the network in one piece. */
  sendTogether(frames: unknown[]): void {
    this.stream?.cork()
    for (const frame of frames) this.send(frame)
    this.stream?.uncork()
  }

  /** Text and bytes go as they are, anything else as JSON. */
  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame))
  }

  next(type: string, ms?: number): Promise<Frame> {
    return this.frames.waitFor((frame) => frame.type === type, ms)
  }

  async close(): Promise<void> {
    this.socket.close()
    await within(5000, 'closing a WebSocket', this.closed)
  }
}

/** The codes that a bare close stands for. */
const CODE_OF_CLOSE: Record<number, string> = {
  4401: 'unauthenticated',
  4403: 'not_a_member',
  4404: 'chatroom_not_found',
}

interface Pending {
  client_id: unknown
  resolve: (answer: SendAnswer) => void
}

class WebSocketRoom implements RoomClient {
  readonly door = 'plain WebSocket'
  readonly inbox = new Inbox<Message>()
  readonly errors: string[] = []
  readonly closed: Promise<Closing>
  ready!: Ready
  private readonly pending: Pending[] = []
  /** Answers without a client_id can only be told apart by waiting for each. */
  private turn: Promise<unknown> = Promise.resolve()

  constructor(readonly socket: FrameSocket) {
    this.closed = socket.closed
    socket.socket.on('message', (data: RawData) => this.receive(JSON.parse(data.toString()) as Frame))
  }

  get messages(): Message[] {
    return this.inbox.items
  }

  send(body: unknown): Promise<SendAnswer> {
    const client_id = (body as { client_id?: unknown } | null)?.client_id
    if (typeof client_id === 'string') return this.sendNow(body, client_id)
    const answer = this.turn.then(() => this.sendNow(body, undefined))
    this.turn = answer.catch(() => undefined)
    return answer
  }

  waitFor(predicate: (message: Message) => boolean, ms?: number): Promise<Message> {
    return this.inbox.waitFor(predicate, ms)
  }

  close(): Promise<void> {
    return this.socket.close()
  }

  private sendNow(body: unknown, client_id: unknown): Promise<SendAnswer> {
    const answer = new Promise<SendAnswer>((resolve) => this.pending.push({ client_id, resolve }))
    this.socket.send(body)
    return within(PATIENCE, 'an answer to a frame', answer)
  }

  private receive(frame: Frame): void {
    if (frame.type === 'ack') {
      const { seq, created_at, client_id, duplicate } = frame as unknown as SendAnswer & { ok: true }
      this.settle(client_id, { ok: true, seq, created_at, client_id, duplicate })
    } else if (frame.type === 'error') {
      const { code = '', detail = '', errors, retry_after } = frame
      if (this.pending.length === 0) this.errors.push(code)
      this.settle(frame.client_id, {
        ok: false,
        error: { code, detail, ...(errors && { errors }), ...(retry_after && { retry_after }) },
      })
    } else if (frame.type !== 'ready') this.inbox.push(frame as unknown as Message)
  }

  private settle(client_id: unknown, answer: SendAnswer): void {
    const known = this.pending.findIndex((each) => (each.client_id ?? null) === (client_id ?? null))
    this.pending.splice(Math.max(known, 0), 1)[0]?.resolve(answer)
  }
}

export const websocketDoor: Door = {
  name: 'plain WebSocket',
  live: true,
  async connect(server, token, room, { after_seq, log, segment = encodeURIComponent(room) } = {}) {
    const query = new URLSearchParams({
      ...(after_seq !== undefined && { after_seq: String(after_seq) }),
      ...(log !== undefined && { log }),
    }).toString()
    const socket = new FrameSocket(server, `/send-message/${segment}${query && `?${query}`}`, { token })
    const client = new WebSocketRoom(socket)
    await socket.opened
    const refused = socket.closed.then(({ code, detail }) => {
      const error = socket.frames.items.find((frame) => frame.type === 'error')
      throw new Refused(error?.code ?? CODE_OF_CLOSE[code] ?? String(code), error?.detail ?? detail, code)
    })
    client.ready = (await Promise.race([socket.next('ready'), refused])) as unknown as Ready
    refused.catch(() => undefined)
    return client
  },
}
