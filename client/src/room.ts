// One room: what it is, what was said in it, who types, and everything that one can say there.
import type { ChatError } from './chat-error.js'
import type { ChatContext } from './context.js'
import { Value, type Observable } from './observable.js'
import type { Sending } from './outbox.js'
import type { FileToSend, Outgoing } from './outgoing.js'
import { Reach, type Reached } from './reach.js'
import { at } from './rooms.js'
import { Timeline, type RoomTimeline } from './timeline.js'
import { OwnTyping } from './typing.js'
import type { Chatroom, Draft, FileDraft, Person } from './types/wire.js'

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
  readonly #known: Value<Chatroom | undefined>
  readonly #ownTyping: OwnTyping

  constructor(
    readonly name: string,
    private readonly context: ChatContext,
  ) {
    const { inbox, outbox, http } = context
    this.#known = new Value<Chatroom | undefined>(inbox.get(name), () => this.#follow())
    this.info = this.#known
    this.timeline = new Timeline(name, context)
    this.outgoing = outbox.of(name)
    this.typists = inbox.typists.of(name)
    this.reached = new Reach(name, inbox, http).value
    this.#ownTyping = new OwnTyping((active) => inbox.typing(name, active))
  }

  /** Says or changes something: it is shown at once, and arrives some time. */
  send(draft: Draft): Sending
  /** The same with a file, which goes ahead. */
  send(draft: FileDraft, file: FileToSend): Sending
  send(draft: Draft | FileDraft, file?: FileToSend): Sending {
    this.#ownTyping.stop()
    return this.context.outbox.send(this.name, draft, file)
  }

  /** Says a text. */
  sendText(message: string, beside: Beside = {}): Sending {
    return this.send({ type: 'text', message, ...beside })
  }

  /** Sends a file, perhaps with a caption. */
  sendFile(file: FileToSend, caption?: string, beside: Beside = {}): Sending {
    return this.send({ type: 'attachment', message: caption || undefined, ...beside }, file)
  }

  edit(target_seq: number, message: string): Sending {
    return this.send({ type: 'edit', target_seq, message })
  }

  delete(target_seq: number): Sending {
    return this.send({ type: 'delete', target_seq })
  }

  /** @param emoji null takes it back */
  react(target_seq: number, emoji: string | null): Sending {
    return this.send({ type: 'reaction', target_seq, emoji })
  }

  /** @param options their places, from 0; none takes it back */
  vote(target_seq: number, options: number[]): Sending {
    return this.send({ type: 'vote', target_seq, options })
  }

  pin(target_seq: number, pinned = true): Sending {
    return this.send({ type: 'pin', target_seq, pinned })
  }

  /** All up to an entry was seen; all there is without one. */
  read(seq = Infinity): void {
    this.context.inbox.read(this.name, seq)
  }

  /** Has it, and all after it, unread again. @throws ChatError */
  markUnread(seq: number): Promise<void> {
    return this.context.inbox.markUnread(this.name, seq)
  }

  /** A key was pressed where one writes to this room. */
  typing(): void {
    this.#ownTyping.key()
  }

  /** Nothing is written any more. Sending says so, too. */
  stopTyping(): void {
    this.#ownTyping.stop()
  }

  /** Nothing is read any more. */
  close(): void {
    ;(this.timeline as Timeline).stop()
    this.#ownTyping.stop()
  }

  /** Nothing is shown any more either. */
  end(): void {
    this.close()
    ;(this.timeline as Timeline).gone('closed')
    this.#known.set(undefined)
  }

  #follow(): () => void {
    const { inbox, http } = this.context
    let asked = false
    let again: ReturnType<typeof setTimeout> | undefined
    const ask = () => {
      asked = false
      const own = inbox.get(this.name)
      if (own) this.#known.set(own)
      // As long as nobody knows which are one's own, it may be one of them.
      else if (inbox.rooms.getSnapshot()) {
        asked = true
        http.get('/chatroom/{chatroom_name}', at(this.name)).then(take, (error: ChatError) => {
          if (error.passing) again = setTimeout(ask, AGAIN_MS)
          else take(undefined)
        })
      }
    }
    const take = (room?: Chatroom) => inbox.get(this.name) || this.#known.set(room)
    // It looks otherwise from outside.
    const stops = [
      inbox.rooms.subscribe(() => (asked && !inbox.get(this.name)) || ask()),
      inbox.look(this.name, { live: ask }),
    ]
    ask()
    return () => {
      clearTimeout(again)
      for (const stop of stops) stop()
    }
  }
}
