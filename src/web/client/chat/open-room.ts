// The conversation that is open: the SDK's room, and what the page knows beside it.
import { computed, effect, signal } from '@preact/signals'
import type { Beside, ConnectionState, FileToSend, Room, Sending, TimelineView } from 'whatsapp-api-client'
import { Problem } from '../shared/problem'
import { isEvent, nameOf, type Chatroom, type Message, type Saying } from '../shared/wire'
import { inbox } from './inbox'
import { chat, user } from './me'
import { MemberList } from './member-list'
import { observed, type Observed } from './observed'
import { Ticks } from './ticks'
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

/** What one has done to a message here: of the many who react, the server does not name all. */
type Done = Pick<Message, 'emoji' | 'options'>

/** Unread messages beyond which they are not at the end of what is read first. */
const MANY_UNREAD = 40
/** Milliseconds until members are looked at again after somebody has come or gone: a hundred may do so at once. */
const SETTLED_MS = 300

export class OpenRoom {
  readonly room: Room
  /** As it was when it was asked for. */
  private readonly asked = signal<Chatroom | undefined>(undefined)
  /** Whether it is known what is unread, or cannot be: what was put away may be older than what other devices have read since. */
  readonly ready = signal(false)
  /** Undefined until it is known; `role` null: not a member. */
  readonly info = computed(() => this.known.value ?? this.asked.value)
  private readonly known: Observed<Chatroom | undefined>
  readonly view: Observed<TimelineView>
  readonly messages = computed<readonly Message[]>(() => this.view.value.messages as readonly Message[])
  /** What is on its way, or was refused, the oldest first. */
  readonly outgoing: Observed<ReturnType<Room['outgoing']['getSnapshot']>>
  readonly roster: MemberList
  readonly ticks: Ticks
  /** Whether I have asked to join, and wait. */
  readonly requested = signal(false)
  /** Why one cannot look at it from outside. */
  readonly problem = signal<Problem | undefined>(undefined)
  /** The newest message that came while this was open. */
  readonly news = signal<Message | undefined>(undefined)
  readonly unread = signal<Unread | undefined>(undefined)
  /** What is being written about; undefined for a message of its own. */
  readonly subject = signal<Subject | undefined>(undefined)
  /** The message that is shown to whoever jumped there; a new object each time. */
  readonly target = signal<{ seq: number } | undefined>(undefined)
  /** Whether one searches in this room. */
  readonly searching = signal(false)
  readonly typing = { key: () => this.room.typing(), stop: () => this.room.stopTyping() }
  /** What I changed while this was open, by the `seq` of its message. */
  readonly mine = new Map<number, Done>()
  /** Words that were refused and shall be written anew: whoever writes takes them from here. */
  readonly returned = signal('')
  /** Set by the view while the newest message is in sight. */
  atEnd = true

  /** Set when I want it unread: then what is in sight is not read, until I come back or say something. */
  private keptUnread = false
  /** When I said something last, as far as that is known: in milliseconds since 1970. */
  private readonly spokeAt = signal(0)
  /** The last entry of what was shown. */
  private heard = 0
  private log: string | undefined
  private peopleTimer: number | undefined
  private readonly stops: (() => void)[]

  constructor(readonly name: string) {
    const room = chat().room(name)
    this.room = room
    this.known = observed(room.info)
    this.view = observed(room.timeline)
    this.outgoing = observed(room.outgoing)
    this.roster = new MemberList(name)
    this.ticks = new Ticks(observed(room.reached))
    // For as long as this is open, whatever is drawn of it.
    this.stops = [
      effect(() => this.become(this.info.value)),
      effect(() => this.took(this.view.value)),
      effect(() => void (this.info.value?.role && this.ticks.known)),
      inbox.live(() => this.live()),
    ]
    void this.start()
  }

  /** What stands above it. */
  get title(): string {
    return titleOf(this.info.value ?? { name: this.name })
  }

  /** Of the connection; `ended` where there is nothing to read any more. */
  get state(): ConnectionState {
    const { error } = this.view.value
    if (error && !error.passing) return { at: 'ended', error }
    return inbox.connection.value ?? { at: 'connecting' }
  }

  /** Asks how it is by now. */
  async start(): Promise<void> {
    this.problem.value = undefined
    try {
      const room = await chat().rooms.get(this.name)
      this.asked.value = room
      if (!this.ready.peek()) this.unreadOf(room)
    } catch (thrown) {
      this.problem.value = Problem.from(thrown)
    }
    this.ready.value = true
  }

  /** @throws ChatError such as `chatroom_full` */
  async enter(): Promise<void> {
    const entered = await chat().rooms.enter(this.name)
    if ('status' in entered) this.requested.value = true
  }

  /** @throws ChatError */
  async leave(): Promise<void> {
    await chat().rooms.leave(this.name)
  }

  /** Says something: it is on the page at once, and arrives some time. Files are messages of their own; the first has the text. */
  say(text: string, files: readonly FileToSend[] = [], beside: Beside = {}): void {
    // Who speaks wants to see it, and has read what was there.
    this.toEnd()
    this.unread.value = undefined
    this.keptUnread = false
    this.spokeAt.value = Date.now()
    if (files.length === 0) this.room.sendText(text, beside)
    for (const [index, file] of files.entries())
      if (index === 0) this.room.sendFile(file, text, beside)
      else this.room.sendFile(file)
  }

  /** Says or changes something. */
  send(draft: Saying): Sending {
    const sending = this.room.send(draft)
    const { target_seq, emoji, options } = draft as Done & { target_seq?: number }
    if (target_seq !== undefined && (emoji !== undefined || options)) {
      const before = this.mine.get(target_seq)
      const done = { ...before, ...(emoji !== undefined && { emoji }), ...(options && { options }) }
      this.mine.set(target_seq, done)
      sending.stored.catch(() => this.mine.get(target_seq) === done && this.undo(target_seq, before))
    }
    return sending
  }

  retry(client_id: string): void {
    chat().outbox.retry({ chatroom: this.room.name, client_id })
  }

  discard(client_id: string): void {
    chat().outbox.drop({ chatroom: this.room.name, client_id })
  }

  reconnect(): void {
    chat().reconnect()
  }

  /** Shows a message, wherever in the log it is. */
  jumpTo(seq: number): void {
    this.atEnd = false
    this.target.value = { seq }
    // Where there is no such message, all stays as it was.
    this.room.timeline.jumpTo(seq).catch(() => (this.target.value = undefined))
  }

  toEnd(): void {
    this.atEnd = true
    this.target.value = undefined
    void this.room.timeline.toEnd()
    // What was read on the way up comes back there.
    this.room.timeline.trim(KEPT)
  }

  /** What is in sight is read: all of it, or as far as somebody has scrolled. */
  seen(seq?: number): void {
    const { fresh, hasNewer, messages } = this.view.peek()
    if (!fresh || !this.ready.peek() || this.keptUnread || document.hidden) return
    const last = messages.at(-1)?.seq ?? 0
    this.room.read(seq ?? (hasNewer ? last : undefined))
  }

  /** Has that message, and all after it, unread again. @throws ChatError */
  async markUnread(seq: number): Promise<void> {
    this.keptUnread = true
    await inbox.markUnread(this.name, seq)
    const count = this.messages.peek().filter((each) => each.seq >= seq && this.counts(each)).length
    this.unread.value = count > 0 ? { after: seq - 1, count } : undefined
  }

  /** When slow mode lets me say the next thing; the server has the last word. */
  get nextAt(): number {
    const { role, settings } = this.info.value!
    return role === 'member' && settings.slow_mode > 0 ? this.spokeAt.value + settings.slow_mode * 1000 : 0
  }

  /** The name by which people see somebody, as far as they are a member who is known or have said something; or else that. */
  nameOf(username: string): string {
    const { peer } = this.info.value ?? {}
    const member = this.roster.members.value.find(({ user: each }) => each.username === username)
    if (member) return nameOf(member.user)
    if (peer?.username === username) return nameOf(peer)
    return nameOf(this.messages.value.find(({ sender }) => sender?.username === username)?.sender) || username
  }

  close(): void {
    clearTimeout(this.peopleTimer)
    this.room.stopTyping()
    for (const stop of this.stops) stop()
  }

  /** There is a connection: whoever is not in it, or found nothing, asks once more. */
  private live(): void {
    if (this.info.peek()?.role) this.peopleChanged()
    else if (this.ready.peek()) void this.start()
  }

  private counts({ n, sender }: Message): boolean {
    return n !== undefined && sender?.id !== user.peek()?.id
  }

  private undo(target_seq: number, before: Done | undefined): void {
    if (before) this.mine.set(target_seq, before)
    else this.mine.delete(target_seq)
  }

  /** The room is known, or is another by now. */
  private become(info: Chatroom | undefined): void {
    if (!info?.role || info.log === this.log) return
    const again = this.log !== undefined
    this.log = info.log
    this.heard = 0
    this.subject.value = undefined
    this.mine.clear()
    if (again) this.unreadOf(info)
    this.peopleChanged()
  }

  /** Where to begin. */
  private unreadOf({ me }: Chatroom): void {
    const { unread = 0, read_seq = 0 } = me ?? {}
    this.unread.value = unread > 0 ? { after: read_seq, count: unread } : undefined
    if (unread > MANY_UNREAD) this.room.timeline.jumpTo(read_seq + 1).catch(() => undefined)
  }

  /** What came since the last look. */
  private took({ fresh, hasNewer }: TimelineView): void {
    const messages = this.messages.peek()
    const last = messages.at(-1)
    if (!fresh || hasNewer || !last) return
    const before = this.heard
    this.heard = Math.max(before, last.seq)
    const mine = messages.findLast(({ sender, n }) => n !== undefined && sender?.id === user.peek()?.id)
    if (mine) this.spokeAt.value = Math.max(this.spokeAt.peek(), Date.parse(mine.created_at))
    if (before === 0) return
    const come = messages.filter(({ seq }) => seq > before)
    if (come.some(isEvent)) this.peopleChanged()
    if (come.length > 0) this.news.value = come.at(-1)!
    if (this.atEnd && come.length > 0) this.room.timeline.trim(KEPT)
  }

  private peopleChanged(): void {
    clearTimeout(this.peopleTimer)
    // Where they cannot be had, the next connection asks again.
    this.peopleTimer = window.setTimeout(() => {
      if (inbox.get(this.name)) this.roster.load().catch(() => undefined)
    }, SETTLED_MS)
  }
}

/** Messages that are kept while the newest are looked at: what was let go of comes back on the way up. */
const KEPT = 400
