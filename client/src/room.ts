// One room: what it is, what was said in it, who types, and everything that one can say there.
import { ChatError } from './chat-error.js'
import type { ChatContext } from './context.js'
import type { RoomListener } from './inbox.js'
import { Value, type Observable } from './observable.js'
import type { Sending } from './outbox.js'
import type { FileToSend, Outgoing } from './outgoing.js'
import { Reach, type Reached } from './reach.js'
import { Timeline, type TimelineView } from './timeline.js'
import { OwnTyping } from './typing.js'
import type { AnyDraft, Chatroom, Draft, Entry, Person } from './types/wire.js'

/** What may stand beside whatever is said. */
export interface Beside {
  reply_to?: number
  mentions?: string[]
  metadata?: Record<string, unknown>
}

export class Room implements RoomListener {
  /** The room as it is now, also one that one is not in; undefined until it is known. */
  readonly info: Observable<Chatroom | undefined>
  /** What was said, while anybody listens. */
  readonly timeline: Observable<TimelineView>
  /** What is on its way there, or was refused, the oldest first; without what the timeline shows already. */
  readonly outgoing: Observable<readonly Outgoing[]>
  readonly typists: Observable<readonly Person[]>
  /** How far all others are, for ticks: while anybody listens. */
  readonly reached: Observable<Reached | undefined>
  private readonly known: Value<Chatroom | undefined>
  private readonly lines: Timeline
  private readonly ownTyping: OwnTyping

  constructor(
    readonly name: string,
    private readonly context: ChatContext,
  ) {
    const { inbox, outbox, http, shelf, clock } = context
    this.known = new Value<Chatroom | undefined>(inbox.get(name), () => this.follow())
    this.info = this.known
    this.lines = new Timeline(name, http, shelf, clock, () => this.look())
    this.timeline = this.lines.observable
    this.outgoing = outbox.of(name)
    this.typists = inbox.typists.of(name)
    this.reached = new Reach(name, inbox, http).observable
    this.ownTyping = new OwnTyping((active) => inbox.typing(name, active))
  }

  /** Says or changes something: it is shown at once, and arrives some time. */
  send(draft: Draft | AnyDraft, file?: FileToSend): Sending {
    this.ownTyping.stop()
    return this.context.outbox.send(this.name, draft, file)
  }

  /** Says a text. */
  sendText(message: string, beside: Beside = {}): Sending {
    return this.send({ type: 'text', message, ...beside })
  }

  /** Sends a file, perhaps with a caption. */
  sendFile(file: FileToSend, caption?: string, beside: Beside = {}): Sending {
    return this.send(
      { type: 'attachment', ...(caption && { message: caption }), ...beside } as AnyDraft,
      file,
    )
  }

  edit(target_seq: number, message: string): Sending {
    return this.send({ type: 'edit', target_seq, message })
  }

  delete(target_seq: number): Sending {
    return this.send({ type: 'delete', target_seq })
  }

  /** @param emoji null takes it back */
  react(target_seq: number, emoji: string | null): Sending {
    return this.send({ type: 'reaction', target_seq, emoji } as AnyDraft)
  }

  /** @param options their places, from 0; none takes it back */
  vote(target_seq: number, options: number[]): Sending {
    return this.send({ type: 'vote', target_seq, options })
  }

  pin(target_seq: number, pinned = true): Sending {
    return this.send({ type: 'pin', target_seq, pinned })
  }

  /** All up to an entry was seen; all there is without one. */
  read(seq = this.context.inbox.get(this.name)?.last_seq ?? 0): void {
    this.context.inbox.read(this.name, seq)
  }

  /** Has it, and all after it, unread again. @throws ChatError */
  markUnread(seq: number): Promise<void> {
    return this.context.inbox.markUnread(this.name, seq)
  }

  /** A key was pressed where one writes to this room. */
  typing(): void {
    this.ownTyping.key()
  }

  /** Nothing is written any more. Sending says so, too. */
  stopTyping(): void {
    this.ownTyping.stop()
  }

  /** An entry as it is now, of any kind, as far as it is held. */
  get(seq: number): ReturnType<Timeline['get']> {
    return this.lines.get(seq)
  }

  loadOlder(): Promise<void> {
    return this.lines.loadOlder()
  }

  loadNewer(): Promise<void> {
    return this.lines.loadNewer()
  }

  /** Shows the place where an entry is, for instance the first that is unread. */
  jumpTo(seq: number): Promise<void> {
    return this.lines.jumpTo(seq)
  }

  /** Shows the end. */
  toEnd(): Promise<void> {
    return this.lines.toEnd()
  }

  /** Lets go of all but the newest of what is held. */
  trim(count?: number): void {
    this.lines.trim(count)
  }

  /** Nothing is read any more. */
  close(): void {
    this.lines.stop()
    this.ownTyping.stop()
  }

  // What the inbox tells:

  entry(entry: Entry): void {
    this.lines.hear(entry)
  }

  gap(before_seq: number): void {
    this.lines.skip(before_seq)
  }

  room(room: Chatroom): void {
    void this.lines.start(room)
  }

  gone(code: string): void {
    // It has another log, and comes again.
    if (code === 'seq_unknown') return
    this.lines.forget()
    this.lines.fail(new ChatError({ code, detail: 'This room is gone from the inbox.' }))
  }

  marked(): void {
    // Of that `reached` hears.
  }

  live(): void {
    const room = this.context.inbox.get(this.name)
    if (room) void this.lines.start(room)
  }

  private look(): () => void {
    const { inbox } = this.context
    const stop = inbox.look(this.name, this)
    this.live()
    return () => {
      stop()
      this.close()
    }
  }

  private follow(): () => void {
    const { inbox, http } = this.context
    const take = () => {
      const own = inbox.get(this.name)
      if (own) this.known.set(own)
      // One is not in it any more: it looks otherwise from outside.
      else if (this.known.getSnapshot()?.role) void ask()
    }
    const ask = async () => {
      const path = { chatroom_name: this.name }
      const room = await http
        .get('/chatroom/{chatroom_name}', { path })
        .catch((error: ChatError) => (error.passing ? this.known.getSnapshot() : undefined))
      if (!inbox.get(this.name)) this.known.set(room)
    }
    take()
    if (!this.known.getSnapshot()) void ask()
    return inbox.rooms.subscribe(take)
  }
}
