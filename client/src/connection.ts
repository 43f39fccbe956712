// One live connection for all rooms: signs in, says what is known, gets exactly the rest and then what is live, and comes back.
import { ChatError, type WireError } from './chat-error.js'
import { backOff, onNetwork, type WebSocketConstructor, type WebSocketLike } from './platform.js'
import type { Tokens } from './session.js'
import type { Chatroom, Entry, Frame } from './types/wire.js'

export type ConnectionState =
  | { readonly at: 'connecting' }
  /** Everything that was missed has come. */
  | { readonly at: 'live' }
  /** Not connected; the next try is made at `retryAt` (milliseconds since 1970 on this machine's clock). */
  | { readonly at: 'waiting'; readonly retryAt: number; readonly error: ChatError }
  /** It will not come back by itself. */
  | { readonly at: 'ended'; readonly error: ChatError }

/** What is known of a room. */
export interface Position {
  seq: number
  /** Which log that is of. */
  log: string
}

/** What the connection tells, and what it has to be given. */
export interface ConnectionListener {
  /**
   * The rooms that are known to begin with, of which everything after their `last_seq` then comes. Asked once, before the first
   * connection.
   * @throws ChatError when they cannot be read: it is asked again
   */
  begin(): Promise<readonly Chatroom[]>
  state(state: ConnectionState): void
  /** Whatever comes but acknowledgements and what belongs to them; of each room's log every entry once, in order. */
  frame(frame: Frame | Entry): void
}

/** The close codes that have a meaning of their own; after any other, one comes back. */
const CODE_OF_CLOSE: Record<number, string> = {
  1008: 'validation_failed',
  1009: 'payload_too_large',
  4401: 'unauthenticated',
  4408: 'unavailable',
  4429: 'rate_limited',
}

/** Seconds to wait before coming back where there were too many. */
const WAIT_WHEN_TOO_MANY = 10
/** Milliseconds that connecting may take. */
const CONNECT_LIMIT = 10_000
/** Milliseconds without an answer, after which the connection is not worth keeping. */
const ANSWER_LIMIT = 15_000
/** Milliseconds of silence, after which is asked whether anybody is there: pings are not shown to us. */
const SILENCE = 45_000
const PROBE_EVERY = 15_000

/** What goes to a room. */
interface Said {
  client_id: string
  chatroom: string
}

type Answer = number | ChatError

type Ack = Extract<Frame, { type: 'ack' }>
type ErrorFrame = WireError & { type: 'error'; chatroom?: string; client_id?: string | null }

export class Connection {
  #socket: WebSocketLike | undefined
  #state: ConnectionState = { at: 'connecting' }
  #begun?: true
  readonly #positions = new Map<string, Position>()
  /** What waits for its acknowledgement. */
  readonly #asked = new Map<Said, (answer: Answer) => void>()
  /** Tries since the last one that worked. */
  #tries = 0
  /** What the last connection was signed in with. */
  #token = ''
  /** Whether that was refused for who we are. */
  #doubted?: boolean
  /** What the server said before it closed. */
  #closing: ChatError | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #heardAt = 0
  /** Set while it waits to be answered whether anybody is there. */
  #probedAt: number | undefined
  readonly #prober = setInterval(() => this.#probe(SILENCE), PROBE_EVERY)
  readonly #stopListening = onNetwork((what) => this.#network(what))
  /** The attempt to connect that counts: what an earlier one comes to does not. */
  #attempt: object | undefined

  /** @param url of the server. @param limit entries of each room that come after a gap, unless the server is to say */
  constructor(
    private readonly url: string,
    private readonly tokens: Tokens,
    private readonly webSocket: WebSocketConstructor,
    private readonly listener: ConnectionListener,
    private readonly limit?: number,
  ) {
    void this.#open()
  }

  /**
   * Says or changes something in a room.
   * @returns its `seq`: it is on disk
   * @throws ChatError `unreachable` when nobody knows whether it is: send it again, with the same `client_id`
   */
  send(draft: Said): Promise<number> {
    const socket = this.#socket
    return new Promise((resolve, reject) => {
      const text = JSON.stringify(draft)
      if (this.#state.at !== 'live') throw ChatError.own('unreachable')
      const late = setTimeout(() => this.#cut(socket), ANSWER_LIMIT)
      this.#asked.set(draft, (answer) => {
        clearTimeout(late)
        this.#asked.delete(draft)
        if (answer instanceof ChatError) reject(answer)
        else resolve(answer)
      })
      this.#put(text)
    })
  }

  /** Writes a frame that may be lost. @returns whether there is a connection to lose it on */
  tell(frame: object): boolean {
    const live = this.#state.at === 'live'
    if (live) this.#write(frame)
    return live
  }

  /** Does not wait for the next try. */
  comeBackNow(): void {
    if (this.#state.at === 'waiting') void this.#open()
  }

  close(): void {
    this.#attempt = undefined
    clearTimeout(this.#timer)
    clearInterval(this.#prober)
    this.#stopListening()
    this.#abandon()
  }

  /** A machine that has lost its network may not notice for minutes that its sockets are dead. */
  #network(what: 'online' | 'offline' | 'looked'): void {
    if (what === 'offline') this.#cut(this.#socket)
    else if (this.#state.at === 'live') this.#probe(PROBE_EVERY)
    // What was begun before there was a network comes to nothing, but not soon.
    else if (what === 'online') void this.#open()
    else this.comeBackNow()
  }

  async #open(): Promise<void> {
    this.#abandon()
    clearTimeout(this.#timer)
    const attempt = (this.#attempt = {})
    this.#closing = undefined
    this.#become({ at: 'connecting' })
    try {
      const rooms = this.#begun ? [] : await this.listener.begin()
      // Whether the session goes on, a new token tells.
      const token = await (this.#doubted ? this.tokens.refresh(this.#token) : this.tokens.token())
      if (this.#attempt !== attempt) return
      for (const room of rooms) this.#place(room)
      this.#begun = true
      this.#connect((this.#token = token))
    } catch (thrown) {
      if (this.#attempt === attempt) this.#lost(ChatError.from(thrown))
    }
  }

  #connect(token: string): void {
    const socket = new this.webSocket(`${this.url.replace(/^http/, 'ws')}/inbox`)
    this.#socket = socket
    const late = setTimeout(() => this.#cut(socket), CONNECT_LIMIT)
    socket.onopen = () => this.#socket === socket && this.#write({ type: 'auth', token })
    socket.onmessage = ({ data }: { data: string }) => {
      clearTimeout(late)
      if (this.#socket === socket) this.#receive(JSON.parse(data) as Frame | Entry)
    }
    // What follows an error is its close.
    socket.onerror = () => undefined
    socket.onclose = ({ code, reason }: { code: number; reason: string }) => {
      clearTimeout(late)
      if (this.#socket !== socket) return
      if (code === 1009) this.#refuseLargest()
      const why = CODE_OF_CLOSE[code] ?? 'unreachable'
      this.#lost(this.#closing ?? new ChatError({ code: why, detail: reason || why }))
    }
  }

  /** A network may go without a word. What the server does not know it answers, too. */
  #probe(silence: number): void {
    if (this.#state.at !== 'live') return
    const now = Date.now()
    if (this.#probedAt !== undefined) {
      if (now - this.#probedAt >= ANSWER_LIMIT) this.#cut(this.#socket)
      return
    }
    if (now - this.#heardAt < silence) return
    this.#probedAt = now
    this.#write({ type: 'probe' })
  }

  #receive(frame: Frame | Entry): void {
    this.#heardAt = Date.now()
    this.#probedAt = undefined
    // An acknowledgement has a `seq`, too; all else that has one is an entry.
    if (frame.type === 'ack') return this.#answer(frame as Ack, (frame as Ack).seq)
    if ('seq' in frame) return this.#take(frame as Entry)
    const known = frame as Frame
    switch (known.type) {
      case 'ready':
        return this.#write({ type: 'sync', after: Object.fromEntries(this.#positions), limit: this.limit })
      case 'error':
        return this.#failed(known as ErrorFrame)
      case 'room':
        this.#place(known.room)
        break
      case 'room_gone':
        this.#positions.delete(known.chatroom)
        break
      case 'gap':
        this.#positions.get(known.chatroom)!.seq = known.before_seq - 1
        break
      case 'synced':
        this.#tries = 0
        this.#doubted = false
        this.#closing = undefined
        this.#become({ at: 'live' })
    }
    this.listener.frame(known)
  }

  #write(frame: object): void {
    this.#put(JSON.stringify(frame))
  }

  /** Browsers complain of what is sent on a socket that is closing; that it is closed is told next. */
  #put(text: string): void {
    if (!(this.#socket!.readyState! > 1)) this.#socket!.send(text)
  }

  #take(entry: Entry): void {
    const position = this.#positions.get(entry.chatroom)
    if (!position || entry.seq <= position.seq) return
    position.seq = entry.seq
    this.listener.frame(entry)
  }

  #place({ name, last_seq, log }: Chatroom): void {
    this.#positions.set(name, { seq: last_seq, log })
  }

  #failed(frame: ErrorFrame): void {
    const error = new ChatError(frame)
    const { client_id, chatroom } = frame
    if (client_id) this.#answer(frame, error)
    else if (chatroom !== undefined) this.listener.frame(frame as unknown as Frame)
    // It is about the connection, which ends next; a `sync` that is refused for now is made again with the next one.
    else if (this.#state.at === 'connecting') this.#lost(error)
    else if (error.code !== 'validation_failed') this.#closing = error
  }

  /** The connection could not be made, or is gone: what now follows from the reason. */
  #lost(error: ChatError): void {
    this.#abandon()
    if (error.code === 'unauthenticated' && this.#token && !this.#doubted) {
      this.#doubted = true
      void this.#open()
    } else if (error.passing || error.code === 'payload_too_large') this.#wait(error)
    else {
      this.close()
      this.#become({ at: 'ended', error })
    }
  }

  #cut(socket: WebSocketLike | undefined): void {
    if (socket && this.#socket === socket) this.#lost(ChatError.own('unreachable'))
  }

  /** A frame was larger than any may be. Which one, the server does not say; it would be so again. */
  #refuseLargest(): void {
    const [largest] = [...this.#asked.keys()].toSorted((a, b) => sizeOf(b) - sizeOf(a))
    if (largest) this.#asked.get(largest)!(ChatError.own('payload_too_large'))
  }

  /** A `client_id` is one of a room. Of what cannot be a room's name an error does not say which. */
  #answer({ client_id, chatroom }: Ack | ErrorFrame, answer: Answer): void {
    for (const [draft, told] of this.#asked)
      if (draft.client_id === client_id && draft.chatroom === (chatroom ?? draft.chatroom)) told(answer)
  }

  /** What was asked and not answered stays with who asked. */
  #abandon(): void {
    const socket = this.#socket
    this.#socket = undefined
    socket?.close()
    for (const told of this.#asked.values()) told(ChatError.own('unreachable'))
  }

  #wait(error: ChatError): void {
    const delay = backOff(
      this.#tries++,
      error.retryAfter ?? (error.code === 'rate_limited' ? WAIT_WHEN_TOO_MANY : 0),
    )
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#open(), delay)
    this.#become({ at: 'waiting', retryAt: Date.now() + delay, error })
  }

  #become(state: ConnectionState): void {
    this.#state = state
    this.listener.state(state)
  }
}

const sizeOf = (draft: Said): number => JSON.stringify(draft).length
