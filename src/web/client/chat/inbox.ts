// My rooms, live: one connection tells the list, the rooms that are open, and who types and is online.
import { computed, signal } from '@preact/signals'
import { ChatList } from '../shared/chat-list'
import { InboxConnection } from '../shared/inbox-connection'
import type { ConnectionState, InboxListener } from '../shared/inbox-listener'
import type { Problem } from '../shared/problem'
import type { Chatroom, Draft, Membership, Message, Notice } from '../shared/wire'
import { faces } from './faces'
import { api, user } from './me'
import { OwnMarks } from './own-marks'
import { Watched } from './presence'
import { Requests } from './requests'
import { Typists } from './typists'

/** Rooms that are asked for at once, and how many pages of them are looked at again after an absence. */
const PAGE = 100
const PAGES_AGAIN = 5
/** Milliseconds after which a room is asked how much is unread: what is on its way has come by then. */
const SETTLED_MS = 400

/** What an open room is told. */
export interface RoomListener {
  readonly name: string
  entry(entry: Message): void
  gap(before_seq: number): void
  room(room: Chatroom): void
  gone(code: string): void
  /** Others have come further. */
  marks(mark: Notice & { type: 'marks' }): void
  /** I want what lies after this `seq` unread; so many messages that is, as far as it is known. */
  keepUnread(after: number, count: number): void
  /** There is a connection, and all that it missed is told. */
  live(): void
}

class Inbox implements InboxListener {
  /** Latest activity first; undefined until they are known. */
  readonly rooms = signal<readonly Chatroom[] | undefined>(undefined)
  readonly connection = signal<ConnectionState>({ at: 'connecting' })
  readonly typists = new Typists()
  readonly requests = new Requests()
  readonly tell = (frame: object): boolean => this.line?.tell(frame) ?? false
  readonly watched = new Watched(this.tell)
  private list = new ChatList('')
  private line: InboxConnection | undefined
  private marks = new OwnMarks(this.tell)
  private readonly open = new Set<RoomListener>()
  private readonly asking = new Set<string>()
  private drawing = false
  /** Whether all rooms are told: what comes from then on is news. */
  private complete = false
  private me: string | undefined

  constructor() {
    // Somebody else signed in, here or in another tab: nothing of the one before stays.
    computed(() => user.value?.id).subscribe((id) => this.restart(id))
  }

  /** One of mine, as it is known by now. */
  get(name: string): Chatroom | undefined {
    return this.list.get(name)
  }

  /** Tells it of its room until it is detached. */
  attach(room: RoomListener): void {
    this.open.add(room)
  }

  detach(room: RoomListener): void {
    this.open.delete(room)
  }

  /** @throws Problem */
  offer(name: string, draft: Draft & { client_id: string }, log: string): Promise<number> {
    if (!this.line) throw new Error('Nobody is signed in.')
    return this.line.offer(name, draft, log)
  }

  comeBackNow(): void {
    this.line?.comeBackNow()
  }

  /** All up to this entry was seen. */
  read(name: string, seq: number): void {
    const room = this.list.get(name)
    // What only changes what was said is nothing to read.
    if (!room?.me || seq <= room.me.read_seq || (room.last_message?.seq ?? 0) <= room.me.read_seq) return
    this.marks.reached(name, { read: seq })
    if (seq < room.last_seq) return
    this.list.readAll(name)
    this.draw()
  }

  /** Has it, and all after it, unread again. @throws Problem */
  async markUnread(name: string, seq: number): Promise<void> {
    this.marks.forget(name)
    // Where it is open, what is in sight is not read again.
    for (const room of this.of(name)) room.keepUnread(seq - 1, 0)
    const marks = await api.markUnread(name, seq)
    if (this.list.mark(name, marks)) this.ask(name)
    for (const room of this.of(name)) room.keepUnread(seq - 1, marks.unread)
    this.draw()
  }

  /** @throws Problem */
  async change(name: string, changes: Parameters<typeof api.changeMembership>[1]): Promise<void> {
    const me: Membership = await api.changeMembership(name, changes)
    this.list.change(name, me)
    this.draw()
  }

  /** What may be seen of others is another by now. */
  lookAround(): void {
    this.watched.clear()
    this.watched.again(this.list.rooms.flatMap(({ peer }) => peer?.username ?? []))
    for (const room of this.open) room.live()
  }

  // What the connection tells:

  async begin(): Promise<readonly Chatroom[]> {
    const { items } = await api.inbox({ limit: PAGE })
    this.list.takePage(items)
    for (const room of items) this.arrived(room)
    this.draw()
    return items
  }

  ticket(): Promise<string> {
    return api.ticket()
  }

  state(state: ConnectionState): void {
    this.connection.value = state
    if (state.at === 'live') return
    this.typists.clear()
    this.watched.clear()
  }

  synced(): void {
    this.marks.again()
    this.watched.again()
    for (const room of this.open) room.live()
    // What I read elsewhere in my absence was told then.
    if (this.complete) void this.lookAgain()
    this.complete = true
    this.rooms.value ??= []
  }

  entry(entry: Message): void {
    const { chatroom, seq, n, sender } = entry
    if (this.list.hear(entry)) this.ask(chatroom)
    if (n !== undefined && sender?.id !== this.me) this.marks.reached(chatroom, { delivered: seq })
    if (n !== undefined && sender) this.typists.heard(chatroom, sender, false)
    for (const room of this.of(chatroom)) room.entry(entry)
    this.draw()
  }

  gap(name: string, before_seq: number): void {
    this.ask(name)
    for (const room of this.of(name)) room.gap(before_seq)
  }

  room(room: Chatroom): void {
    this.marks.forget(room.name)
    this.list.take(room, this.complete ? Date.now() : undefined)
    this.arrived(room)
    for (const each of this.of(room.name)) each.room(room)
    this.draw()
  }

  roomGone(name: string, code: string): void {
    this.marks.forget(name)
    this.list.remove(name)
    for (const room of this.of(name)) room.gone(code)
    this.draw()
  }

  notice(notice: Notice): void {
    if (notice.type === 'typing') this.typists.heard(notice.chatroom, notice.user, notice.active)
    else if (notice.type === 'presence') this.watched.heard(notice.user, notice)
    else if (notice.type === 'requests') this.requests.heard(notice.chatroom, notice.pending)
    else if (notice.type === 'marks' && notice.user.id !== this.me)
      for (const room of this.of(notice.chatroom)) room.marks(notice)
    else {
      if (notice.type === 'marked') this.marks.answered(notice.chatroom, notice)
      if (this.list.mark(notice.chatroom, notice)) this.ask(notice.chatroom)
      this.draw()
    }
  }

  refused(name: string, problem: Problem): void {
    this.marks.refused(name, problem)
  }

  private restart(me: string | undefined): void {
    this.line?.close()
    this.marks.close()
    this.typists.clear()
    this.watched.clear()
    this.requests.clear()
    this.me = me
    this.list = new ChatList(me ?? '')
    this.marks = new OwnMarks(this.tell)
    this.complete = false
    this.rooms.value = undefined
    this.line = me === undefined ? undefined : new InboxConnection(this)
  }

  private *of(name: string): Generator<RoomListener> {
    for (const room of this.open) if (room.name === name) yield room
  }

  /** What was said has arrived here, and its author may know. */
  private arrived({ name, last_seq, last_message, me }: Chatroom): void {
    if (me && last_message && last_message.seq > me.delivered_seq)
      this.marks.reached(name, { delivered: last_seq })
  }

  /** Asks how much is unread in a room, once what is on its way has come. */
  private ask(name: string): void {
    if (this.asking.has(name)) return
    this.asking.add(name)
    setTimeout(() => void this.asked(name), SETTLED_MS)
  }

  private async asked(name: string): Promise<void> {
    this.asking.delete(name)
    if (!this.list.get(name)) return
    // Where it cannot be had now, coming back asks again.
    const room = await api.room(name).catch(() => undefined)
    if (room && !this.list.refresh(room)) this.ask(name)
    this.draw()
  }

  private async lookAgain(): Promise<void> {
    try {
      let cursor: string | null | undefined
      for (let page = 0; page < PAGES_AGAIN && cursor !== null; page++) {
        const { items, next_cursor } = await api.inbox({ limit: PAGE, ...(cursor && { cursor }) })
        for (const room of items) if (!this.list.refresh(room)) this.ask(room.name)
        cursor = next_cursor
      }
      this.draw()
    } catch {
      // The next connection asks again.
    }
  }

  /** A thousand may be told at once: one look is enough for all of them. */
  private draw(): void {
    if (this.drawing) return
    this.drawing = true
    setTimeout(() => {
      this.drawing = false
      if (this.me === undefined) return
      this.rooms.value = this.list.rooms
      faces.learn(this.list.rooms.flatMap(({ peer }) => peer ?? []))
    })
  }
}

export const inbox = new Inbox()
