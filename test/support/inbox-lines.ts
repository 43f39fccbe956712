// The connections of one inbox, one after the other, through either socket door: dialled, listened to, and dialled again.
import { performance } from 'node:perf_hooks'
import { Manager } from 'socket.io-client'
import { WebSocket } from 'ws'
import { random } from './random.js'
import type { FieldError, Message } from './wire.js'

/** Whatever the server says: an entry has a `seq`, all else the name of what it is. */
export interface InboxFrame {
  type: string
  chatroom?: string
  [field: string]: unknown
}

export interface InboxError {
  code: string
  detail: string
  chatroom?: string
  errors?: FieldError[]
  retry_after?: number
}

/** What answers something asked for, in one form for both doors. */
export type InboxAnswer = { ok: true; [field: string]: unknown } | { ok: false; error: InboxError }

/** `code` of what was never answered: the connection ended before. */
export const LOST = 'lost'
const lost: InboxAnswer = { ok: false, error: { code: LOST, detail: 'The connection ended before.' } }

export interface InboxLine {
  /** The node that it is, or was last, connected to. */
  readonly url: string
  /** Asks for `name`. `answered` is called once; over plain WebSockets never for what is answered by silence. */
  ask(name: string, body: object, answered?: (answer: InboxAnswer) => void): void
  /** Breaks the connection, as a network does; another follows. */
  bounce(): void
  /** Reads no more until `resume`; only plain WebSockets can. */
  stop(): void
}

export interface InboxDialled {
  /** Nodes to come back to, in turn; Socket.IO's own reconnection knows only the first. */
  urls: readonly string[]
  token: string
  /** Milliseconds without a sign of life that a plain WebSocket may take; Socket.IO looks by itself. */
  silence: number
}

export interface InboxHeard {
  /** A connection was let in. */
  ready(frame: InboxFrame): void
  /** All else that is no answer. */
  frame(frame: InboxFrame): void
  /** Each end of a connection: a close code, the code of Socket.IO's refusal, or 0 where it broke without a word. */
  ended(ending: string | number): void
}

const BACK_OFF = { first: 50, most: 1000 }

/** One thing asked for over a plain WebSocket, where answers are told by what they name. */
interface Pending {
  name: string
  chatroom: unknown
  client_id: unknown
  answered: (answer: InboxAnswer) => void
}

/** What has an answer over a plain WebSocket, and which. */
const ANSWER_TYPES: Record<string, string> = { ack: 'message', marked: 'mark', synced: 'sync' }

class PlainInbox implements InboxLine {
  url = ''
  private socket!: WebSocket
  private pending: Pending[] = []
  private stopped = false
  private attempt = 0
  private turn = 0

  constructor(
    private readonly dialled: InboxDialled,
    private readonly heard: InboxHeard,
  ) {
    this.dial()
  }

  ask(name: string, body: object, answered?: (answer: InboxAnswer) => void): void {
    const { chatroom, client_id } = body as { chatroom?: unknown; client_id?: unknown }
    if (this.socket.readyState !== WebSocket.OPEN) return answered?.(lost)
    // What cannot be the name of a room is not repeated.
    const named = typeof chatroom === 'string' ? chatroom : undefined
    if (answered) this.pending.push({ name, chatroom: named, client_id, answered })
    // A body that is to be stored says itself what it is.
    this.socket.send(JSON.stringify(name === 'message' ? body : { type: name, ...body }))
  }

  bounce(): void {
    this.socket.terminate()
  }

  stop(): void {
    this.stopped = true
    this.socket.terminate()
  }

  private dial(): void {
    const { urls, token, silence } = this.dialled
    this.url = urls[this.turn++ % urls.length]!
    const headers = { authorization: `Bearer ${token}` }
    const socket = new WebSocket(`${this.url.replace(/^http/, 'ws')}/inbox`, { headers })
    this.socket = socket
    let lastSign = performance.now()
    const timer = setInterval(() => {
      if (performance.now() - lastSign > silence) socket.terminate()
      else if (socket.readyState === WebSocket.OPEN) socket.ping()
    }, silence / 3)
    socket.on('pong', () => (lastSign = performance.now()))
    socket.on('error', () => undefined)
    socket.on('message', (data) => {
      // Given up: whatever it still says comes again.
      if (socket.readyState !== WebSocket.OPEN) return
      lastSign = performance.now()
      const frame = JSON.parse((data as Buffer).toString()) as InboxFrame
      this.receive(frame)
    })
    socket.on('close', (code) => {
      clearInterval(timer)
      this.over(code)
    })
  }

  private over(ending: string | number): void {
    for (const { answered } of this.pending.splice(0)) answered(lost)
    if (this.stopped) return
    this.heard.ended(ending)
    const wait = Math.min(BACK_OFF.first * 2 ** this.attempt++, BACK_OFF.most) * (0.5 + random() / 2)
    setTimeout(() => this.stopped || this.dial(), wait)
  }

  private receive(frame: InboxFrame): void {
    if (frame.type === 'ready') {
      this.attempt = 0
      return this.heard.ready(frame)
    }
    if (frame.type === 'error') {
      const { type: _, ...error } = frame
      const asked = this.takesError(frame)
      if (asked) return this.settle(asked, { ok: false, error: error as unknown as InboxError })
      return this.heard.frame(frame)
    }
    const name = ANSWER_TYPES[frame.type]
    // What comes last of a sync is told in the order of all else.
    if (name === undefined || name === 'sync') this.heard.frame(frame)
    if (name === undefined) return
    const { type: _, ...answer } = frame
    const asked = this.pending.find(
      (each) =>
        each.name === name &&
        each.chatroom === frame.chatroom &&
        (name !== 'message' || (each.client_id ?? null) === frame['client_id']),
    )
    if (asked) this.settle(asked, { ok: true, ...answer })
  }

  /** What an error answers: what it names. */
  private takesError({ client_id, chatroom }: InboxFrame): Pending | undefined {
    return this.pending.find((each) => each.client_id === client_id && each.chatroom === chatroom)
  }

  private settle(asked: Pending, answer: InboxAnswer): void {
    this.pending.splice(this.pending.indexOf(asked), 1)
    asked.answered(answer)
  }
}

/** With its own reconnection, as it is shipped: nothing here helps it. */
function socketIoInbox({ urls, token }: InboxDialled, heard: InboxHeard): InboxLine {
  const url = urls[0]!
  const manager = new Manager(url, {
    transports: ['websocket'],
    reconnectionDelay: 50,
    reconnectionDelayMax: 1000,
  })
  const socket = manager.socket('/inbox', { auth: { token } })
  let code: string | number = 0
  let pending = new Set<(answer: InboxAnswer) => void>()
  let stopped = false
  const end = (ending: string | number) => {
    code = 0
    const waiting = pending
    pending = new Set()
    for (const answered of waiting) answered(lost)
    if (!stopped) heard.ended(ending)
  }
  socket.on('connect_error', (error: Error & { data?: { code: string } }) => {
    if (!socket.active) end(error.data?.code ?? error.message)
  })
  socket.on('disconnect', () => end(code))
  socket.onAny((event: string, body: object) => {
    if (event === 'ready') heard.ready({ type: event, ...body })
    else if (event === 'closing') code ||= (body as { code: number }).code
    else if (event === 'message') heard.frame(body as Message as unknown as InboxFrame)
    else if (event === 'error_message')
      heard.frame({ type: 'error', ...(body as { error: InboxError }).error })
    else heard.frame({ ...body, type: event })
  })
  return {
    url,
    ask(name, body, answered) {
      if (!socket.connected) return answered?.(lost)
      if (!answered) return void socket.emit(name, body)
      pending.add(answered)
      socket.emit(name, body, (answer: InboxAnswer) => {
        // Of an earlier connection: it counts as lost.
        if (pending.delete(answered)) answered(answer)
      })
    },
    bounce() {
      // Closed while it opens, it would not be heard of again by who waits for that.
      if (manager.engine.readyState === 'open') manager.engine.close()
    },
    stop() {
      stopped = true
      socket.disconnect()
    },
  }
}

export const INBOX_LINES = {
  websocket: (dialled: InboxDialled, heard: InboxHeard): InboxLine => new PlainInbox(dialled, heard),
  'Socket.IO': socketIoInbox,
}
export type InboxDoor = keyof typeof INBOX_LINES
export const INBOX_DOORS = Object.keys(INBOX_LINES) as InboxDoor[]
