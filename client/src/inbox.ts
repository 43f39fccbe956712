// One's rooms, live: the list, and what everybody else in this client is told of what comes.
import { ChatList, type KeptRoom, type OwnMarks as Marked } from './chat-list.js'
import { ChatError, type WireError } from './chat-error.js'
import type { Clock } from './clock.js'
import type { ConnectionState } from './connection.js'
import type { Http, QueryOf } from './http.js'
import type { Live, LiveListener } from './live.js'
import { Value, Values } from './observable.js'
import type { Outbox, OutboxNews } from './outbox.js'
import { OwnMarks } from './own-marks.js'
import { Watched } from './presence.js'
import { at } from './rooms.js'
import { CACHE, logPlace, type Shelf } from './store/shelf.js'
import { Typists } from './typing.js'
import type { Chatroom, Entry, Frame, Marks, Membership, User } from './types/wire.js'

/** Rooms that are asked for at once, and how many pages of them are looked at again after an absence. */
const PAGE = 100
const PAGES_AGAIN = 5
/** Milliseconds after which a room is asked how much is unread: what is on its way has come by then. */
const SETTLED_MS = 400
const ROOMS = `${CACHE}room/`

/** What somebody is told who looks at one room, as far as they want to know. */
export interface RoomListener {
  entry?(entry: Entry): void
  /** What lies before this `seq`, and after what was told last, does not come. */
  gap?(before_seq: number): void
  /** The room as it is now: one was not in it before, or it has another log. */
  room?(room: Chatroom): void
  /** `not_a_member`, `banned`, `chatroom_not_found`; `seq_unknown`: it has another log, and comes as a `room` next. */
  gone?(code: string): void
  /** Somebody else has come further. */
  marked?(marks: Marks): void
  /** There is a connection, and all that it missed is told. */
  live?(): void
  /** Whether what is told is not shown yet. */
  readonly reading?: boolean
}

export class Inbox implements LiveListener {
  /** One's rooms, latest activity first; undefined until they are known. */
  readonly rooms = new Value<readonly Chatroom[] | undefined>(undefined)
  readonly connection = new Value<ConnectionState>({ at: 'connecting' })
  readonly typists = new Typists()
  readonly watched = new Watched((users) => this.#live.watch(users))
  /** By room, how many ask to come in, as far as owner and admins are told. */
  readonly requests = new Values<number | undefined>(undefined, (name) => this.#countRequests(name))
  /** Who one is; undefined until that is known. */
  readonly user = new Value<User | undefined>(undefined)
  readonly #list = new ChatList()
  readonly #marks = new OwnMarks((frame) => this.#live.tell(frame))
  readonly #looking = new Map<string, Set<RoomListener>>()
  readonly #asking = new Set<string>()
  /** How far one has read where that cannot be said yet: the room is not known, or something is being made unread. */
  readonly #early = new Map<string, number>()
  #over: ReturnType<typeof setTimeout> | undefined
  #drawing = false
  /** Whether there is a list to show. */
  #known = false
  /** Whether all rooms are told: what comes from then on is news. */
  #complete = false
  /** Whether the list is older than the connection. */
  #absent = false
  #closed = false
  #live!: Live
  #outbox!: Outbox

  constructor(
    private readonly http: Http,
    private readonly shelf: Shelf,
    private readonly clock: Clock,
  ) {}

  /** Each needs the other. */
  join(live: Live, outbox: Outbox): void {
    this.#live = live
    this.#outbox = outbox
  }

  /** It is known who one is. */
  begins(me: string): void {
    this.#list.me = me
  }

  /** Says whether one is typing. */
  typing(chatroom: string, active: boolean): void {
    this.#live.tell({ type: 'typing', chatroom, active })
  }

  /** Takes the list as it was put away: it is shown until the server has told what is new. */
  async restore(): Promise<void> {
    const kept = await this.shelf.list<KeptRoom>(ROOMS)
    if (kept.length === 0 || this.#known) return
    for (const room of kept) this.#list.restore(room)
    this.#known = true
    this.#absent = true
    this.#tellAll()
    this.#draw()
  }

  /** One's own id; empty until it is known. */
  get myId(): string {
    return this.#list.me
  }

  /** One of one's own rooms, as it is known by now. */
  get(name: string): Chatroom | undefined {
    return this.#closed ? undefined : this.#list.get(name)
  }

  /** Tells of one room. @returns how to stop that */
  look(name: string, listener: RoomListener): () => unknown {
    const all = this.#looking.get(name) ?? new Set()
    this.#looking.set(name, all.add(listener))
    return () => all.delete(listener)
  }

  /** All up to this entry was seen. */
  read(name: string, seq: number): void {
    const room = this.#list.get(name)
    const early = this.#early.get(name)
    if (early !== undefined || (!room && !this.#complete))
      return void this.#early.set(name, Math.max(seq, early ?? 0))
    const { me, last_seq = 0, last_message } = room ?? {}
    const read = Math.min(seq, last_seq)
    // What only changes what was said is nothing to read.
    if (!me || read <= me.read_seq || (last_message?.seq ?? 0) <= me.read_seq) return
    this.#marks.reached(name, { read })
    if (read === last_seq) this.#ownMarks({ chatroom: name, read, unread: 0 })
  }

  /** Has it, and all after it, unread again. @throws ChatError */
  async markUnread(name: string, seq: number): Promise<void> {
    this.#marks.forget(name)
    this.#early.set(name, 0)
    try {
      const request = { ...at(name), body: { unread_from: seq } }
      const marks = await this.http.put('/chatroom/{chatroom_name}/marks', request)
      this.#ownMarks({ ...marks, chatroom: name })
    } finally {
      this.#readEarly(name)
    }
  }

  /** Mutes, archives, or has it among the favourites. @throws ChatError */
  async change(
    name: string,
    changes: Partial<Pick<Membership, 'muted_until' | 'archived' | 'favourite'>>,
  ): Promise<Membership> {
    const request = { ...at(name), body: changes }
    const me = (await this.http.patch('/chatroom/{chatroom_name}/me', request)) as Membership
    this.#list.change(name, me)
    this.#changed(name)
    return me
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#over)
    this.#marks.close()
    this.typists.clear()
    this.watched.clear()
    this.requests.clear()
    this.rooms.set(undefined)
    this.user.set(undefined)
  }

  // What the connection tells:

  async begin(): Promise<readonly Chatroom[]> {
    if (!this.#known) {
      const { rooms } = await this.http.get('/inbox', { query: { limit: PAGE } })
      this.#known = true
      this.#list.takePage(rooms)
      for (const room of rooms) this.#took(room)
    }
    return this.#list.rooms
  }

  state(state: ConnectionState): void {
    this.connection.set(state)
    if (state.at === 'live') return
    this.typists.clear()
    this.watched.clear()
  }

  leading(): void {
    this.#outbox.pumpAll()
  }

  all(): readonly Chatroom[] | undefined {
    return this.#complete ? this.#list.rooms : undefined
  }

  takeAll(rooms: readonly Chatroom[]): void {
    const names = new Set(rooms.map(({ name }) => name))
    for (const { name } of this.#list.rooms) if (!names.has(name)) this.#roomGone(name, 'not_a_member')
    this.#list.takePage(rooms)
    this.#upToDate()
  }

  outboxNews(news: OutboxNews): void {
    this.#outbox.heard(news)
  }

  profile(user: User): void {
    this.user.set(user)
    // What one hides of oneself one does not see of others either.
    this.watched.clear()
    this.watched.again()
    this.#tellAll()
  }

  frame(frame: Frame | Entry): void {
    if (this.#closed) return
    if ('seq' in frame) return this.#entry(frame as Entry)
    const known = frame as Frame
    switch (known.type) {
      case 'room':
        return this.#room(known.room)
      case 'room_gone':
        return this.#roomGone(known.chatroom, known.code)
      case 'gap':
        return this.#gap(known.chatroom, known.before_seq)
      case 'synced':
        return this.#synced()
      case 'error':
        return this.#refused(known as WireError & { chatroom?: string })
      case 'typing':
        return this.typists.heard(known.chatroom, known.user, known.active)
      case 'presence':
        return this.watched.heard(known.user, known)
      case 'requests':
        return this.requests.of(known.chatroom).set(known.pending)
      case 'marks':
        if (known.user.id === this.myId) return this.#ownMarks(known)
        for (const room of this.#of(known.chatroom)) room.marked?.(known)
        return
      case 'marked':
        this.#marks.answered(known.chatroom, known)
        return this.#ownMarks(known)
    }
  }

  #entry(entry: Entry): void {
    const { chatroom, seq, n, sender } = entry
    // What is live was said just now.
    if (this.connection.getSnapshot().at === 'live') this.clock.heard(entry.created_at)
    if (this.#list.hear(entry)) this.ask(chatroom)
    const mine = sender?.id === this.myId
    if (n !== undefined && !mine && this.#live.leading) this.#marks.reached(chatroom, { delivered: seq })
    if (n !== undefined && sender) this.typists.heard(chatroom, sender, false)
    for (const room of this.#of(chatroom)) room.entry?.(entry)
    if (mine) this.#outbox.arrived(entry)
    this.#changed(chatroom)
  }

  #gap(name: string, before_seq: number): void {
    // How much is unread is looked at again once all is told.
    this.#list.skip(name, before_seq)
    this.#outbox.skipped(name, before_seq)
    for (const room of this.#of(name)) room.gap?.(before_seq)
  }

  #room(room: Chatroom): void {
    this.#marks.forget(room.name)
    this.#list.take(room, this.#complete ? this.clock.now() : undefined)
    this.#took(room)
    for (const each of this.#of(room.name)) each.room?.(room)
    this.#outbox.pump(room.name)
  }

  #roomGone(name: string, code: string): void {
    this.#marks.forget(name)
    this.#list.remove(name)
    // What one may not read any more is not kept either.
    this.shelf.putLater(logPlace(name), () => undefined)
    for (const room of this.#of(name)) room.gone?.(code)
    this.#changed(name)
  }

  #synced(): void {
    // What was read elsewhere in one's absence was told then.
    if (this.#absent) for (const archived of [false, true]) void this.#lookAgain(archived)
    this.#upToDate()
  }

  #upToDate(): void {
    this.#absent = true
    this.#complete = true
    this.#known = true
    this.#marks.again()
    this.watched.again()
    for (const name of this.#early.keys()) this.#readEarly(name)
    this.#tellAll()
    this.#outbox.pumpAll()
    this.#draw()
  }

  #readEarly(name: string): void {
    const seq = this.#early.get(name) ?? 0
    this.#early.delete(name)
    this.read(name, seq)
  }

  #ownMarks(marks: Partial<Marked> & { chatroom: string }): void {
    const { chatroom } = marks
    if (this.#list.mark(chatroom, marks)) this.ask(chatroom)
    this.#changed(chatroom)
  }

  #refused(error: WireError & { chatroom?: string }): void {
    if (error.chatroom !== undefined) this.#marks.refused(error.chatroom, new ChatError(error))
  }

  /** Whether what comes is not shown yet, to somebody who looks. */
  reading(name: string): boolean {
    return this.#of(name).some(({ reading }) => reading)
  }

  #tellAll(): void {
    for (const all of this.#looking.values()) for (const room of all) room.live?.()
  }

  /** How many ask to come in is told when it changes; how many did so before has to be asked. */
  #countRequests(name: string): () => void {
    const live = () => {
      const role = this.#list.get(name)?.role
      if (role !== 'owner' && role !== 'admin') return
      const request = { ...at(name), query: { limit: PAGE } }
      this.http.get('/chatroom/{chatroom_name}/requests', request).then(
        ({ requests }) => this.requests.of(name).set(requests.length),
        // The next connection asks again.
        () => undefined,
      )
    }
    live()
    return this.look(name, { live, room: live, entry: ({ type }) => void (type === 'role' && live()) })
  }

  #of(name: string): RoomListener[] {
    return [...(this.#looking.get(name) ?? [])]
  }

  /** What was said has arrived here, and its author may know. */
  #took({ name, last_seq, last_message, me }: Chatroom): void {
    if (me && last_message && last_message.seq > me.delivered_seq && this.#live.leading)
      this.#marks.reached(name, { delivered: last_seq })
    this.#changed(name)
  }

  /** Asks how much is unread in a room, once what is on its way has come. */
  ask(name: string): void {
    if (this.#asking.has(name) || this.#closed) return
    this.#asking.add(name)
    setTimeout(() => void this.#asked(name), SETTLED_MS)
  }

  async #asked(name: string): Promise<void> {
    this.#asking.delete(name)
    if (!this.#list.get(name) || this.#closed) return
    // Where it cannot be had now, coming back asks again.
    const room = await this.http.get('/chatroom/{chatroom_name}', at(name)).catch(() => undefined)
    if (room) this.#refresh(room)
  }

  #refresh(room: Chatroom): void {
    if (this.#list.refresh(room)) this.ask(room.name)
    this.#changed(room.name)
  }

  /** @param archived which of them: the list has the one or the other */
  async #lookAgain(archived: boolean): Promise<void> {
    let cursor: string | null | undefined
    for (let page = 0; page < PAGES_AGAIN && cursor !== null; page++) {
      const query = { limit: PAGE, cursor, archived } as QueryOf<'/inbox'>
      // The next connection asks again.
      const answer = await this.http.get('/inbox', { query }).catch(() => undefined)
      if (!answer || this.#closed) return
      for (const room of answer.rooms) this.#refresh(room)
      cursor = answer.next_cursor
    }
  }

  #changed(name: string): void {
    if (this.#live.leading) this.shelf.putLater(ROOMS + name, () => this.#list.kept(name))
    this.#draw()
  }

  /** A thousand may be told at once: one look is enough for all of them. */
  #draw(): void {
    if (this.#drawing || !this.#known) return
    this.#drawing = true
    setTimeout(() => {
      this.#drawing = false
      if (this.#closed) return
      const next = this.#list.expire(this.clock.now(), (name) => this.ask(name))
      clearTimeout(this.#over)
      this.#over = this.clock.at(next, () => this.#draw())
      this.rooms.set(this.#list.rooms)
    })
  }
}
