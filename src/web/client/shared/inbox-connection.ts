// One live connection for all rooms: the worked example of a client that loses nothing, doubles nothing and comes back.
import type { ConnectionState, InboxListener } from './inbox-listener'
import { SERVER } from './place'
import { Problem, UNREACHABLE } from './problem'
import type { Chatroom, Draft, Frame, Message } from './wire'

const ADDRESS = `${SERVER.replace(/^http/, 'ws')}/inbox`

/** The close codes that have a meaning of their own; after any other, one comes back. */
const CODE_OF_CLOSE: Record<number, string> = {
  1008: 'validation_failed',
  4401: 'unauthenticated',
  4429: 'rate_limited',
}

/** Milliseconds to wait before coming back: the first, and the longest. */
const FIRST_WAIT = 400
const LONGEST_WAIT = 15_000
const WAIT_WHEN_TOO_MANY = 10_000
/** Milliseconds that connecting may take. */
const CONNECT_LIMIT = 10_000
/** Milliseconds without an answer, after which the connection is not worth keeping. */
const ANSWER_LIMIT = 15_000
/** Milliseconds of silence, after which a page that is looked at asks whether anybody is there: a browser shows no pings. */
const SILENCE = 45_000
const PROBE_EVERY = 15_000

/** How far a room is known. */
interface Position {
  seq: number
  /** Which log that is of. */
  log: string
}

export class InboxConnection {
  private socket: WebSocket | undefined
  private state: ConnectionState = { at: 'connecting' }
  private begun = false
  private readonly positions = new Map<string, Position>()
  /** What waits for its acknowledgement, by `client_id`. */
  private readonly asked = new Map<string, (answer: number | Problem) => void>()
  /** Tries since the last one that worked. */
  private tries = 0
  /** Whether the last connection was refused for who we are. */
  private doubted = false
  /** What the server said before it closed. */
  private closing: Problem | undefined
  private timer: number | undefined
  private heardAt = 0
  /** Set while it waits to be answered whether anybody is there. */
  private probedAt: number | undefined
  private readonly prober = setInterval(() => this.probe(), PROBE_EVERY)
  private closed = false

  constructor(private readonly listener: InboxListener) {
    addEventListener('online', this.comeBackNow)
    addEventListener('offline', this.wentOffline)
    void this.open()
  }

  /**
   * Says or changes something in a room, of this log.
   * @returns its `seq`: it is on disk
   * @throws Problem `unreachable` when nobody knows whether it is: send it again, with the same `client_id`
   */
  async offer(chatroom: string, draft: Draft & { client_id: string }, log: string): Promise<number> {
    if (!this.tell({ ...draft, chatroom, log })) throw new Problem(UNREACHABLE, 'Not connected.')
    const { socket } = this
    const late = setTimeout(() => this.cut(socket), ANSWER_LIMIT)
    const answer = await new Promise<number | Problem>((resolve) => this.asked.set(draft.client_id, resolve))
    clearTimeout(late)
    this.asked.delete(draft.client_id)
    if (answer instanceof Problem) throw answer
    return answer
  }

  /** Writes a frame that may be lost. @returns whether there is a connection to lose it on */
  tell(frame: object): boolean {
    if (this.state.at !== 'live') return false
    this.socket!.send(JSON.stringify(frame))
    return true
  }

  /** Does not wait for the next try. */
  readonly comeBackNow = (): void => {
    if (this.state.at === 'waiting') void this.open()
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
    clearInterval(this.prober)
    removeEventListener('online', this.comeBackNow)
    removeEventListener('offline', this.wentOffline)
    this.abandon()
  }

  /** A browser that has lost its network may not notice for minutes that its sockets are dead. */
  private readonly wentOffline = (): void => this.cut(this.socket)

  private async open(): Promise<void> {
    clearTimeout(this.timer)
    this.closing = undefined
    this.become({ at: 'connecting' })
    try {
      if (!this.begun) for (const room of await this.listener.begin()) this.place(room)
      this.begun = true
      const ticket = await this.listener.ticket()
      if (!this.closed) this.connect(ticket)
    } catch (thrown) {
      this.lost(Problem.from(thrown))
    }
  }

  private connect(ticket: string): void {
    const socket = new WebSocket(`${ADDRESS}?ticket=${encodeURIComponent(ticket)}`)
    this.socket = socket
    const late = setTimeout(() => this.cut(socket), CONNECT_LIMIT)
    socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
      clearTimeout(late)
      if (this.socket === socket) this.receive(JSON.parse(data) as Frame | Message)
    })
    socket.addEventListener('close', ({ code, reason }) => {
      clearTimeout(late)
      if (this.socket !== socket) return
      this.lost(
        this.closing ?? new Problem(CODE_OF_CLOSE[code] ?? UNREACHABLE, reason || 'The connection was lost.'),
      )
    })
  }

  /** A network may go without a word. A mark that is behind changes nothing, and is answered. */
  private probe(): void {
    const now = Date.now()
    const [chatroom] = this.positions.keys()
    if (this.state.at !== 'live' || chatroom === undefined) return
    if (this.probedAt !== undefined) {
      if (now - this.probedAt >= ANSWER_LIMIT) this.cut(this.socket)
    } else if (now - this.heardAt > SILENCE && !document.hidden) {
      this.probedAt = now
      this.tell({ type: 'mark', chatroom, delivered: 1 })
    }
  }

  private receive(frame: Frame | Message): void {
    this.heardAt = Date.now()
    this.probedAt = undefined
    // An acknowledgement has a `seq`, too; all else that has one is an entry.
    if (isAck(frame)) return this.asked.get(frame.client_id ?? '')?.(frame.seq)
    if ('seq' in frame) return this.take(frame)
    switch (frame.type) {
      case 'ready':
        // Written at once: the server begins when it knows what we have.
        this.socket!.send(JSON.stringify({ type: 'sync', after: Object.fromEntries(this.positions) }))
        return
      case 'synced':
        return this.welcomed()
      case 'room':
        this.place(frame.room)
        return this.listener.room(frame.room)
      case 'room_gone':
        this.positions.delete(frame.chatroom)
        return this.listener.roomGone(frame.chatroom, frame.code)
      case 'gap':
        return this.skip(frame.chatroom, frame.before_seq)
      case 'error':
        return this.failed(frame)
      case 'marked':
      case 'marks':
      case 'typing':
      case 'presence':
      case 'requests':
        return this.listener.notice(frame)
    }
  }

  private take(entry: Message): void {
    const position = this.positions.get(entry.chatroom)
    if (!position || entry.seq <= position.seq) return
    position.seq = entry.seq
    this.listener.entry(entry)
  }

  private skip(name: string, before_seq: number): void {
    const position = this.positions.get(name)
    if (!position) return
    position.seq = before_seq - 1
    this.listener.gap(name, before_seq)
  }

  private place({ name, last_seq, log }: Chatroom): void {
    this.positions.set(name, { seq: last_seq, log })
  }

  private failed(frame: Frame & { type: 'error' }): void {
    const problem = Problem.of(frame, frame.retry_after)
    if (frame.client_id) this.asked.get(frame.client_id)?.(problem)
    else if (frame.chatroom !== undefined) this.listener.refused(frame.chatroom, problem)
    // It is about the connection, which ends next; a `sync` that is refused for now is made again with the next one.
    else if (this.state.at === 'connecting') this.cut(this.socket, problem)
    else this.closing = problem
  }

  private welcomed(): void {
    this.tries = 0
    this.doubted = false
    this.closing = undefined
    this.become({ at: 'live' })
    this.listener.synced()
  }

  /** The connection could not be made, or is gone: what now follows from the reason. */
  private lost(problem: Problem): void {
    if (this.closed) return
    this.abandon()
    // The next ticket tells whether the session goes on.
    if (problem.code === 'unauthenticated' && !this.doubted) {
      this.doubted = true
      void this.open()
    } else if (problem.passing) this.wait(problem)
    else this.end(problem)
  }

  private cut(socket: WebSocket | undefined, problem = new Problem(UNREACHABLE, 'No answer.')): void {
    if (socket && this.socket === socket) this.lost(problem)
  }

  /** What was asked and not answered stays with who asked. */
  private abandon(): void {
    this.socket?.close()
    this.socket = undefined
    for (const answer of this.asked.values()) answer(new Problem(UNREACHABLE, 'The connection was lost.'))
  }

  /** Longer each time, and never quite the same: a thousand clients must not come back at once. */
  private wait(problem: Problem): void {
    const grown = Math.min(FIRST_WAIT * 2 ** this.tries++, LONGEST_WAIT)
    const least = problem.code === 'rate_limited' ? WAIT_WHEN_TOO_MANY : (problem.retryAfter ?? 0) * 1000
    const delay = Math.max(grown * (0.5 + Math.random() / 2), least)
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.open(), delay)
    this.become({ at: 'waiting', retryAt: Date.now() + delay, problem })
  }

  private end(problem: Problem): void {
    this.close()
    this.become({ at: 'ended', problem })
  }

  private become(state: ConnectionState): void {
    this.state = state
    this.listener.state(state)
  }
}

const isAck = (frame: Frame | Message): frame is Frame & { type: 'ack' } => frame.type === 'ack'
