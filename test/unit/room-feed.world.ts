// A chatroom in memory for the feed's tests: its log, the nodes that write to it, connections, and everything that is late.
import type { Actor } from '../../src/auth/actor.js'
import type { CloseCode } from '../../src/common/errors.js'
import type { Arrival, Feed, Listener } from '../../src/room-feed/arrival.js'
import { replay, type ReadPage } from '../../src/room-feed/replay.js'
import { RoomFeed } from '../../src/room-feed/room-feed.js'
import type { Flushable } from '../../src/room-feed/flush-scheduler.js'
import type { Notice, Sink } from '../../src/room-feed/sink.js'
import { Subscription } from '../../src/room-feed/subscription.js'
import { WHOLE } from '../../src/room-log/visible.js'
import type { MessageView } from '../../src/room-log/message.view.js'
import { range } from '../support/inbox.js'
import { random } from '../support/random.js'

const PEOPLE = 5
/** Messages that are read at once when the feed does not say how many. */
const NEWS = 20
export const ROOM = { id: 7, name: 'room', log: 'of the room' }

/** FlushScheduler that begin at once. */
export const atOnce = { deliver: (feed: Flushable) => feed.onFlush() }

const upTo = (count: number): number => Math.floor(random() * (count + 1))
export const chance = (probability: number): boolean => random() < probability
const actor = (person: number): Actor => ({
  id: `p${person}`,
  username: `p${person}`,
  displayName: `p${person}`,
  avatarId: null,
  bot: false,
  createdAt: new Date(0),
  version: 0,
  readReceipts: true,
  sessionId: `s${person}`,
})

export function message(seq: number, person = 0, type: MessageView['type'] = 'text'): MessageView {
  const sender = { id: `p${person}`, username: `p${person}`, display_name: `p${person}` }
  const created_at = '2026-01-01T00:00:00.000Z'
  return { chatroom: 'room', seq, type, client_id: null, sender, created_at } as MessageView
}

export const texts = (first: number, last: number): MessageView[] =>
  range(first, last).map((seq) => message(seq))

/** Lets promises settle, without letting timers or input run. */
export const settle = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve()
}

/** Somebody was let into a room that shows everybody all of it. */
const admitted = (seq: number) => ({ seq, joinedSeq: 1, hidesPast: false })

/** A connection that writes down what it is given; it has read a page when `drain` says so. */
export class Connection implements Sink {
  readonly seqs: number[] = []
  readonly notices: Notice[] = []
  closed: CloseCode | undefined
  /** Whether it has caught up: what it is given then does not wait for what it has read. */
  live = false
  readonly subscription: Subscription

  constructor(
    readonly person: number,
    readonly admittedAt: number,
    readonly start: number,
    private readonly drain: (flushed: () => void) => void = (flushed) => flushed(),
  ) {
    this.subscription = new Subscription(
      { reading: () => WHOLE },
      actor(person),
      this,
      admitted(admittedAt),
      start,
    )
  }

  write(messages: readonly MessageView[], flushed?: () => void): void {
    if (!this.subscription.open) throw new Error('written to after it was closed')
    this.seqs.push(...messages.map(({ seq }) => seq))
    if (flushed) this.drain(flushed)
    else this.live = true
  }

  notify(notice: Notice): void {
    this.notices.push(notice)
  }

  end(code: CloseCode): void {
    this.closed = code
  }
}

/** A connection with many rooms, as far as this one is concerned; nothing may overtake a page that it has not read yet. */
export class InboxConnection implements Listener {
  readonly actor: { id: string }
  readonly seqs: number[] = []
  readonly notices: Notice[] = []
  ended: string | undefined
  arrival: Arrival | undefined
  private reading = false
  private readonly waiting: Arrival[] = []

  constructor(
    readonly person: number,
    readonly admittedAt: number,
    readonly start: number,
    private readonly drain: (flushed: () => void) => void = (flushed) => flushed(),
  ) {
    this.actor = { id: `p${person}` }
  }

  /** Whether it costs its feed no more than a pointer. */
  get isPointer(): boolean {
    return !this.arrival?.open
  }

  /** Hears the room, and catches up until it has worked. */
  async join(feed: RoomFeed, read: ReadPage): Promise<void> {
    this.arrival = feed.listen(this, this.start, admitted(this.admittedAt))
    if (this.arrival?.behind) this.waiting.push(this.arrival)
    while (this.waiting.length > 0) await replay(this.waiting, read).catch(() => undefined)
  }

  write(messages: readonly MessageView[], flushed?: () => void): void {
    this.expectQuiet()
    this.seqs.push(...messages.map(({ seq }) => seq))
    if (!flushed) return
    this.reading = true
    this.drain(() => {
      this.reading = false
      flushed()
    })
  }

  notify(notice: Notice): void {
    this.expectQuiet()
    this.notices.push(notice)
  }

  gone(_feed: Feed, reason: string): void {
    this.expectQuiet()
    this.ended = reason
  }

  private expectQuiet(): void {
    if (this.ended !== undefined) throw new Error('told something after its end')
    if (this.reading) throw new Error('told something that may overtake a page')
  }
}

/** How kind a world is: what may go wrong in it. */
interface Weather {
  hintsLost: number
  readsFail: number
}

/** A log, two nodes that write to it, and the feed of one of them; everything that is under way waits in `pending`. */
export class World {
  readonly log: MessageView[] = []
  readonly connections: Connection[] = []
  readonly inboxes: InboxConnection[] = []
  readonly gone = new Set<Connection | InboxConnection>()
  private readonly members = new Set(range(0, PEOPLE - 1))
  private readonly pending: (() => void)[] = []
  private readonly feed: RoomFeed

  constructor(private readonly weather: Weather) {
    this.write(upTo(900))
    this.feed = new RoomFeed(
      ROOM,
      {
        read: (_room, after, limit = NEWS) => this.read(after, limit),
        scheduler: {
          deliver: (feed) => (chance(0.5) ? feed.onFlush() : this.later(() => feed.onFlush())),
        },
      },
      Math.max(0, this.head - upTo(20)),
    )
  }

  get head(): number {
    return this.log.length
  }

  /** One random thing happens. */
  async step(): Promise<void> {
    const happening = upTo(9)
    if (happening <= 1) this.commitHere(this.write(1 + upTo(60)))
    else if (happening <= 3) this.commitThere(this.write(1 + upTo(60)))
    else if (happening === 4) this.comeOrGo()
    else if (happening === 5) this.connect()
    else if (happening === 6 && chance(0.2)) this.disconnect()
    else for (let times = upTo(4); times > 0; times--) this.runPending()
    await settle(upTo(12))
  }

  /** Everything that is under way comes to its end. */
  async calm(): Promise<void> {
    this.weather.readsFail = 0
    for (let quiet = 0; quiet < 3; quiet++) {
      while (this.pending.length > 0) {
        quiet = 0
        this.runPending()
        await settle(upTo(12))
      }
      await settle(50)
    }
  }

  /** What the periodic check does. */
  check(): void {
    this.feed.announce(this.head)
  }

  private write(count: number): MessageView[] {
    const batch = texts(this.head + 1, this.head + count)
    this.log.push(...batch)
    return batch
  }

  private later(act: () => void): void {
    this.pending.push(act)
  }

  private runPending(): void {
    this.pending.splice(upTo(this.pending.length - 1), 1)[0]?.()
  }

  private commitHere(batch: MessageView[]): void {
    if (chance(0.7)) this.feed.receive(batch)
    else this.later(() => this.feed.receive(batch))
    const head = batch.at(-1)!.seq
    this.later(() => this.feed.announce(head))
  }

  private commitThere(batch: MessageView[]): void {
    if (chance(this.weather.hintsLost)) return
    const head = batch.at(-1)!.seq
    for (let copies = 1 + upTo(1); copies > 0; copies--) this.later(() => this.feed.announce(head))
  }

  private comeOrGo(): void {
    const person = upTo(PEOPLE - 1)
    const type = this.members.delete(person) ? 'left' : 'joined'
    if (type === 'joined') this.members.add(person)
    const event = message(this.head + 1, person, type)
    this.log.push(event)
    if (chance(0.5)) this.commitHere([event])
    else this.commitThere([event])
  }

  private connect(): void {
    const person = upTo(PEOPLE - 1)
    if (!this.members.has(person)) return
    const drain = (flushed: () => void) => (chance(0.5) ? flushed() : this.later(flushed))
    const start = chance(0.5) ? this.head : upTo(this.head)
    if (chance(0.5)) return this.connectInbox(person, start, drain)
    const connection = new Connection(person, this.head, start, drain)
    const join = () => {
      this.connections.push(connection)
      connection.live = connection.start >= this.feed.delivered
      this.feed.add(connection.subscription)
    }
    if (chance(0.5)) join()
    else this.later(join)
  }

  /** It is known to be a member since its latest entering, or now. */
  private connectInbox(person: number, start: number, drain: (flushed: () => void) => void): void {
    const joined = this.log.findLast(({ type, sender }) => type === 'joined' && sender?.id === `p${person}`)
    const inbox = new InboxConnection(person, chance(0.5) ? this.head : (joined?.seq ?? 0), start, drain)
    const join = () => {
      this.inboxes.push(inbox)
      void inbox.join(this.feed, (_room, after, most) => this.read(after, most))
    }
    if (chance(0.5)) join()
    else this.later(join)
  }

  private disconnect(): void {
    const all = [...this.connections, ...this.inboxes]
    const connection = all[upTo(all.length - 1)]
    if (!connection) return
    this.gone.add(connection)
    if (connection instanceof Connection) this.feed.remove(connection.subscription)
    else this.feed.unlisten(connection)
  }

  private read(after: number, limit: number): Promise<MessageView[]> {
    const look = () => this.log.slice(after, after + limit)
    const early = chance(0.5) ? look() : undefined
    return new Promise((resolve, reject) => {
      this.later(() => {
        if (chance(this.weather.readsFail)) reject(new Error('The database is away'))
        else resolve(early ?? look())
      })
    })
  }

  /** The part of the log that a connection is due: up to where its member left, if that was after it was let in. */
  due({ person, admittedAt, start }: Connection | InboxConnection): {
    seqs: number[]
    left: number | undefined
  } {
    const leaving = this.log.find(
      ({ type, seq, sender }) =>
        type === 'left' && seq > Math.max(admittedAt, start) && sender?.id === `p${person}`,
    )
    return { seqs: range(start + 1, leaving ? leaving.seq - 1 : this.head), left: leaving?.seq }
  }
}
