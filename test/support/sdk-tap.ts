// What passes over the connections of one client of the SDK, seen from outside: where each goes, how it ends, and what comes.
import { WebSocket } from 'ws'
import type { WebSocketConstructor } from '../../client/src/index.js'
import { awake } from './awake.js'

interface Frame {
  type: string
  chatroom?: string
  seq?: number
  client_id?: string | null
  before_seq?: number
  room?: { name: string; last_seq: number }
  /** What a `sync` says. */
  after?: Record<string, { seq: number }>
}

/** What a client sees of a WebSocket. */
interface Line {
  send(text: string): void
  close(): void
  onopen: (() => void) | undefined
  onmessage: ((event: { data: string }) => void) | undefined
  onerror: (() => void) | undefined
  onclose: ((event: { code: number; reason: string }) => void) | undefined
}

export class Tap {
  /** To be given to the client as its `webSocket`. */
  readonly webSocket: WebSocketConstructor
  /** The node that it is, or was last, connected to. */
  url = ''
  /** How each connection ended that had been let in: its close code, or 0 where the client gave it up. */
  readonly endings: number[] = []
  /** Milliseconds that the server took for each refusal of a message. */
  readonly refusals: number[] = []
  /** What must not happen: an entry that is missing, or comes twice. */
  readonly problems: string[] = []
  private readonly positions = new Map<string, number>()
  private readonly sentAt = new Map<string, number>()
  private readonly givenUp = new WeakSet<WebSocket>()
  private current: WebSocket | undefined
  private turn = 0
  private over = false

  /** @param urls of the nodes, to which its connections go in turn, whatever address the client has */
  constructor(private readonly urls: readonly string[]) {
    const dial = (address: string) => this.dial(address)
    this.webSocket = function (address: string) {
      return dial(address)
    } as unknown as WebSocketConstructor
  }

  get connected(): boolean {
    return this.current !== undefined
  }

  /** What ends from now on is no part of the test. */
  stop(): void {
    this.over = true
  }

  private dial(address: string): InstanceType<WebSocketConstructor> {
    const node = this.urls[this.turn++ % this.urls.length]!
    const socket = new WebSocket(node.replace(/^http/, 'ws') + new URL(address).pathname)
    const line: Line = {
      onopen: undefined,
      onmessage: undefined,
      onerror: undefined,
      onclose: undefined,
      send: (text) => {
        this.say(JSON.parse(text) as Frame)
        socket.send(text)
      },
      close: () => {
        this.givenUp.add(socket)
        this.ended(socket, 0)
        socket.close()
      },
    }
    socket.on('error', () => undefined)
    socket.on('open', () => line.onopen?.())
    socket.on('close', (code, reason) => {
      this.ended(socket, code)
      line.onclose?.({ code, reason: reason.toString() })
    })
    socket.on('message', (bytes) => {
      const data = (bytes as Buffer).toString()
      this.took(socket, node, JSON.parse(data) as Frame)
      line.onmessage?.({ data })
    })
    return line
  }

  private took(socket: WebSocket, node: string, frame: Frame): void {
    if (this.givenUp.has(socket)) return
    if (frame.type === 'ready') [this.current, this.url] = [socket, node]
    else this.hear(frame)
  }

  private ended(socket: WebSocket, code: number): void {
    if (socket !== this.current) return
    this.current = undefined
    if (!this.over) this.endings.push(code)
  }

  private say({ type, client_id, after = {} }: Frame): void {
    if (client_id) this.sentAt.set(client_id, awake())
    if (type !== 'sync') return
    for (const [room, { seq }] of Object.entries(after)) {
      const heard = this.positions.get(room) ?? seq
      if (heard !== seq) this.problems.push(`${room}: asks for what is after ${seq}, and has heard ${heard}`)
      this.positions.set(room, seq)
    }
  }

  private hear({ type, chatroom = '', seq, client_id, before_seq, room }: Frame): void {
    if (type === 'ack') this.sentAt.delete(client_id ?? '')
    else if (type === 'error') this.refused(client_id ?? '')
    else if (type === 'room') this.positions.set(room!.name, room!.last_seq)
    else if (type === 'room_gone') this.positions.delete(chatroom)
    else if (type === 'gap') this.positions.set(chatroom, before_seq! - 1)
    else if (seq !== undefined) {
      const next = (this.positions.get(chatroom) ?? Number.NaN) + 1
      if (seq !== next) this.problems.push(`${chatroom}: got ${seq} instead of ${next}`)
      this.positions.set(chatroom, seq)
    }
  }

  private refused(client_id: string): void {
    const sentAt = this.sentAt.get(client_id)
    if (sentAt !== undefined) this.refusals.push(awake() - sentAt)
  }
}
