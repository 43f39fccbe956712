// The conversation that is open: its messages, its members and what waits to be sent, kept up to date by the inbox.
import { computed, signal } from '@preact/signals'
import type { ConnectionState, Outgoing } from '../shared/inbox-listener'
import { Outbox, type Addressee } from '../shared/outbox'
import { Problem } from '../shared/problem'
import {
  isEvent,
  isShown,
  type Attachment,
  type Chatroom,
  type Draft,
  type Message,
  type Notice,
  type Saying,
} from '../shared/wire'
import { inbox, type RoomListener } from './inbox'
import { api, user } from './me'
import { MemberList } from './member-list'
import { mayGovern } from './rights'
import { PAGE, RoomHistory } from './room-history'
import { Ticks } from './ticks'
import { MyTyping } from './typists'
import { titleOf } from './words'

/** What is being written is about this message. */
export interface Subject {
  do: 'reply' | 'edit'
  message: Message
}

/** Where the unread messages begin, and how many they were when that was looked at. */
export interface Unread {
  after: number
  count: number
}

export class OpenRoom implements RoomListener, Addressee {
  /** Undefined until it is known; `role` null: not entered yet. */
  readonly info = signal<Chatroom | undefined>(undefined)
  readonly history: RoomHistory
  readonly outbox = signal<readonly Outgoing[]>([])
  readonly roster: MemberList
  readonly ticks: Ticks
  readonly typing: MyTyping
  /** Whether I have asked to come in, and wait. */
  readonly requested = signal(false)
  /** Why the room cannot be shown. */
  readonly problem = signal<Problem | undefined>(undefined)
  /** The newest message that came while this was open, for who listens instead of looking. */
  readonly news = signal<Message | undefined>(undefined)
  readonly unread = signal<Unread | undefined>(undefined)
  /** Set when I want it unread: then what is in sight is not read, until I come back or say something. */
  private keptUnread = false

  private readonly ended = signal<ConnectionState | undefined>(undefined)
  /** Of the connection, and of reading the history that it goes on from. */
  readonly state = computed<ConnectionState>(
    () => this.ended.value ?? this.history.reading.value ?? inbox.connection.value,
  )
  private peopleTimer: number | undefined

  /** What I changed while this was open, by the `seq` of its message: of the many who react, not all are named. */
  readonly mine = new Map<number, Pick<Message, 'emoji' | 'options'>>()
  /** What is being written about; undefined for a message of its own. */
  readonly subject = signal<Subject | undefined>(undefined)

  /** When I said something last, as far as that is known: in milliseconds since 1970. */
  private readonly spokeAt = signal(0)

  /** What was uploaded here, by id: a message on its way only has the id. */
  readonly uploads = new Map<string, Attachment>()
  private readonly box = new Outbox(this)
  private closed = false
  private readonly stopWaiting: () => void
  /** Set by the view while the newest message is in sight. */
  atEnd = true

  /** Rooms that nobody looks at any more, and that still have something to send. */
  private static readonly unsent = new Map<string, OpenRoom>()

  static {
    user.subscribe((now) => {
      for (const room of OpenRoom.unsent.values()) if (room.author !== now?.id) room.close()
    })
  }

  /** The room of that name: as it was left, when it has not sent everything yet. */
  static open(name: string): OpenRoom {
    const room = OpenRoom.unsent.get(name) ?? new OpenRoom(name)
    OpenRoom.unsent.delete(name)
    room.keptUnread = false
    return room
  }

  /** Nobody looks any more: closes as soon as everything is sent. */
  release(): void {
    this.typing.stop()
    inbox.watched.watch([])
    if (this.hasUnsent && user.peek()?.id === this.author) OpenRoom.unsent.set(this.name, this)
    else this.close()
  }

  /** Whose words these are: nobody else's session may send them. */
  private readonly author = user.peek()?.id

  private constructor(readonly name: string) {
    this.history = new RoomHistory(name, this)
    this.roster = new MemberList(name)
    this.ticks = new Ticks(name)
    this.typing = new MyTyping(name, inbox.tell)
    addEventListener('beforeunload', this.keepUnsent)
    void this.start()
    // Somebody has let me in, or I have entered elsewhere.
    this.stopWaiting = inbox.rooms.subscribe(() => {
      if (this.info.peek()?.role === null && inbox.get(name)) void this.start()
    })
  }

  /** What stands above it. */
  get title(): string {
    return titleOf(this.info.value ?? inbox.get(this.name) ?? { name: this.name })
  }

  async start(): Promise<void> {
    this.problem.value = undefined
    try {
      this.info.value = inbox.get(this.name) ?? (await api.room(this.name))
      if (this.info.value.role !== null) this.join()
    } catch (thrown) {
      this.problem.value = Problem.from(thrown)
    }
  }

  /** @throws Problem such as `chatroom_full` */
  async enter(): Promise<void> {
    const entered = await api.enter(this.name)
    if ('status' in entered) return void (this.requested.value = true)
    // The inbox may have told of it already.
    if (this.info.peek()?.role) return
    this.info.value = { ...(await api.room(this.name)), role: entered.role }
    this.ended.value = undefined
    this.join()
  }

  /** @throws Problem */
  async leave(): Promise<void> {
    await api.leave(this.name)
    this.close()
  }

  /** Says something; with files, the text is the first one's caption, and the first one is the answer. */
  say(text: string, files: Attachment[], reply_to?: number): void {
    // Who speaks wants to see it, and has read what was there.
    this.atEnd = true
    this.unread.value = undefined
    this.keptUnread = false
    this.typing.stop()
    this.spokeAt.value = Date.now()
    for (const file of files) this.uploads.set(file.id, file)
    const drafts: Saying[] = files.map(({ id }, index) => ({
      type: 'attachment',
      attachment: { id },
      ...(index === 0 && text && { message: text }),
    }))
    if (drafts.length === 0) drafts.push({ type: 'text', message: text })
    for (const [index, draft] of drafts.entries())
      this.send({ ...draft, ...(index === 0 && reply_to && { reply_to }) })
  }

  /** Says or changes something: it waits in the outbox until it is acknowledged. */
  send(draft: Draft): void {
    this.box.send(draft)
  }

  retry(client_id: string): void {
    this.box.retry(client_id)
  }

  discard(client_id: string): void {
    this.box.discard(client_id)
  }

  reconnect(): void {
    inbox.comeBackNow()
    if (this.history.reading.peek()?.at === 'waiting') void this.history.read()
  }

  /** What is in sight is read: all of it, or as far as somebody has scrolled. */
  seen(seq = this.lastSeq): void {
    if (!this.history.reading.peek() && !this.keptUnread && !document.hidden) inbox.read(this.name, seq)
  }

  close(): void {
    this.closed = true
    if (OpenRoom.unsent.get(this.name) === this) OpenRoom.unsent.delete(this.name)
    removeEventListener('beforeunload', this.keepUnsent)
    this.stopWaiting()
    clearTimeout(this.peopleTimer)
    this.history.close()
    inbox.detach(this)
    this.box.close()
  }

  /** The browser asks whether to leave while something said has not arrived. */
  private readonly keepUnsent = (event: BeforeUnloadEvent): void => {
    if (this.hasUnsent) event.preventDefault()
  }

  private get hasUnsent(): boolean {
    return this.outbox.peek().some(({ seq }) => seq === undefined)
  }

  // What the outbox asks and tells:

  get ready(): boolean {
    return this.state.peek().at === 'live'
  }

  get log(): string | undefined {
    return this.history.log
  }

  get lastSeq(): number {
    return this.history.lastSeq
  }

  offer(draft: Draft & { client_id: string }): Promise<number> {
    return inbox.offer(this.name, draft, this.log!)
  }

  outboxChanged(outbox: readonly Outgoing[]): void {
    this.outbox.value = outbox
    if (OpenRoom.unsent.get(this.name) === this && !this.hasUnsent) this.close()
  }

  // What the inbox tells:

  entry(entry: Message): void {
    this.history.take(entry)
  }

  live(): void {
    void this.box.pump()
    this.peopleChanged()
  }

  gap(before_seq: number): void {
    this.history.skip(before_seq)
  }

  room(room: Chatroom): void {
    this.ended.value = undefined
    // What lies before its `last_seq` does not come.
    if (this.history.reaches(room)) return
    this.info.value = room
    void this.history.read(room)
  }

  gone(code: string): void {
    clearTimeout(this.peopleTimer)
    // It has another log, and comes again.
    if (code === 'seq_unknown') return
    const detail = code === 'banned' ? 'You were banned from this room.' : 'It is gone.'
    this.ended.value = { at: 'ended', problem: new Problem(code, detail) }
  }

  keepUnread(after: number, count: number): void {
    this.keptUnread = true
    this.unread.value = count > 0 ? { after, count } : undefined
  }

  marks(mark: Notice & { type: 'marks' }): void {
    this.ticks.moved(mark)
  }

  /** Listens first, so that nothing falls between the history and what comes. Whoever sees where to write may do so already. */
  private join(): void {
    if (this.closed) return
    const { me } = this.info.peek()!
    if (me && me.unread > 0) this.unread.value = { after: me.read_seq, count: me.unread }
    inbox.attach(this)
    void this.history.read(this.info.peek()!, Math.min(100, Math.max(PAGE, (me?.unread ?? 0) + 10)))
    void this.loadPeople()
  }

  /** When slow mode lets me say the next thing; the server has the last word. */
  get nextAt(): number {
    const { role, settings } = this.info.value!
    return role === 'member' && settings.slow_mode > 0 ? this.spokeAt.value + settings.slow_mode * 1000 : 0
  }

  // What the history tells:

  read(): void {
    const mine = this.history.messages.peek().findLast(({ n, sender }) => n && sender?.id === this.author)
    if (mine) this.spokeAt.value = Math.max(this.spokeAt.peek(), Date.parse(mine.created_at))
    this.box.settle()
    void this.box.pump()
  }

  replaced(before: Chatroom, now: Chatroom): void {
    this.subject.value = undefined
    this.unread.value = undefined
    this.mine.clear()
    this.box.carryOver(before.created_at !== now.created_at)
    this.info.value = now
    this.peopleChanged()
  }

  took(entry: Message): void {
    const { seq, n, target_seq, sender, emoji, options, client_id } = entry
    if (target_seq !== undefined && sender?.id === this.author)
      this.mine.set(target_seq, {
        ...this.mine.get(target_seq),
        ...(emoji !== undefined && { emoji }),
        ...(options && { options }),
      })
    if (client_id) this.box.discard(client_id)
    if (n !== undefined && sender) this.ticks.said(sender, seq)
    if (n !== undefined && sender?.id === this.author) this.spokeAt.value = Date.now()
    if (isShown(entry)) this.news.value = entry
    if (isEvent(entry)) this.peopleChanged()
    if (this.atEnd) this.history.trim()
  }

  /** A hundred may come at once: one look is enough for all of them. */
  private peopleChanged(): void {
    clearTimeout(this.peopleTimer)
    this.peopleTimer = window.setTimeout(() => void this.loadPeople(), 300)
  }

  private async loadPeople(): Promise<void> {
    try {
      const [info] = await Promise.all([api.room(this.name), this.roster.load()])
      const known = this.info.peek()
      // Of another log the inbox tells.
      if (this.closed || known?.log !== info.log) return
      this.info.value = info
      if (mayGovern(info) && info.settings.join === 'approval') void inbox.requests.load(this.name)
      await this.ticks.load(info.member_count)
    } catch {
      // Told by the connection, which then has ended or comes back; nobody is shown who was not there.
    }
  }
}
