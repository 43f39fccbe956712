// The conversation that is open: its messages, its members, and the live connection that keeps both up to date.
import { signal } from '@preact/signals'
import { Problem } from '../shared/problem'
import { RoomConnection } from '../shared/room-connection'
import type { ConnectionState, Outgoing, Position } from '../shared/room-listener'
import { TimelineState } from '../shared/timeline-state'
import {
  isShown,
  type Attachment,
  type Chatroom,
  type Draft,
  type Member,
  type Message,
  type Saying,
} from '../shared/wire'
import { api, session, user } from './me'
import { markRead } from './read-marks'
import { roomList } from './room-list'

const PAGE = 50
/** More than this many messages are not kept while the newest are looked at: what was cut comes back on the way up. */
const KEPT = 400

/** What is being written is about this message. */
export interface Subject {
  do: 'reply' | 'edit'
  message: Message
}

export class OpenRoom {
  /** Undefined until it is known; `role` null: not entered yet. */
  readonly info = signal<Chatroom | undefined>(undefined)
  readonly messages = signal<readonly Message[]>([])
  private readonly timeline = new TimelineState()
  /** The last entry of the log that is in it. */
  private lastSeq = 0
  /** The room as it was when the messages were read: another log's are never put beside them. */
  private shown: Chatroom | undefined
  readonly hasOlder = signal(false)
  readonly loadingOlder = signal(false)
  readonly outbox = signal<readonly Outgoing[]>([])
  readonly state = signal<ConnectionState>({ at: 'connecting' })
  readonly members = signal<Member[]>([])
  private nextMembers: string | null = null
  /** Why the room cannot be shown. */
  readonly problem = signal<Problem | undefined>(undefined)
  /** The newest message that came while this was open, for who listens instead of looking. */
  readonly news = signal<Message | undefined>(undefined)

  /** What I changed while this was open, by the `seq` of its message: of the many who react, not all are named. */
  readonly mine = new Map<number, Pick<Message, 'emoji' | 'options'>>()
  /** What is being written about; undefined for a message of its own. */
  readonly subject = signal<Subject | undefined>(undefined)

  /** What was uploaded here, by id: a message on its way only has the id. */
  readonly uploads = new Map<string, Attachment>()
  private connection: RoomConnection | undefined
  private closed = false
  private memberTimer: number | undefined
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
    return room
  }

  /** Nobody looks any more: closes as soon as everything is sent. */
  release(): void {
    if (this.hasUnsent && user.peek()?.id === this.author) OpenRoom.unsent.set(this.name, this)
    else this.close()
  }

  /** Whose words these are: nobody else's session may send them. */
  private readonly author = user.peek()?.id

  private constructor(readonly name: string) {
    addEventListener('beforeunload', this.keepUnsent)
    void this.start()
  }

  async start(): Promise<void> {
    this.problem.value = undefined
    try {
      this.info.value = await api.room(this.name)
      if (this.info.value.role !== null) await this.join()
    } catch (thrown) {
      this.problem.value = Problem.from(thrown)
    }
  }

  /** @throws Problem such as `chatroom_full` */
  async enter(): Promise<void> {
    const { role } = await api.enter(this.name)
    this.info.value = { ...(await api.room(this.name)), role }
    await this.join()
    void roomList.load()
  }

  /** @throws Problem */
  async leave(): Promise<void> {
    await api.leave(this.name)
    this.close()
    void roomList.load()
  }

  /** Says something; with files, the text is the first one's caption, and the first one is the answer. */
  say(text: string, files: Attachment[], reply_to?: number): void {
    // Who speaks wants to see it.
    this.atEnd = true
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
    this.connection?.send(draft)
  }

  retry(client_id: string): void {
    this.connection?.retry(client_id)
  }

  discard(client_id: string): void {
    this.connection?.discard(client_id)
  }

  reconnect(): void {
    this.connection?.comeBackNow()
  }

  async loadOlder(): Promise<void> {
    const [first] = this.messages.peek()
    if (!first || !this.hasOlder.peek() || this.loadingOlder.peek()) return
    this.loadingOlder.value = true
    try {
      const bounds = { before_seq: first.seq, log: this.shown?.log, limit: PAGE }
      const page = await api.timeline(this.name, bounds)
      // Meanwhile what it would stand before was let go of, or the log has started again: it would leave a hole.
      if (this.messages.peek()[0]?.seq !== first.seq || this.shown?.log !== page.log) return
      this.hasOlder.value = page.has_more
      this.timeline.prepend(page.messages)
      this.messages.value = this.timeline.messages
    } catch {
      // The connection's banner says it already; scrolling asks again.
    } finally {
      this.loadingOlder.value = false
    }
  }

  /** Forgets the oldest of many, once nobody looks at them. */
  trim(): void {
    if (this.messages.peek().length <= KEPT) return
    this.timeline.trim(KEPT / 2)
    this.messages.value = this.timeline.messages
    this.hasOlder.value = true
  }

  close(): void {
    this.closed = true
    if (OpenRoom.unsent.get(this.name) === this) OpenRoom.unsent.delete(this.name)
    removeEventListener('beforeunload', this.keepUnsent)
    clearTimeout(this.memberTimer)
    this.connection?.close()
  }

  /** The browser asks whether to leave while something said has not arrived. */
  private readonly keepUnsent = (event: BeforeUnloadEvent): void => {
    if (this.hasUnsent) event.preventDefault()
  }

  private get hasUnsent(): boolean {
    return this.outbox.peek().some(({ seq }) => seq === undefined)
  }

  /** Connects at once: whoever sees where to write may do so before anything has been read. */
  private async join(): Promise<void> {
    if (this.closed) return
    this.connect()
    await this.loadMembers()
  }

  private async loadNewest(): Promise<Position> {
    const before = this.info.peek()!
    const { log, messages, has_more } = await api.timeline(this.name, { limit: PAGE })
    const anew = this.shown?.log !== log && (await this.recognise(log))
    const last = messages.at(-1)?.seq ?? 0
    // What changed earlier messages until then stands in them when they are read; it need not come again.
    this.lastSeq = before.log === log ? Math.max(before.last_seq, last) : last
    this.timeline.restart(messages)
    this.messages.value = messages
    this.hasOlder.value = has_more
    this.subject.value = undefined
    this.mine.clear()
    this.seen()
    return { log, lastSeq: this.lastSeq, anew }
  }

  /**
   * Learns which room has this log.
   * @returns whether it is another one than was shown, under the same name, and not the same after its server came back
   */
  private async recognise(log: string): Promise<boolean> {
    let info = this.info.peek()!
    if (info.log !== log) info = this.info.value = await api.room(this.name)
    if (info.log !== log) throw new Problem('unavailable', 'The room is being replaced.')
    const anew = this.shown !== undefined && this.shown.created_at !== info.created_at
    if (this.shown) this.membersChanged()
    this.shown = info
    return anew
  }

  private connect(): void {
    const { outbox, state } = this
    this.connection = new RoomConnection(this.name, session, {
      message: (entry) => this.heard(entry),
      state: (next) => (state.value = next),
      outbox: (next) => {
        outbox.value = next
        if (OpenRoom.unsent.get(this.name) === this && !this.hasUnsent) this.close()
      },
      loadNewest: () => this.loadNewest(),
    })
  }

  private heard(entry: Message): void {
    const { seq, target_seq, sender, emoji, options } = entry
    this.lastSeq = seq
    if (target_seq !== undefined && sender.id === this.author)
      this.mine.set(target_seq, {
        ...this.mine.get(target_seq),
        ...(emoji !== undefined && { emoji }),
        ...(options && { options }),
      })
    this.timeline.take(entry)
    this.messages.value = this.timeline.messages
    if (isShown(entry)) this.news.value = entry
    if (entry.type === 'joined' || entry.type === 'left') this.membersChanged()
    if (this.atEnd) this.trim()
    this.seen()
  }

  /** What is in sight is read. */
  seen(): void {
    if (this.shown && this.atEnd && !document.hidden)
      markRead(this.name, { log: this.shown.log, seq: this.lastSeq })
  }

  /** A hundred may come at once: one look is enough for all of them. */
  private membersChanged(): void {
    clearTimeout(this.memberTimer)
    this.memberTimer = window.setTimeout(() => void this.loadMembers(), 300)
  }

  private async loadMembers(): Promise<void> {
    try {
      const [info, page] = await Promise.all([api.room(this.name), api.members(this.name)])
      if (this.closed) return
      this.info.value = info
      // Whoever has opened further pages keeps them.
      if (this.members.peek().length > page.items.length && page.next_cursor) return
      this.members.value = page.items
      this.nextMembers = page.next_cursor
    } catch {
      // Told by the connection, which then has ended or comes back; nobody is shown who was not there.
    }
  }

  /** @throws Problem */
  async loadMoreMembers(): Promise<void> {
    if (this.nextMembers === null) return
    const page = await api.members(this.name, this.nextMembers)
    const known = new Set(this.members.peek().map((each) => each.user.id))
    this.members.value = [...this.members.peek(), ...page.items.filter((each) => !known.has(each.user.id))]
    this.nextMembers = page.next_cursor
  }
}
