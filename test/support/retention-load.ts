// People who talk, come back, sync, read and search, on two nodes and through every door, while whole days are taken away from the
// beginnings of their rooms; and where each room may begin at any time.
import { BareInbox } from './bare-inbox.js'
import type { ClockHands } from './clock-hands.js'
import type { Cluster } from './cluster.js'
import { LIVE_DOORS } from './doors.js'
import { INBOX_DOORS, type InboxFrame } from './inbox-lines.js'
import { pause } from './inbox.js'
import { logOf, must, personOn, roomWith, type Person } from './people.js'
import { deckOf, oneOf, random } from './random.js'
import type { RoomClient } from './room-client.js'
import { at } from './rest.js'
import type { Results } from './search.js'
import { sent } from './targets.js'
import type { Chatroom, ChatroomList, Message, MessagePage } from './wire.js'

/** How often each is done in a round of all. */
const WAYS = { resume: 6, sync: 4, history: 3, timeline: 3, room: 3, list: 1, search: 4, gone: 2 }
/** How often something is said, and what is done besides with what was said of late. */
const TALK = { text: 12, mention: 2, reply: 2, reaction: 2, pin: 1, star: 1 }
/** Entries that stay when days are taken away: what is changed is among them. */
const KEPT = 15
/** Milliseconds in which a node comes to it. */
const TAKEN_WITHIN = 40_000
const LIMIT = 15_000
/** Milliseconds that a talker rests at the most. */
const PAUSE_MS = 100

/** Where a room begins, and from when on it does for sure, in milliseconds since 1970. */
interface Beginning {
  first: number
  settled: number
}

export class RetainedRoom {
  head = 0
  /** What was said, by its `seq`. */
  readonly words = new Map<number, string>()
  readonly watchers: RoomClient[] = []
  private readonly beginnings: Beginning[] = [{ first: 1, settled: 0 }]

  constructor(readonly name: string) {}

  get first(): number {
    return this.beginnings.at(-1)!.first
  }

  /** Where it may have begun at any time from then to now. */
  firsts(since: number): number[] {
    const sure = this.beginnings.findLastIndex(({ settled }) => settled < since)
    return this.beginnings.slice(sure).map(({ first }) => first)
  }

  begins(first: number): Beginning {
    const beginning = { first, settled: Infinity }
    this.beginnings.push(beginning)
    return beginning
  }

  noteSaid({ seq, message }: Message): void {
    this.head = Math.max(this.head, seq)
    if (message) this.words.set(seq, message)
  }
}

export class RetentionLoad {
  readonly problems: string[] = []
  /** How often each way has met a beginning that is not the first. */
  readonly met = new Map<string, number>()
  over = false
  private readonly way = deckOf(WAYS)
  private readonly talk = deckOf(TALK)
  private nth = 0

  private constructor(
    private readonly cluster: Cluster,
    private readonly people: Person[],
    private readonly clock: ClockHands,
    readonly rooms: RetainedRoom[],
    /** With which every word begins. */
    readonly stem: string,
  ) {}

  static async begin(
    cluster: Cluster,
    people: Person[],
    clock: ClockHands,
    stem: string,
    count: number,
  ): Promise<RetentionLoad> {
    const rooms: RetainedRoom[] = []
    for (let nth = 0; nth < count; nth++) {
      const room = new RetainedRoom(await roomWith(people[0]!, people.slice(1)))
      room.head = people.length
      for (const [turn, door] of LIVE_DOORS.entries())
        room.watchers.push(
          await door.connect(cluster.nodes[turn % cluster.nodes.length]!, people[0]!.token, room.name),
        )
      rooms.push(room)
    }
    return new RetentionLoad(cluster, people, clock, rooms, stem)
  }

  /** Until it is over. */
  async run(talkers: number, readers: number): Promise<void> {
    const loops = [
      ...Array.from({ length: talkers }, () => () => this.say(oneOf(this.rooms))),
      ...Array.from({ length: readers }, () => () => this.read(oneOf(this.rooms))),
    ]
    await Promise.all(
      loops.map(async (act) => {
        while (!this.over && this.problems.length === 0) await act()
      }),
    )
  }

  /** Days go by for the first part of a room: once a node has come to it, it begins after that. */
  async takeDays(room: RetainedRoom): Promise<void> {
    const upTo = room.first + Math.floor(random() * (room.head - room.first - KEPT))
    if (upTo < room.first) return
    const beginning = room.begins(upTo + 1)
    await this.clock.makeOlder(room.name, upTo, 4)
    await this.clock.letDayEnd()
    for (const end = Date.now() + TAKEN_WITHIN; beginning.settled === Infinity; await pause(50)) {
      const { first_seq } = await this.viewOf(room)
      if (first_seq === beginning.first) beginning.settled = Date.now()
      else if (Date.now() > end)
        throw new Error(`${room.name} begins at ${first_seq}, not ${beginning.first}`)
    }
  }

  /** What everybody was told who was there all the time: everything, in its order. */
  async expectWholeStreams(): Promise<void> {
    for (const { name, head, watchers } of this.rooms)
      for (const client of watchers) {
        await client.waitFor(({ seq }) => seq === head)
        const seqs = client.messages.map(({ seq }) => seq).filter((seq) => seq !== undefined)
        if (seqs.some((seq, nth) => seq !== seqs[0]! + nth) || seqs.at(-1) !== head)
          this.problem(`${client.door} of ${name}`, seqs)
      }
  }

  async stop(): Promise<void> {
    await Promise.all(this.rooms.flatMap(({ watchers }) => watchers.map((client) => client.close())))
  }

  private get anybody(): Person {
    return personOn(oneOf(this.cluster.nodes), oneOf(this.people))
  }

  private viewOf(room: RetainedRoom): Promise<Chatroom> {
    return this.get<Chatroom>(this.anybody, at('/chatroom', room.name))
  }

  private async get<Body>(person: Person, path: string): Promise<Body> {
    return must(await person.api.get<Body>(path), 200)
  }

  private async say(room: RetainedRoom): Promise<void> {
    const by = this.anybody
    const message = `${this.stem}x${this.nth++}z`
    // Of late: days do not go by for it.
    const recent = [...room.words.keys()].slice(-3)
    const target_seq = recent.length > 0 ? oneOf(recent) : undefined
    const what = target_seq === undefined ? 'text' : this.talk()
    if (what === 'star') {
      must(await by.api.put(at('/chatroom', room.name, `/messages/${target_seq}/star`)), 204)
      return
    }
    const bodies = {
      text: { type: 'text', message },
      mention: { type: 'text', message, mentions: [oneOf(this.people).user.username, '@all'] },
      reply: { type: 'text', message, reply_to: target_seq },
      reaction: { type: 'reaction', target_seq, emoji: '👍' },
      pin: { type: 'pin', target_seq, pinned: random() < 0.5 },
    }
    if (what === 'pin') {
      const answer = await by.api.post<Message>(at('/send-message', room.name), bodies.pin)
      // As many are pinned as may be.
      if (answer.status !== 400) room.noteSaid(must(answer, 201))
    } else room.noteSaid(await sent(by, room.name, bodies[what]))
    await pause(random() * PAUSE_MS)
  }

  private async read(room: RetainedRoom): Promise<void> {
    const way = this.way()
    const since = Date.now()
    const by = this.anybody
    const after = Math.floor(random() * room.head)
    try {
      if (way === 'resume') await this.resume(room, by, after, since)
      else if (way === 'sync') await this.sync(room, by, after, since)
      else if (way === 'history') {
        const [from, { head }] = [random() < 0.7 ? 0 : after, room]
        this.follows(way, room, await logOf(by, room.name, from), [from, head], since)
      } else if (way === 'timeline') await this.timeline(room, by, after, since)
      else if (way === 'room') this.compareView(way, room, await this.viewOf(room), since)
      else if (way === 'list') await this.list(by, since)
      else if (way === 'search') await this.search(room, by, since)
      else await this.gone(room, by, since)
    } catch (error) {
      this.problem(way, String(error))
    }
  }

  private async resume(room: RetainedRoom, by: Person, after: number, since: number): Promise<void> {
    const after_seq = random() < 0.5 ? Math.floor(random() * 5) : after
    const { head } = room
    const door = oneOf(LIVE_DOORS)
    const client = await door.connect(by.api.server, by.token, room.name, { after_seq })
    if (head > after_seq) await client.waitFor(({ seq }) => seq >= head, LIMIT)
    await client.close()
    const { first_seq } = client.ready as unknown as Chatroom
    if (!room.firsts(since).includes(first_seq)) this.problem('ready', { first_seq, may: room.firsts(since) })
    const entries = client.messages.filter(({ seq }) => seq !== undefined)
    this.follows('resume', room, entries, [after_seq, head], since)
  }

  private async sync(room: RetainedRoom, by: Person, after: number, since: number): Promise<void> {
    const inbox = await BareInbox.open(by.api.server, by, oneOf(INBOX_DOORS))
    const { head } = room
    const limit = oneOf([5, 50, 500])
    try {
      const mine = random() < 0.5 ? Math.floor(random() * 5) : after
      await inbox.ask('sync', { after: random() < 0.2 ? {} : { [room.name]: mine }, limit })
      const of = ({ chatroom }: InboxFrame) => chatroom === room.name
      const frames = inbox.frames.items.slice()
      for (const frame of frames)
        if (frame.type === 'room') {
          const view = frame['room'] as Chatroom
          const viewed = this.rooms.find(({ name }) => name === view.name)
          if (viewed) this.compareView('sync', viewed, view, since)
        }
      const gap = frames.find((frame) => of(frame) && frame.type === 'gap')
      const entries = frames.filter(
        (frame) => of(frame) && frame['seq'] !== undefined,
      ) as unknown as Message[]
      const brought = frames.some(
        (frame) => frame.type === 'room' && (frame['room'] as Chatroom).name === room.name,
      )
      // Where one has all, there is silence.
      if (brought || entries.length === 0) return
      const from = gap ? (gap['before_seq'] as number) - 1 : mine
      this.follows('sync', room, entries, [from, head], since)
    } finally {
      inbox.stop()
    }
  }

  private async timeline(room: RetainedRoom, by: Person, seq: number, since: number): Promise<void> {
    const query = oneOf([
      `around_seq=${Math.max(seq, 1)}`,
      `after_seq=0`,
      `before_seq=${seq + 1}`,
      'limit=20',
    ])
    const path = at('/chatroom', room.name, `/timeline?${query}`)
    const { messages } = await this.get<MessagePage>(by, path)
    const least = Math.min(...room.firsts(since))
    for (const each of messages) if (each.seq < least) this.problem('timeline', { query, least, each })
    if (query === 'after_seq=0' && messages.length > 0) this.meets('timeline', least)
  }

  private async list(by: Person, since: number): Promise<void> {
    const { rooms } = await this.get<{ rooms: ChatroomList['chatrooms'] }>(by, '/inbox')
    for (const view of rooms) {
      const room = this.rooms.find(({ name }) => name === view.name)
      if (room) this.compareView('list', room, view, since)
    }
  }

  private async search(room: RetainedRoom, by: Person, since: number): Promise<void> {
    const least = Math.min(...room.firsts(since))
    const old = [...room.words].find(([seq]) => seq < least)?.[1]
    const q = old && random() < 0.5 ? old : this.stem
    const path = `/search?limit=50&q=${q}&chatroom=${encodeURIComponent(room.name)}`
    const { results } = await this.get<Results>(by, path)
    for (const { message } of results) {
      if (message.seq < least) this.problem('search', { q, least, message })
      if (q === old && message.message === old) this.problem('search', { q, message })
    }
    if (q === old) this.meets('search', least)
  }

  /** What lies before the beginning is not there by its number. */
  private async gone(room: RetainedRoom, by: Person, since: number): Promise<void> {
    const least = Math.min(...room.firsts(since))
    if (least === 1) return
    const seq = 1 + Math.floor(random() * (least - 1))
    for (const rest of ['', '/reactions', '/versions', '/receipts']) {
      const { status } = await by.api.get(at('/chatroom', room.name, `/messages/${seq}${rest}`))
      if (status !== 404) this.problem('gone', { seq, rest, status, least })
    }
    this.meets('gone', least)
  }

  private compareView(where: string, room: RetainedRoom, view: Chatroom, since: number): void {
    const may = room.firsts(since)
    const { first_seq, last_message, pinned, me } = view
    const right =
      may.includes(first_seq) &&
      pinned.every((seq) => seq >= first_seq) &&
      (!last_message || last_message.seq >= Math.min(...may)) &&
      me!.read_seq >= Math.min(...may) - 1
    if (!right) this.problem(where, { may, view })
    this.meets(where, first_seq)
  }

  /** Entries stand one after the other, from after some `seq`: a step leads only to where the room begins. */
  private follows(
    where: string,
    room: RetainedRoom,
    entries: readonly Message[],
    [after, head]: [after: number, head: number],
    since: number,
  ): void {
    const may = room.firsts(since)
    let last = after
    for (const { seq } of entries) {
      const steps = seq !== last + 1
      if (seq < Math.min(...may) || (steps && !(seq > last && may.includes(seq))))
        return this.problem(where, { seq, last, after, may })
      if (steps) this.meets(where, seq)
      last = seq
    }
    if (last < head) this.problem(where, { last, after, head })
  }

  private meets(where: string, first: number): void {
    if (first > 1) this.met.set(where, (this.met.get(where) ?? 0) + 1)
  }

  private problem(where: string, what: unknown): void {
    this.problems.push(`${where}: ${typeof what === 'string' ? what : JSON.stringify(what).slice(0, 1000)}`)
  }
}
