// What every good client of the inbox must do: keep the last seq and the log of each room, sync, fill gaps from the history.
import { awake } from './awake.js'
import { RECENT } from './chatter.js'
import { Inbox, pause, range, within, PATIENCE } from './inbox.js'
import {
  INBOX_LINES,
  LOST,
  type InboxAnswer,
  type InboxDoor,
  type InboxFrame,
  type InboxLine,
} from './inbox-lines.js'
import { COME_BACK, Outbox, type Acknowledged, type Body } from './outbox.js'
import type { Person } from './people.js'
import { api, at } from './rest.js'
import type { Chatroom, Message, MessagePage, SendAnswer } from './wire.js'

export interface Membership {
  read_seq: number
  delivered_seq: number
  unread: number
  unread_mentions: number
  muted_until: string | null
  archived: boolean
  favourite: boolean
}

/** A room as its members see it. */
export type OwnChatroom = Chatroom & { me: Membership; last_message: Message | null }

/** What it has of one room, from a `room` frame to its `room_gone`. */
export interface HeldRoom {
  /** As the `room` frame had it. */
  room: OwnChatroom
  /** The seq from which on it was live. */
  begin: number
  seq: number
  /** All that has come after `begin`, in a gap too. */
  entries: Map<number, Message>
  /** Those that came live. */
  live: number[]
  /** Its own leaving has come live: only the end of the room may follow. */
  left: boolean
  /** The code of its `room_gone`. */
  gone?: string
}

export interface InboxClientOptions {
  urls: readonly string[]
  person: Person
  door: InboxDoor
  /** Entries of each room that are sent after a gap. */
  limit?: number
  /** Messages that may be on their way at once. */
  window?: number
  silence?: number
}

const GONE = new Set(['not_a_member', 'banned', 'chatroom_not_found', 'seq_unknown'])
const HISTORY_PAGE = 100
const FILL_LIMIT = 30_000

/** Whose membership an entry ends. */
export function leaverIn({ type, sender, user }: Message): string | undefined {
  if (type === 'left') return sender.id
  return type === 'removed' || type === 'banned' ? user?.id : undefined
}

export class InboxClient {
  /** Everything heard over all connections, each of which begins with its `ready`. */
  readonly frames = new Inbox<InboxFrame>()
  readonly rooms = new Map<string, HeldRoom>()
  /** What it had, in the order of `room_gone`. */
  readonly past: HeldRoom[] = []
  /** How every connection ended that was not stopped here. */
  readonly endings: (string | number)[] = []
  /** What must not happen. */
  readonly problems: string[] = []
  readonly outbox: Outbox
  /** How many `synced` have come. */
  syncs = 0
  /** `rooms` of the last `synced`. */
  claimed = 0
  /** Whether this connection has been synced. */
  live = false
  private readonly line: InboxLine
  /** Of the present connection. */
  private ready: InboxFrame | undefined
  private readonly filling = new Set<Promise<void>>()
  private stopped = false

  constructor(private readonly options: InboxClientOptions) {
    const { urls, person, door, silence = 5000 } = options
    this.outbox = new Outbox(this.problems, options.window)
    this.line = INBOX_LINES[door](
      { urls, token: person.token, silence },
      {
        ready: (frame) => this.sync(frame),
        frame: (frame) => this.receive(frame),
        ended: (ending) => this.end(ending),
      },
    )
  }

  get door(): InboxDoor {
    return this.options.door
  }

  get name(): string {
    return `${this.options.person.user.username} by ${this.options.door}`
  }

  /** Resolves when the message is acknowledged, however often it has to be sent. */
  say(chatroom: string, message: string, client_id: string): Promise<Acknowledged> {
    return this.send({ type: 'text', chatroom, message, client_id })
  }

  send(body: Body & { chatroom: string }): Promise<Acknowledged> {
    return this.outbox.send(body)
  }

  /** Asks for what is answered, over the present connection. */
  ask(name: string, body: object): Promise<InboxAnswer> {
    const answer = new Promise<InboxAnswer>((resolve) => this.line.ask(name, body, resolve))
    return within(PATIENCE, `an answer to ${name}`, answer)
  }

  /** Says what is answered by silence, if at all. */
  tell(name: string, body: object): void {
    this.line.ask(name, body)
  }

  /** Breaks the connection, as a network does. */
  bounce(): void {
    this.line.bounce()
  }

  stop(): void {
    this.stopped = true
    this.line.stop()
  }

  /** Resolves when it is synced, the given number of times or for the first. */
  async synced(times = 1, ms = PATIENCE): Promise<void> {
    for (const end = awake() + ms; this.syncs < times || !this.live; await pause(5))
      if (awake() > end) throw new Error(`${this.name}: ${this.syncs} of ${times} syncs in ${ms} ms`)
  }

  /** Resolves when it has reached a seq of a room, from the log that it has, and all gaps are filled. */
  async reaches(chatroom: string, seq: number, ms = PATIENCE): Promise<void> {
    const now = () => this.rooms.get(chatroom)?.seq ?? -1
    for (const end = awake() + ms; now() < seq; await pause(10))
      if (awake() > end) throw new Error(`${this.name}: ${chatroom} at ${now()} of ${seq} after ${ms} ms`)
    await this.filled()
  }

  /** Resolves when every gap is filled. */
  async filled(): Promise<void> {
    while (this.filling.size > 0) await Promise.all(this.filling)
  }

  /** What came of this type, of one room or of all. */
  heard(type: string, chatroom?: string): InboxFrame[] {
    const of = ({ chatroom: name, room }: InboxFrame) => name ?? (room as Chatroom | undefined)?.name
    return this.frames.items.filter(
      (frame) => frame.type === type && (chatroom === undefined || of(frame) === chatroom),
    )
  }

  /** The latest entries that it has of a room. */
  recent(chatroom: string): Message[] {
    const held = this.rooms.get(chatroom)
    if (!held) return []
    return range(Math.max(held.begin, held.seq - RECENT) + 1, held.seq).flatMap(
      (seq) => held.entries.get(seq) ?? [],
    )
  }

  private sync(ready: InboxFrame): void {
    this.frames.push(ready)
    this.ready = ready
    this.live = false
    // The connection may have broken between a leaving and the end of the room: whoever has come back since goes on from there.
    for (const held of this.rooms.values()) held.left = false
    this.askSync()
    this.outbox.open((body) =>
      this.line.ask('message', body, (answer) => {
        if (!answer.ok && answer.error.code === LOST) return
        this.outbox.settle(body.client_id, answer as SendAnswer)
      }),
    )
  }

  /** From where it is now: before a refusal, something may have come. */
  private askSync(): void {
    const { ready } = this
    const { limit } = this.options
    const after = Object.fromEntries(
      [...this.rooms].map(([name, { seq, room }]) => [name, { seq, log: room.log }]),
    )
    this.line.ask('sync', { after, ...(limit !== undefined && { limit }) }, (answer) => {
      if (answer.ok || answer.error.code === LOST) return
      // Another connection asks by itself.
      const again = () => this.stopped || ready !== this.ready || this.askSync()
      if (COME_BACK.has(answer.error.code)) setTimeout(again, 200)
      else this.problem(`sync refused: ${JSON.stringify(answer.error)}`)
    })
  }

  private end(ending: string | number): void {
    this.live = false
    this.outbox.close()
    this.endings.push(ending)
    if (!COME_BACK.has(ending) && !this.stopped) this.problem(`cut for good: ${ending}`)
  }

  private receive(frame: InboxFrame): void {
    this.frames.push(frame)
    if (frame['seq'] !== undefined) return this.take(frame as unknown as Message)
    const { type, chatroom } = frame
    if (type === 'room') this.open(frame['room'] as OwnChatroom)
    else if (type === 'room_gone') this.close(chatroom!, frame['code'] as string)
    else if (type === 'gap') this.skip(frame)
    else if (type === 'synced') this.finish(frame['rooms'] as number)
    else if (type === 'error') this.problem(`told ${JSON.stringify(frame)}`)
  }

  private take(entry: Message): void {
    const held = this.rooms.get(entry.chatroom)
    if (!held) return this.problem(`got ${entry.seq} of ${entry.chatroom}, which it does not have`)
    if (held.left) this.problem(`got ${entry.seq} of ${entry.chatroom} after its own leaving`)
    if (entry.seq !== held.seq + 1)
      this.problem(`got ${entry.seq} of ${entry.chatroom} instead of ${held.seq + 1}`)
    held.seq = entry.seq
    this.keep(held, entry)
    if (!this.live) return
    held.live.push(entry.seq)
    held.left = leaverIn(entry) === this.options.person.user.id
  }

  private keep(held: HeldRoom, entry: Message): void {
    if (held.entries.has(entry.seq)) this.problem(`got ${entry.seq} of ${entry.chatroom} twice`)
    held.entries.set(entry.seq, entry)
  }

  private open(room: OwnChatroom): void {
    const { name, last_seq, me, last_message, log, role } = room
    if (this.rooms.has(name)) this.problem(`told of ${name}, which it has`)
    const whole = role !== null && last_message !== undefined && typeof log === 'string'
    if (!whole || !(me.read_seq <= me.delivered_seq && me.delivered_seq <= last_seq && me.unread >= 0))
      this.problem(`told half of a room: ${JSON.stringify(room)}`)
    this.rooms.set(name, {
      room,
      begin: last_seq,
      seq: last_seq,
      entries: new Map(),
      live: [],
      left: false,
    })
  }

  private close(name: string, code: string): void {
    const held = this.rooms.get(name)
    if (!GONE.has(code)) this.problem(`${name} gone by ${code}`)
    if (!held) return this.problem(`told that ${name} is gone, which it does not have`)
    held.gone = code
    this.past.push(held)
    this.rooms.delete(name)
  }

  private skip({ chatroom, after_seq, before_seq }: InboxFrame): void {
    const held = this.rooms.get(chatroom!)
    const [after, before] = [after_seq as number, before_seq as number]
    if (!held || this.live || after !== held.seq || before <= after + 1)
      return this.problem(`a gap of ${chatroom} from ${after} to ${before} at ${held?.seq}`)
    held.seq = before - 1
    const filled = this.fill(held, after, before).finally(() => this.filling.delete(filled))
    this.filling.add(filled)
  }

  private finish(rooms: number): void {
    if (this.live) this.problem('synced twice')
    this.live = true
    this.claimed = rooms
    this.syncs++
  }

  /** Reads what is between two entries, unless the room ends meanwhile. */
  private async fill(held: HeldRoom, after: number, before: number): Promise<void> {
    const { urls, person } = this.options
    const end = awake() + FILL_LIMIT
    for (let turn = 0; after + 1 < before && held.gone === undefined && !this.stopped; turn++) {
      if (awake() > end) return this.problem(`${held.room.name}: gap not filled from ${after}`)
      const caller = api({ url: urls[turn % urls.length]! }, person.token)
      const query = { after_seq: after, before_seq: before, limit: HISTORY_PAGE }
      const page = await caller
        .get<MessagePage>(at('/chatroom', held.room.name, '/messages'), query)
        .catch(() => undefined)
      if (page?.status !== 200 || page.body.log !== held.room.log) {
        await pause(100)
        continue
      }
      for (const entry of page.body.messages) this.keep(held, entry)
      after = page.body.messages.at(-1)?.seq ?? before
    }
  }

  private problem(what: string): void {
    this.problems.push(`${this.name}: ${what}`)
  }
}
