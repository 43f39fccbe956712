// A live connection to one chatroom: the worked example of a client that loses nothing, doubles nothing and comes back.
import { io, type Socket } from 'socket.io-client'
import { SOCKET_IO_PATH } from './place'
import { HISTORY_REPLACED, Problem, UNREACHABLE } from './problem'
import type { ConnectionState, Outgoing, Position, RoomListener, TokenSource } from './room-listener'
import { isChanging, type Answer, type Draft, type Message, type WireError } from './wire'

/** The close codes that have a meaning of their own; after any other, one comes back. */
const CODE_OF_CLOSE: Record<number, string> = {
  1008: 'validation_failed',
  4401: 'unauthenticated',
  4403: 'not_a_member',
  4404: 'chatroom_not_found',
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
/** How often a message is offered that the server cannot take just now, before its author decides. */
const OFFERS = 4

export class RoomConnection {
  private readonly socket: Socket
  private state: ConnectionState = { at: 'connecting' }
  private outbox: Outgoing[] = []
  /** Tries since the last one that worked. */
  private tries = 0
  private tokenInUse = ''
  /** Whether that token was fetched because the last one was refused. */
  private refreshed = false
  /** Undefined until the history has been read. */
  private position: Position | undefined
  /** What the server said before it closed. */
  private closing: WireError | undefined
  private timer: number | undefined
  private pumping = false
  private closed = false

  /** Takes what is said from here on, whether it is connected already or not. */
  constructor(
    readonly chatroom: string,
    private readonly tokens: TokenSource,
    private readonly listener: RoomListener,
  ) {
    this.socket = io(`/send-message/${encodeURIComponent(chatroom)}`, {
      path: SOCKET_IO_PATH,
      transports: ['websocket'],
      autoConnect: false,
      // Coming back is decided here, where the reason is known.
      reconnection: false,
      forceNew: true,
      timeout: CONNECT_LIMIT,
    })
    this.socket.on('ready', () => this.welcomed())
    this.socket.on('message', (message: Message) => this.take(message))
    this.socket.on('error_message', ({ error }: { error: WireError }) => (this.closing = error))
    this.socket.on('closing', ({ code, detail }: { code: number; detail: string }) => {
      this.closing ??= { code: CODE_OF_CLOSE[code] ?? 'unavailable', detail }
    })
    this.socket.on('disconnect', () => this.lost(this.closing))
    this.socket.on('connect_error', (error: Error & { data?: WireError }) => this.lost(error.data))
    addEventListener('online', this.comeBackNow)
    void this.open()
  }

  /** Says something. It is sent until it is acknowledged, over as many connections as that takes. */
  send(draft: Draft): void {
    const client_id = newClientId()
    this.outbox.push({ client_id, draft: { ...draft, client_id }, since: new Date() })
    this.tellOutbox()
    void this.pump()
  }

  /** Sends again what was refused. The same `client_id`: if it did arrive after all, it is not stored twice. */
  retry(client_id: string): void {
    this.outbox = this.outbox.map((each) => {
      if (each.client_id !== client_id) return each
      const { problem: _, ...fresh } = each
      return fresh
    })
    this.tellOutbox()
    void this.pump()
  }

  /** Forgets what was refused. */
  discard(client_id: string): void {
    if (!this.outbox.some((each) => each.client_id === client_id)) return
    this.outbox = this.outbox.filter((each) => each.client_id !== client_id)
    this.tellOutbox()
  }

  /** Does not wait for the next try. */
  readonly comeBackNow = (): void => {
    if (this.state.at === 'waiting') void this.open()
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
    removeEventListener('online', this.comeBackNow)
    this.socket.disconnect()
  }

  private async open(): Promise<void> {
    clearTimeout(this.timer)
    this.closing = undefined
    this.become({ at: 'connecting' })
    try {
      if (!this.position) this.carryOver((this.position = await this.listener.loadNewest()))
      this.tokenInUse = await this.tokens.token()
    } catch (thrown) {
      return this.lost(Problem.from(thrown))
    }
    if (this.closed) return
    this.socket.auth = { token: this.tokenInUse, after_seq: this.position.lastSeq, log: this.position.log }
    this.socket.connect()
  }

  private welcomed(): void {
    this.tries = 0
    this.refreshed = false
    this.become({ at: 'live' })
    void this.pump()
  }

  private take(message: Message): void {
    // What has no `seq` is not of the log.
    if (!(message.seq > this.position!.lastSeq)) return
    this.position!.lastSeq = message.seq
    this.listener.message(message)
    if (message.client_id !== null) this.discard(message.client_id)
  }

  /** The connection could not be made, or is gone: what now follows from the reason. */
  private lost(reason: WireError | Problem | undefined): void {
    if (this.closed) return
    const problem = asProblem(reason ?? new Problem(UNREACHABLE, 'The connection was lost.'))
    if (problem.code === 'unauthenticated') void this.renew(problem)
    else if (problem.code === 'seq_unknown') void this.startAgain()
    else if (problem.passing) this.wait(problem)
    else this.end(problem)
  }

  /** The token is too old, or the session has ended: a new token tells which. */
  private async renew(problem: Problem): Promise<void> {
    if (this.refreshed) return this.end(problem)
    this.refreshed = true
    try {
      await this.tokens.refresh(this.tokenInUse)
    } catch (thrown) {
      const failed = Problem.from(thrown)
      this.refreshed = false
      return failed.passing ? this.wait(failed) : this.end(failed)
    }
    if (!this.closed) await this.open()
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

  /** What we have seen is not there any more. */
  private startAgain(): Promise<void> {
    this.position = undefined
    return this.open()
  }

  /**
   * What has not come back yet was said into a log that is gone. In the same room it is said again, with its `client_id`: stored
   * once, whatever of the old log is in the new; but what refers to a message by its `seq` might refer to another one there.
   * That, and whatever is for another room of the same name, goes only if its author wants it.
   */
  private carryOver({ anew }: Position): void {
    const left = this.outbox.filter(({ seq }) => !anew || seq === undefined)
    this.outbox = left.map((each) => {
      const { seq: _, ...unsent } = each
      if (anew) return { ...unsent, problem: new Problem('seq_unknown', '') }
      return refers(each.draft) ? { ...unsent, problem: new Problem(HISTORY_REPLACED, '') } : unsent
    })
    this.tellOutbox()
  }

  private end(problem: Problem): void {
    this.become({ at: 'ended', problem })
    this.close()
  }

  /** One at a time, the oldest first: so that what was said first is stored first, whatever happens in between. */
  private async pump(): Promise<void> {
    if (this.pumping) return
    this.pumping = true
    let offers = 0
    for (let next = this.next(); next && this.state.at === 'live'; next = this.next()) {
      const problem = await this.offer(next)
      if (!problem) continue
      // Not answered: it stays, and is the first to go when the connection is back.
      if (problem.code === UNREACHABLE) break
      if (problem.code === 'seq_unknown') {
        this.closing = problem
        this.socket.disconnect()
        break
      }
      if (problem.passing && ++offers < OFFERS) await pause(FIRST_WAIT * 2 ** offers)
      else this.mark(next, { problem })
    }
    this.pumping = false
    // It may have come back while this was on its way out.
    if (this.next() && this.socket.connected && this.state.at === 'live') void this.pump()
  }

  private next(): Outgoing | undefined {
    return this.closed ? undefined : this.outbox.find(({ problem, seq }) => !problem && !seq)
  }

  /** @returns why it was not acknowledged, if it was not */
  private async offer(outgoing: Outgoing): Promise<Problem | undefined> {
    try {
      const answer = (await this.socket
        .timeout(ANSWER_LIMIT)
        .emitWithAck('message', { ...outgoing.draft, log: this.position!.log })) as Answer
      if (!answer.ok) return Problem.of(answer.error)
      // Answer and message come in either order, and a repetition is answered long after its message.
      if (answer.seq <= this.position!.lastSeq) this.discard(outgoing.client_id)
      else this.mark(outgoing, { seq: answer.seq })
      return undefined
    } catch (error) {
      if (this.socket.connected) this.socket.disconnect()
      return Problem.from(error)
    }
  }

  private mark({ client_id }: Outgoing, mark: Pick<Outgoing, 'seq' | 'problem'>): void {
    this.outbox = this.outbox.map((each) => (each.client_id === client_id ? { ...each, ...mark } : each))
    this.tellOutbox()
  }

  private become(state: ConnectionState): void {
    this.state = state
    this.listener.state(state)
  }

  private tellOutbox(): void {
    this.listener.outbox([...this.outbox])
  }
}

const refers = (draft: Draft): boolean => isChanging(draft) || draft.reply_to !== undefined

const asProblem = (reason: WireError | Problem): Problem =>
  reason instanceof Problem ? reason : Problem.of(reason)

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Random enough to be nobody else's. Not crypto.randomUUID, which pages without https do not have. */
function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
