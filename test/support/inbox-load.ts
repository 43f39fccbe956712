// People who talk, and read, in many rooms through one inbox each while something breaks, and the count of what became of it.
import { awake } from './awake.js'
import { livelyBody } from './chatter.js'
import type { Cluster } from './cluster.js'
import { expectAllStored, expectInboxes, expectUnread } from './inbox-check.js'
import { pause, range } from './inbox.js'
import { InboxClient } from './inbox-client.js'
import { INBOX_DOORS } from './inbox-lines.js'
import { allAnswered, expectLoad, talkOn } from './pace.js'
import { crowd, roomWith, type Person } from './people.js'

export interface InboxLoadOptions {
  rooms?: number
  people?: number
  /** Messages a second in all. */
  rate?: number
  window?: number
  /** Where everybody connects first; spread over all nodes otherwise. */
  startAt?: number
}

const RATE = 210
/** One mark for so many messages. */
const MARK_EVERY = 10

/** How far somebody has told to have read, and how far that was acknowledged. */
interface Read {
  told: number
  acknowledged: number
}

export class InboxLoad {
  sent = 0
  private readonly reads = new Map<string, Read>()
  private talking: Promise<void> | undefined
  private stopping = false
  /** Milliseconds of talk. */
  private took = 0

  private constructor(
    private readonly cluster: Cluster,
    readonly rooms: string[],
    readonly clients: [Person, InboxClient][],
    private readonly rate: number,
  ) {}

  /** Everybody in all rooms, synced and talking; half of them through each door, spread over all nodes. */
  static async on(cluster: Cluster, options: InboxLoadOptions = {}): Promise<InboxLoad> {
    const { rooms: count = 8, people: size = 8, rate = RATE, window = 4, startAt } = options
    const people = await crowd(cluster.nodes[0]!, size)
    const rooms = await Promise.all(range(1, count).map(() => roomWith(people[0]!, people.slice(1))))
    const clients = people.map((person, index): [Person, InboxClient] => {
      const door = INBOX_DOORS[index % INBOX_DOORS.length]!
      const urls = cluster.urlsFrom(startAt ?? Math.floor(index / INBOX_DOORS.length))
      return [person, new InboxClient({ urls, person, door, window })]
    })
    const load = new InboxLoad(cluster, rooms, clients, rate)
    await Promise.all(clients.map(([, client]) => client.synced()))
    const short = clients.filter(
      ([
        ,
        {
          claimed,
          rooms: { size: has },
        },
      ]) => claimed !== count || has !== count,
    )
    if (short.length > 0) throw new Error(`${short.length} were not told of their ${count} rooms`)
    load.talking = load.talk()
    return load
  }

  get acknowledged(): number {
    return this.clients.reduce((sum, [, { outbox }]) => sum + outbox.acknowledged.size, 0)
  }

  /**
   * Milliseconds that the slowest message took from its first attempt to its acknowledgement; of those who come back to another
   * node, since Socket.IO's own reconnection waits for the one that it knows.
   */
  get slowest(): number {
    const movable = this.clients.filter(([, { door }]) => door === 'websocket')
    return Math.max(...movable.map(([, { outbox }]) => outbox.slowest))
  }

  /** How long each refusal took, in milliseconds. */
  get refusals(): number[] {
    return this.clients.flatMap(([, { outbox }]) => outbox.refusals)
  }

  /** How every connection ended. */
  get endings(): (string | number)[] {
    return this.clients.flatMap(([, { endings }]) => endings)
  }

  /** Resolves when `count` more messages have been acknowledged. */
  async progresses(count: number, ms: number): Promise<void> {
    const goal = this.acknowledged + count
    for (const end = awake() + ms; this.acknowledged < goal; await pause(20))
      if (awake() > end) throw new Error(`${this.acknowledged} of ${goal} after ${ms} ms`)
  }

  /** Ends the talk, waits until all of it has arrived everywhere, and counts. */
  async finish(): Promise<void> {
    this.stopping = true
    await this.talking
    await allAnswered(() => this.waiting)
    const truth = await expectInboxes(this.cluster, this.clients)
    expectAllStored(truth, this.rooms, this.clients, this.sent)
    expectLoad(this.sent, this.took, this.rate)
    const people = this.clients.map(([person]) => person)
    await expectUnread(this.cluster, people, (person, room) => {
      const { acknowledged, told } = this.reads.get(`${person.user.id} ${room}`) ?? {
        acknowledged: 0,
        told: 0,
      }
      return [acknowledged, told]
    })
    for (const [, client] of this.clients) client.stop()
  }

  /** How many of each have not been acknowledged yet. */
  private get waiting(): number[] {
    return this.clients.map(([, { outbox }]) => outbox.size)
  }

  private async talk(): Promise<void> {
    this.took = await talkOn({
      rate: this.rate,
      say: () => this.sayNext(),
      waiting: () => this.waiting,
      stopped: () => this.stopping,
    })
  }

  private sayNext(): void {
    const [person, client] = this.clients[this.sent % this.clients.length]!
    const room = this.rooms[Math.floor(this.sent / this.clients.length) % this.rooms.length]!
    const { id, username, display_name } = person.user
    const body = livelyBody(client.recent(room), { id, username, display_name }, this.sent)
    void client.send({ ...body, chatroom: room, client_id: `c-${this.sent}` })
    if (this.sent % MARK_EVERY === 0) void this.read(person, client, room)
    this.sent++
  }

  /** Tells that all that has come of a room is read. */
  private async read({ user }: Person, client: InboxClient, room: string): Promise<void> {
    const key = `${user.id} ${room}`
    const known = this.reads.get(key) ?? { told: 0, acknowledged: 0 }
    this.reads.set(key, known)
    const seq = client.rooms.get(room)?.seq ?? 0
    if (seq === 0 || !client.live) return
    known.told = Math.max(known.told, seq)
    const answer = await client.ask('mark', { chatroom: room, read: seq })
    if (answer.ok) known.acknowledged = Math.max(known.acknowledged, seq)
  }
}
