// One room on two nodes in which everybody says, changes, reads and marks whatever comes into their head, while what they say
// disappears; and what must be so at any time.
import { isDeepStrictEqual } from 'node:util'
import type { ClockHands } from './clock-hands.js'
import type { Cluster } from './cluster.js'
import { LIVE_DOORS } from './doors.js'
import { admin, type EventPage } from './events.js'
import { ACTS, ExpiryActs } from './expiry-acts.js'
import { ExpiryRoom } from './expiry-room.js'
import { ALL_WAYS, DETAILS, followEachOther, LISTS, WAYS, type Look, type Way } from './expiry-ways.js'
import { marksOf, type Marks } from './marks.js'
import { logOf, must, personOn, roomWith, type Person } from './people.js'
import { deckOf, oneOf, random } from './random.js'
import type { RoomClient } from './room-client.js'
import { at } from './rest.js'
import { unreadIn } from './unread-model.js'
import type { Chatroom, ChatroomList, Message } from './wire.js'

const STEPS = { ...ACTS, read: 24 }
/** Seconds after which what is said disappears, and how often that is chosen. */
const SETTINGS = { hour: 3, day: 1, never: 2 }
const SECONDS = { hour: 3600, day: 86_400, never: null }
/** Most that happens at once. */
const AT_ONCE = 6
/** Milliseconds that what was read for a live connection may be on its way. */
const GRACE_MS = 2000
/** An entry, where a quote has no number. */
const GHOST = /"n":\d+,"type":"expired"/

export interface ExpiryWorld {
  cluster: Cluster
  people: Person[]
  /** The second one takes from the disk what is over. */
  clocks: readonly [ClockHands, ClockHands]
  /** Of the events, from where on they are looked at. */
  cursor: string
  /** Whether the nodes take it from the disk by themselves; else it is done here, now and then. */
  byNodes: boolean
}

interface Heard {
  client: RoomClient
  /** How many entries were looked at, and when that was. */
  seen: number
  at: number
}

export class ExpiryHistory {
  private readonly acts: ExpiryActs
  private readonly next = deckOf(STEPS)
  private readonly setting = deckOf(SETTINGS)
  private readonly way = deckOf(Object.fromEntries(ALL_WAYS.map((way) => [way, 1])) as Record<Way, number>)

  private constructor(
    private readonly world: ExpiryWorld,
    readonly room: ExpiryRoom,
    private readonly heard: Heard[],
  ) {
    this.acts = new ExpiryActs(room, world.clocks[0], world.byNodes)
  }

  static async begin(world: ExpiryWorld): Promise<ExpiryHistory> {
    const { cluster, people } = world
    const settings = { history: oneOf(['all', 'since_joined'] as const) }
    const name = await roomWith(people[0]!, people.slice(1), { settings })
    const clients = LIVE_DOORS.map((door, nth) =>
      door.connect(cluster.nodes[nth % cluster.nodes.length]!, people[0]!.token, name),
    )
    const heard = (await Promise.all(clients)).map((client) => ({ client, seen: 0, at: Date.now() }))
    return new ExpiryHistory(world, new ExpiryRoom(cluster, people, name), heard)
  }

  /** Several things at once, and then the comparison. */
  async round(): Promise<void> {
    if (random() < 0.5) await this.acts.setTime(SECONDS[this.setting()])
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.step()))
    if (!this.world.byNodes && random() < 0.3) await this.world.clocks[1].takeExpired()
    await this.compare()
  }

  /** Something is there by every way; then everything is unread to everybody, and over: by every way, before it has left the disk. */
  async end(): Promise<void> {
    await this.acts.setTime(SECONDS.hour)
    // In vain if somebody is mentioned who is not there.
    const { said } = this.room.model
    for (const before = said.length; said.length === before;) await this.acts.say('text', this.room.owner)
    await this.compare()
    await this.lookEverywhere()
    const letGo = await this.world.clocks[1].holdBack('expiry')
    for (const person of this.world.people) await this.acts.mark(person, { unread_from: 1 })
    for (const each of said) if (each.disappears) await this.acts.pass(each, -1)
    await this.compare()
    await this.lookEverywhere()
    await letGo()
  }

  /** Every way of reading, for everybody, from the first entry on. */
  async lookEverywhere(): Promise<void> {
    await Promise.all(
      this.world.people.map(async (each) => {
        for (const way of ALL_WAYS) {
          const node = oneOf(this.world.cluster.nodes)
          await this.look(way, { node, person: personOn(node, each), after: 0 })
        }
      }),
    )
    await this.lookAtEvents()
  }

  async stop(): Promise<void> {
    await Promise.all(this.heard.map(({ client }) => client.close()))
  }

  private step(): Promise<void> {
    const step = this.next()
    return step === 'read' ? this.look(this.way()) : this.acts.act(step)
  }

  /** One way of reading, at some place, unless it is said where. */
  private async look(way: Way, where: Partial<Look> = {}): Promise<void> {
    const target = this.room.target
    if (!target) return
    const node = oneOf(this.world.cluster.nodes)
    const { seq, attachment } = target.entry!
    const file =
      attachment ?? oneOf(this.room.model.said.filter(({ type }) => type === 'attachment'))?.entry?.attachment
    const since = Date.now()
    const shown = await WAYS[way]({
      ...{ node, person: personOn(node, oneOf(this.room.people)), room: this.room.name, seq },
      ...{ after: Math.floor(random() * this.room.head), head: this.room.head, file: file?.id },
      ...{ word: oneOf([this.room.model.gone, this.room.model.stays]), ...where },
    })
    this.room.check(way, shown, since)
    if (
      DETAILS.includes(way) &&
      this.room.model.isGone(target, since) &&
      (shown as { code?: string }).code === undefined
    )
      this.room.problem(way, `of ${seq}, which is gone: ${JSON.stringify(shown)}`)
    if (LISTS.includes(way) && GHOST.test(JSON.stringify(shown))) this.room.problem(way, shown)
  }

  /** From where this history began: what is read is as it is now. */
  private async lookAtEvents(): Promise<void> {
    const [node, limit] = [oneOf(this.world.cluster.nodes), 1000]
    for (let after = this.world.cursor, more = true; more;) {
      const since = Date.now()
      const page = must(await admin(node).get<EventPage>('/admin/events', { after, limit }), 200)
      this.room.check('events', page.events, since)
      more = page.events.length === limit
      after = page.cursor
    }
  }

  /** Nothing happens meanwhile but that time passes, and the nodes do what they do. */
  private async compare(): Promise<void> {
    const since = Date.now()
    const log = await logOf(this.room.owner, this.room.name)
    this.compareLog(log, since)
    await this.lookAtLive(log.length)
    await Promise.all(this.room.people.map((person) => this.compareUnread(person, log, since)))
    await this.lookAtEvents()
  }

  private compareLog(log: Message[], since: number): void {
    this.room.check('log', log, since)
    this.room.head = log.length
    followEachOther([{ seq: 0 }, ...log])
    const said = log.filter(({ n }) => n !== undefined)
    if (said.some(({ n }, nth) => n !== nth + 1) || said.length !== this.room.model.said.length)
      this.room.problem('log', `${said.length} were said, not ${this.room.model.said.length}`)
    for (const { seq, type } of said) {
      const known = this.room.model.at(seq)
      const right = [known?.type, known?.deleted ? 'deleted' : undefined, 'expired']
      if (!known || !right.includes(type)) this.room.problem('log', `${seq} is ${type}, not ${known?.type}`)
    }
  }

  /** What live connections have got since they were looked at last. */
  private async lookAtLive(head: number): Promise<void> {
    for (const each of this.heard) {
      const { client, seen, at: since } = each
      await client
        .waitFor(({ seq }) => seq === head)
        .catch(() => this.room.problem('live', `${head} has not come`))
      const all = client.messages.filter(({ seq }) => seq !== undefined)
      const first = all[0]?.seq ?? head
      if (all.length !== head - first + 1) this.room.problem('live', `${all.length} from ${first} to ${head}`)
      followEachOther(all)
      this.room.check('live', all.slice(seen), since - GRACE_MS)
      Object.assign(each, { seen: all.length, at: Date.now() })
    }
  }

  /** On both nodes, wherever it stands, it is what a count over the log says. */
  private async compareUnread(person: Person, log: Message[], since: number): Promise<void> {
    const { name: room } = this.room
    for (const node of this.world.cluster.nodes) {
      const reader = personOn(node, person)
      const { role, me } = must(await reader.api.get<Chatroom>(at('/chatroom', room)), 200)
      if (role === null || !me) continue
      const { rooms } = must(await reader.api.get<{ rooms: ChatroomList['chatrooms'] }>('/inbox'), 200)
      const listed = rooms.find(({ name }) => name === room)!
      const marks = await marksOf(reader, room)
      const last = log.findLast(({ n, seq }) => n !== undefined && seq >= listed.first_seq)
      if (listed.last_message?.seq !== last?.seq) this.room.problem('last_message', listed)
      for (const each of [me, listed.me!]) {
        const { unread, unread_mentions, read_seq: read } = each
        this.compareCount(person, log, { ...marks, read, unread, unread_mentions }, [since, Date.now()])
      }
      this.compareCount(person, log, marks, [since, Date.now()])
    }
  }

  /** What is over at some time between these two may count, and may not. */
  private compareCount(person: Person, log: Message[], marks: Marks, [since, until]: [number, number]): void {
    const { read, unread, unread_mentions } = marks
    const doubtful = this.room.model.said.filter(
      (said) => this.room.model.mayBeGone(said, until) && !this.room.model.isGone(said, since),
    )
    const seqs = new Set(doubtful.map(({ entry }) => entry!.seq))
    const sure = log.filter(({ seq }) => !seqs.has(seq))
    const least = unreadIn(sure, person, read)
    const most = unreadIn([...sure, ...doubtful.map(({ entry }) => entry!)], person, read)
    const within = (count: number, of: 'unread' | 'unread_mentions') =>
      least[of] <= count && count <= most[of]
    if (isDeepStrictEqual(least, most)) this.room.count('exact counts', 1)
    if (!within(unread, 'unread') || !within(unread_mentions, 'unread_mentions'))
      this.room.problem('unread', { of: person.user.username, marks, least, most })
  }
}
