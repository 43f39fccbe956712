// One room: what it is, what was said in it, who types, and everything that one can say there.
import { ChatError } from './chat-error.js'
import type { ChatContext } from './context.js'
import { Value, type Observable } from './observable.js'
import type { Sending } from './outbox.js'
import type { FileToSend, Outgoing } from './outgoing.js'
import { Reach, type Reached } from './reach.js'
import { at } from './rooms.js'
import { Timeline, type RoomTimeline } from './timeline.js'
import { OwnTyping } from './typing.js'
import type { AnyDraft, Chatroom, Draft, Person } from './types/wire.js'

/** What may stand beside whatever is said. */
export interface Beside {
  reply_to?: number
  mentions?: string[]
  metadata?: Record<string, unknown>
}

/** Milliseconds until a room from outside that cannot be read is asked for again. */
const AGAIN_MS = 1500

export class Room {
  /** The room as it is now, also one that one is not in; undefined until it is known. */
  readonly info: Observable<Chatroom | undefined>
  /** What was said, while anybody listens. */
  readonly timeline: RoomTimeline
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
    this.lines = new Timeline(
      name,
      http,
      shelf,
      clock,
      () => this.look(),
      (seq) => outbox.skipped(name, seq + 1),
    )
    this.timeline = this.lines
    this.outgoing = outbox.of(name)
    this.typists = inbox.typists.of(name)
    this.reached = new Reach(name, inbox, http).value
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

  /** Nothing is read any more. */
  close(): void {
    this.lines.stop()
    this.ownTyping.stop()
  }

  private look(): () => void {
    const { inbox } = this.context
    const { lines } = this
    const begin = (room: Chatroom | undefined) => void (room && lines.start(room))
    const stop = inbox.look(this.name, {
      entry: (entry) => lines.hear(entry),
      reading: () => lines.reading,
      gap: (before_seq) => lines.skip(before_seq),
      room: begin,
      live: () => begin(inbox.get(this.name)),
      gone: (code) => {
        // It has another log, and comes again.
        if (code === 'seq_unknown') return
        lines.forget(new ChatError({ code, detail: 'No longer in this room.' }))
      },
    })
    begin(inbox.get(this.name))
    return () => {
      stop()
      this.close()
    }
  }

  private follow(): () => void {
    const { inbox, http } = this.context
    let asked = false
    let again: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      asked = true
      const room = await http.get('/chatroom/{chatroom_name}', at(this.name)).catch((error: ChatError) => {
        if (!error.passing) return undefined
        again = setTimeout(take, AGAIN_MS)
        asked = false
        return this.known.getSnapshot()
      })
      if (!inbox.get(this.name)) this.known.set(room)
    }
    const take = () => {
      const own = inbox.get(this.name)
      if (own) this.known.set(own)
      // As long as nobody knows which are one's own, it may be one of them; and it looks otherwise from outside.
      else if (inbox.rooms.getSnapshot() && (!asked || this.known.getSnapshot()?.role)) void ask()
    }
    const stops = [
      inbox.rooms.subscribe(take),
      inbox.look(this.name, {
        live: () => {
          asked = false
          take()
        },
      }),
    ]
    take()
    return () => {
      clearTimeout(again)
      for (const stop of stops) stop()
    }
  }
}
