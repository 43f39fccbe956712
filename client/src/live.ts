// The live connection as a tab sees it: its own, where this tab leads, or that of the tab that does.
import { ChatError, type WireError } from './chat-error.js'
import { Connection, type ConnectionState } from './connection.js'
import type { OutboxNews } from './outbox.js'
import { machine, type Channel, type WebSocketConstructor } from './platform.js'
import type { Tokens } from './session.js'
import type { AnyDraft, Chatroom, Entry, Frame, User } from './types/wire.js'

export interface LiveListener {
  /** See ConnectionListener. */
  begin(): Promise<readonly Chatroom[]>
  frame(frame: Frame | Entry): void
  state(state: ConnectionState): void
  /** This tab leads from now on. */
  leading(): void
  /** All rooms as this tab has them, for one that has just been opened; undefined while it does not know all. */
  all(): readonly Chatroom[] | undefined
  /** All rooms as the tab has them that leads. */
  takeAll(rooms: readonly Chatroom[]): void
  /** What another tab has done with the outbox. */
  outboxNews(news: OutboxNews): void
  /** One's own profile was changed in another tab. */
  profile(user: User): void
}

type WireState =
  { at: 'connecting' | 'live' } | { at: 'waiting' | 'ended'; retryAt?: number; error: WireError }

/** What tabs say to each other. */
export type Said =
  /** From the one that leads: */
  | { frame: Frame | Entry }
  | { state: WireState; all?: readonly Chatroom[] | undefined }
  /** To it: */
  | { hello: true }
  | { tell: object }
  | { watch: readonly string[]; tab: number }
  | { comeBack: true }
  /** Between all: */
  | { outbox: OutboxNews }
  | { me: User }

export interface LiveOptions {
  url: string
  tokens: Tokens
  webSocket: WebSocketConstructor | undefined
  limit: number | undefined
}

/** From the wire contract: more cannot be watched at once. */
const MOST_WATCHED = 200

export class Live {
  state: ConnectionState = { at: 'connecting' }
  /** Of the tab that leads alone. */
  #connection: Connection | undefined
  #channel: Channel | undefined
  readonly #closing = new AbortController()
  readonly #watching = new Map<number, readonly string[]>()
  readonly #me = Math.random()

  constructor(
    private readonly options: LiveOptions,
    private readonly listener: LiveListener,
  ) {}

  /**
   * Connects, or joins those who are connected: some day, or at once, this tab leads.
   * @param name the same for all tabs that share a store; undefined for one alone. Where a browser has no locks, or no channels,
   *   every tab leads.
   */
  start(name: string | undefined): void {
    const { BroadcastChannel, navigator } = machine
    const locks = navigator?.locks
    if (name === undefined || !locks || !BroadcastChannel) return this.#lead()
    this.#channel = new BroadcastChannel(name)
    this.#channel.onmessage = ({ data }) => this.#heard(data as Said)
    this.say({ hello: true })
    const { signal } = this.#closing
    const held = () => {
      this.#lead()
      return new Promise((resolve) => signal.addEventListener('abort', resolve))
    }
    locks.request(name, { signal }, held).catch(() => undefined)
  }

  get connected(): boolean {
    return this.state.at === 'live'
  }

  /** Whether this tab holds the connection. */
  get leading(): boolean {
    return this.#connection !== undefined
  }

  /** Of the tab that leads alone. @throws ChatError */
  async send(draft: AnyDraft & { client_id: string; chatroom: string }): Promise<number> {
    if (!this.#connection) throw ChatError.own('unreachable')
    return this.#connection.send(draft)
  }

  /** Writes a frame that may be lost. @returns whether there is a connection to lose it on */
  tell(frame: object): boolean {
    if (this.#connection) return this.#connection.tell(frame)
    this.say({ tell: frame })
    return this.connected
  }

  /** Whom this tab looks at; the server is asked for whom any tab does. */
  watch(users: readonly string[], tab = this.#me): void {
    if (!this.#connection) return this.say({ watch: users, tab })
    this.#watching.set(tab, users)
    this.tell({
      type: 'watch',
      users: [...new Set([...this.#watching.values()].flat())].slice(-MOST_WATCHED),
    })
  }

  comeBackNow(): void {
    if (this.#connection) this.#connection.comeBackNow()
    else this.say({ comeBack: true })
  }

  /** Tells the other tabs. */
  say(said: Said): void {
    this.#channel?.postMessage(said)
  }

  close(): void {
    if (!this.#connection) this.watch([])
    this.#connection?.close()
    this.#connection = undefined
    this.#closing.abort()
    this.#channel?.close()
    this.#channel = undefined
  }

  #lead(): void {
    const { url, tokens, webSocket, limit } = this.options
    if (!webSocket) throw new Error('createClient needs a `webSocket` here.')
    this.#connection = new Connection(
      url,
      tokens,
      webSocket,
      {
        begin: () => this.listener.begin(),
        state: (state) => {
          this.#become(state)
          this.say({ state: toWire(state) })
        },
        frame: (frame) => {
          this.listener.frame(frame)
          this.say({ frame })
        },
      },
      limit,
    )
    this.listener.leading()
  }

  #heard(said: Said): void {
    const connection = this.#connection
    if ('outbox' in said) this.listener.outboxNews(said.outbox)
    else if ('me' in said) this.listener.profile(said.me)
    else if (!connection) {
      if ('frame' in said) this.listener.frame(said.frame)
      else if ('state' in said) {
        if (said.all) this.listener.takeAll(said.all)
        this.#become(ofWire(said.state))
      }
      // What the others want of the one that leads:
    } else if ('hello' in said) this.say({ state: toWire(this.state), all: this.listener.all() })
    else if ('tell' in said) connection.tell(said.tell)
    else if ('comeBack' in said) connection.comeBackNow()
    else if ('watch' in said) this.watch(said.watch, said.tab)
  }

  #become(state: ConnectionState): void {
    this.state = state
    this.listener.state(state)
  }
}

const toWire = (state: ConnectionState): WireState =>
  'error' in state ? { ...state, error: state.error.toWire() } : state

const ofWire = (state: WireState): ConnectionState =>
  'error' in state ? ({ ...state, error: new ChatError(state.error) } as ConnectionState) : state
