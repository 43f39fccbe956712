// What this node has lately handed to which connection, and when, for whoever asks why somebody did not get a message.
import { Inject, Injectable } from '@nestjs/common'
import { LRUCache } from 'lru-cache'
import { CONFIG, type Config } from '../config/config.js'

/** Somebody's connection. */
export interface Recipient {
  userId: string
  /** What it is called on this node while the node lives. */
  connection: string
}

type Kind = 'announced' | 'written' | 'marked'

interface Noted {
  kind: Kind
  roomId: number
  /** What it is about: entries from one to the other; of marks, how far is read, and how far delivered. */
  from: number
  to: number
  /** Milliseconds since 1970. */
  at: number
  whom: readonly Recipient[]
  /** How much of TRACE_DELIVERIES it takes. */
  weight: number
}

/** What is remembered of one message and one user. */
export interface Traced {
  announced: number | null
  delivered: number | null
  read: number | null
  written: [connection: string, at: number][]
}

/** To whom a room's last flush went: the next mostly goes to the same, and is remembered with the same list. */
interface Audience {
  changes: number
  whom: readonly Recipient[]
}

/** Rooms whose last audience is kept. */
const MOST_AUDIENCES = 1000
const NOBODY: readonly Recipient[] = []

/**
 * A flush costs one note, however many connections it goes to: the list of them is shared from note to note while it stays the same.
 * The oldest go first, once there are more than TRACE_DELIVERIES notes and recipients of their own.
 */
@Injectable()
export class DeliveryTrace {
  private notes: Noted[] = []
  /** Where the oldest stands that still counts. */
  private start = 0
  private weight = 0
  private named = 0
  private readonly most: number
  private readonly recipients = new WeakMap<object, Recipient>()
  private readonly audiences = new LRUCache<object, Audience>({ max: MOST_AUDIENCES })

  constructor(@Inject(CONFIG) config: Pick<Config, 'TRACE_DELIVERIES'>) {
    this.most = config.TRACE_DELIVERIES
  }

  /** This node has committed these entries, and tells the others so. */
  announced(roomId: number, from: number, to: number): void {
    this.note('announced', roomId, from, to, NOBODY, 1)
  }

  /**
   * A flush of a feed.
   * @param feed whose it is
   * @param changes another number whenever it goes to others
   * @param whom the connections, by what receives for them, with whose they are; asked only where that is another
   */
  flushed(
    feed: { room: { id: number } },
    [from, to]: [number, number],
    changes: number,
    whom: () => Iterable<[receiver: object, userId: string]>,
  ): void {
    if (this.most === 0) return
    const known = this.audiences.get(feed)
    if (known?.changes === changes) return this.note('written', feed.room.id, from, to, known.whom, 1)
    const audience = Array.from(whom(), ([receiver, userId]) => this.recipient(receiver, userId))
    this.audiences.set(feed, { changes, whom: audience })
    this.note('written', feed.room.id, from, to, audience, 1 + audience.length)
  }

  /** One connection alone was handed these entries: a page of what it lacked. */
  paged(roomId: number, from: number, to: number, receiver: object, userId: string): void {
    if (this.most > 0) this.note('written', roomId, from, to, [this.recipient(receiver, userId)], 2)
  }

  /** Somebody's marks stand there now. */
  marked(roomId: number, userId: string, read: number, delivered: number): void {
    this.note('marked', roomId, read, delivered, [{ userId, connection: '' }], 1)
  }

  /** All that is still remembered of a message and a user. Looks at every note: some milliseconds. */
  find(roomId: number, seq: number, userId: string): Traced {
    const found: Traced = { announced: null, delivered: null, read: null, written: [] }
    for (let index = this.start; index < this.notes.length; index++) {
      const { kind, roomId: room, from, to, at, whom } = this.notes[index]!
      if (room !== roomId || to < seq) continue
      if (kind === 'marked') {
        if (whom[0]!.userId !== userId) continue
        found.delivered ??= at
        if (from >= seq) found.read ??= at
      } else if (from > seq) continue
      else if (kind === 'announced') found.announced ??= at
      else for (const each of whom) if (each.userId === userId) found.written.push([each.connection, at])
    }
    return found
  }

  private recipient(receiver: object, userId: string): Recipient {
    const known = this.recipients.get(receiver)
    if (known) return known
    const recipient = { userId, connection: `${++this.named}` }
    this.recipients.set(receiver, recipient)
    return recipient
  }

  private note(
    kind: Kind,
    roomId: number,
    from: number,
    to: number,
    whom: readonly Recipient[],
    weight: number,
  ): void {
    if (this.most === 0) return
    this.notes.push({ kind, roomId, from, to, at: Date.now(), whom, weight })
    this.weight += weight
    while (this.weight > this.most && this.start < this.notes.length)
      this.weight -= this.notes[this.start++]!.weight
    // Those that count no more are let go of together: each costs a move of one other at the most.
    if (this.start * 2 > this.notes.length) {
      this.notes = this.notes.slice(this.start)
      this.start = 0
    }
  }
}
