// A client of one person: everything that an app talks to, put together.
// What is alike stands side by side here, and so in a bundle: it compresses better.
import type { Observable } from './observable.js'
import { messagesOf, type Messages } from './messages.js'
import type { ConnectionState } from './connection.js'
import { Inbox } from './inbox.js'
import { ChatError } from './chat-error.js'
import { Room } from './room.js'
import { usersOf, type Users } from './users.js'
import { Shelf, type Place } from './store/shelf.js'
import type { Chatroom, Membership, Presence, Session, User } from './types/wire.js'
import { Outbox, type OwnOutbox } from './outbox.js'
import { Clock } from './clock.js'
import type { ChatContext } from './context.js'
import { backOff, machine, pause, type WebSocketConstructor } from './platform.js'
import { Http } from './http.js'
import { Uploads } from './uploads.js'
import { Drafts } from './drafts.js'
import { GivenTokens, SessionTokens, atOrigin, type Tokens } from './session.js'
import { roomsOf, type Rooms } from './rooms.js'
import { Live } from './live.js'
import { defaultStore, impatient, type Store } from './store/store.js'

export interface ClientOptions {
  /** Of the server, with the path that it may lie below. */
  url: string
  /** What `login` or `register` answered: from here on it is refreshed, and put away for the next time. */
  session?: Session
  /**
   * Or an access token from elsewhere; a function is asked for one, and for another when that works no more. With neither, the
   * session that was put away last is taken up.
   */
  token?: string | (() => string | Promise<string>)
  /** Where what is unsent, the session and what was read are put away. In a browser its own database, unless told otherwise. */
  store?: Store
  /** For Node.js before 22, the class of the package `ws`. */
  webSocket?: WebSocketConstructor
  /** Entries of each room that come after an absence, before there is a gap: 1 to 500. */
  limit?: number
}

/** A client of one person. It connects by itself. @throws TypeError for a `url` that is none */
export const createClient = (options: ClientOptions): Client => new Client(options)

/** The session that was put away last; undefined when nobody is signed in. */
export const lastSession = async (url: string, store?: Store): Promise<Session | undefined> =>
  SessionTokens.last(atOrigin(url), impatient(store ?? defaultStore()))

export class Client {
  /** Who one is; undefined until that is known. */
  readonly user: Observable<User | undefined>
  /** Whether one is connected. `ended` with `unauthenticated`: sign in again. */
  readonly connection: Observable<ConnectionState>
  /** One's rooms, latest activity first, each as it is now; undefined until they are known. */
  readonly inbox: Observable<readonly Chatroom[] | undefined>
  readonly rooms: Rooms
  readonly messages: Messages
  readonly users: Users
  readonly uploads: Uploads
  readonly outbox: OwnOutbox
  /** What one has begun to write, by room. */
  readonly drafts: Drafts
  /** Any route, also one that is not named above, typed by the server's document. */
  readonly http: Http
  /** Resolves when it is known who one is, and what was put away. Rejects where nobody is signed in. */
  readonly ready: Promise<User>
  readonly #live: Live
  readonly #context: ChatContext
  readonly #open = new Map<string, Room>()
  #closed?: true

  constructor({ url: address, token, session, store: given, webSocket, limit }: ClientOptions) {
    const url = atOrigin(address)
    const store = impatient(given ?? defaultStore())
    const tokens: Tokens =
      token === undefined ? new SessionTokens(url, store, session) : new GivenTokens(token)
    const clock = new Clock()
    const http = new Http(url, tokens, clock)
    this.http = http
    const place = this.#identify().then((user) => ({ store, user, prefix: `${url} ${user.id} ` }))
    const shelf = new Shelf(place)
    const inbox = new Inbox(http, shelf, clock)
    this.#live = new Live({ url, tokens, webSocket: webSocket ?? machine.WebSocket, limit }, inbox)
    this.uploads = new Uploads(http)
    const outbox = new Outbox(this.#live, inbox, shelf, this.uploads)
    this.drafts = new Drafts(shelf)
    this.outbox = outbox
    inbox.join(this.#live, outbox)
    this.#context = { http, shelf, clock, inbox, outbox }
    this.rooms = roomsOf(http)
    this.messages = messagesOf(http)
    this.users = usersOf(http, (me) => {
      inbox.profile(me)
      this.#live.say({ me })
      void tokens.keep?.(me)
    })
    this.user = inbox.user
    this.inbox = inbox.rooms
    this.connection = inbox.connection
    this.ready = this.#start(place)
    this.ready.catch((error: unknown) => inbox.state({ at: 'ended', error: ChatError.from(error) }))
  }

  /** A room, whether one is in it or not; the same object for the same name. */
  room(spelled: string): Room {
    const name = spelled.normalize()
    let room = this.#open.get(name)
    if (!room) this.#open.set(name, (room = new Room(name, this.#context)))
    return room
  }

  /** Whether somebody is online, and since when not, as far as they let it be seen. */
  presence(username: string): Observable<Presence | undefined> {
    return this.#context.inbox.watched.of(username)
  }

  /** How many ask to come into a room, as far as one is told. */
  requests(room: string): Observable<number | undefined> {
    return this.#context.inbox.requests.of(room)
  }

  /** Mutes, archives, or has a room among the favourites. @throws ChatError */
  setMembership(
    room: string,
    changes: Partial<Pick<Membership, 'muted_until' | 'archived' | 'favourite'>>,
  ): Promise<Membership> {
    return this.#context.inbox.change(room, changes)
  }

  /** Does not wait for the next try to connect. */
  reconnect(): void {
    this.#live.comeBackNow()
  }

  /** Forgets here everything of this person, what is unsent too (look at `outbox.pending` first), and ends the session on the server. */
  async signOut(): Promise<void> {
    await this.close()
    // Here first: the app may be gone before the server has answered.
    const endAtServer = await this.http.tokens.forget?.()
    await this.#context.shelf.clear()
    this.#context.inbox.state({ at: 'ended', error: ChatError.own('unauthenticated') })
    await endAtServer?.()
  }

  /**
   * Disconnects: nothing is shown any more, and whatever is asked for or sent rejects with `closed`. What is not sent is there again
   * next time, where the store keeps it.
   */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = this.http.closed = true
    const { inbox, shelf, outbox } = this.#context
    const kept = shelf.flush()
    outbox.close()
    inbox.close()
    this.drafts.all.set(new Map())
    for (const room of this.#open.values()) room.end()
    this.#live.close()
    inbox.state({ at: 'ended', error: ChatError.own('closed') })
    await kept
  }

  async #start(place: Promise<Place & { user: User }>): Promise<User> {
    const { store, prefix, user } = await place
    const { inbox, outbox } = this.#context
    inbox.begins(user.id)
    await inbox.restore()
    await outbox.restore()
    await this.drafts.restore()
    if (this.#closed) throw ChatError.own('closed')
    inbox.user.set(user)
    this.#live.start(store.shared && store.shared + prefix)
    return user
  }

  /** @throws ChatError `unauthenticated` */
  async #identify(): Promise<User> {
    const { http } = this
    if (http.tokens.begin) return http.tokens.begin()
    for (let tries = 0; ; tries++) {
      try {
        return await http.get('/auth/me')
      } catch (thrown) {
        if (!(thrown as ChatError).passing) throw thrown
        await pause(backOff(tries))
      }
    }
  }
}
