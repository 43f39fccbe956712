// Rooms full of people who talk through the SDK at a steady rate while something breaks, and the count of what became of it.
import { Client } from 'pg'
import { awake } from './awake.js'
import { balancerFor } from './balancer.js'
import { livelyBody, textWith, type Chatter } from './chatter.js'
import type { Cluster } from './cluster.js'
import { expectAllSaid, expectOneLog, expectShown, logOf, modelOf } from './count.js'
import { pause, range } from './inbox.js'
import { allAnswered, expectLoad, talkOn } from './pace.js'
import { crowd, roomWith, type Person as Registered } from './people.js'
import { api } from './rest.js'
import type { Done } from './room-model.js'
import { Talker } from './talker.js'
import type { Person } from './wire.js'

export interface LoadOptions {
  rooms?: number
  /** In all of the rooms. */
  people?: number
  /** Instead, so many people in each room, who are in no other. */
  peopleOfEach?: number
  /** Messages a second in all. */
  rate?: number
  /** Where everybody connects first; spread over all nodes otherwise. */
  startAt?: number
  /** What is said, after the number of the message. */
  words?: string
  /** Also polls, answers, edits, reactions and votes. */
  lively?: boolean
}

/** Asked of a machine that can; a slower one is held back, and told of. */
const RATE = 240
/** Clients that connect at once. */
const AT_ONCE = 50

const personOf = ({ user: { id, username, display_name } }: Registered): Person => ({
  id,
  username,
  display_name,
})

export class Load {
  sent = 0
  /** Names of the rooms. */
  readonly rooms: readonly string[]
  private talking: Promise<void> | undefined
  private stopping = false
  /** Milliseconds of talk. */
  private took = 0
  /** Everything sent, by its `client_id`. */
  private readonly bodies = new Map<string, Pick<Done, 'sender' | 'body'>>()

  private constructor(
    private readonly cluster: Cluster,
    /** Where requests go, whichever node is there. */
    readonly url: string,
    readonly talkers: readonly Talker[],
    private readonly rate: number,
    private readonly chatter: Chatter,
  ) {
    this.rooms = [...new Set(talkers.flatMap(({ rooms }) => rooms.map(({ name }) => name)))]
  }

  /** Everybody connected and talking, spread over all nodes. */
  static async on(cluster: Cluster, options: LoadOptions = {}): Promise<Load> {
    const {
      rooms: count = 2,
      people: size = 6,
      peopleOfEach,
      rate = RATE,
      startAt,
      words = 'words',
    } = options
    const balancer = await balancerFor(() => cluster.urls)
    const newcomers: [Registered, string[]][] = []
    for (const people of peopleOfEach ? range(1, count).map(() => peopleOfEach) : [size]) {
      const all = await crowd(cluster.nodes[0]!, people)
      const rooms = range(1, peopleOfEach ? 1 : count).map(() => roomWith(all[0]!, all.slice(1)))
      const names = await Promise.all(rooms)
      for (const person of all) newcomers.push([person, names])
    }
    const talkers: Talker[] = []
    while (talkers.length < newcomers.length) {
      const next = newcomers.slice(talkers.length, talkers.length + AT_ONCE)
      const from = (nth: number) => cluster.urlsFrom(startAt ?? talkers.length + nth)
      const coming = next.map(([person, names], nth) =>
        Talker.in(names, person, { url: balancer.url, urls: from(nth) }),
      )
      talkers.push(...(await Promise.all(coming)))
    }
    const load = new Load(cluster, balancer.url, talkers, rate, options.lively ? livelyBody : textWith(words))
    load.talking = load.talk()
    return load
  }

  /** Those who are in a room. */
  in(room: string): Talker[] {
    return this.talkers.filter(({ acknowledged }) => acknowledged.has(room))
  }

  get acknowledged(): number {
    const all = this.talkers.flatMap((talker) => [...talker.acknowledged.values()])
    return all.reduce((sum, { size }) => sum + size, 0)
  }

  /** The last `seq` that was acknowledged in a room. */
  headOf(room: string): number {
    return Math.max(...this.in(room).flatMap((talker) => [...talker.acknowledged.get(room)!.values()]))
  }

  /** How long each refusal took, in milliseconds. */
  get refusals(): number[] {
    return this.talkers.flatMap(({ tap }) => tap.refusals)
  }

  /** How every connection ended. */
  get endings(): number[] {
    return this.talkers.flatMap(({ tap }) => tap.endings)
  }

  /** Milliseconds that the slowest message took from its first attempt to its acknowledgement. */
  get slowest(): number {
    return Math.max(...this.talkers.map(({ slowest }) => slowest))
  }

  /** Resolves when `count` more messages have been acknowledged. */
  async progresses(count: number, ms: number): Promise<void> {
    const goal = this.acknowledged + count
    for (const end = awake() + ms; this.acknowledged < goal; await pause(20))
      if (awake() > end) throw new Error(`${this.acknowledged} of ${goal} after ${ms} ms`)
  }

  /** Ends the talk; resolves when all of it is acknowledged. */
  async hush(): Promise<void> {
    this.stopping = true
    await this.talking
    await allAnswered(() => this.waiting)
  }

  /** Ends the talk, waits until all of it has arrived everywhere, and counts. */
  async finish(): Promise<void> {
    await this.hush()
    const database = new Client(this.cluster.databaseUrl)
    await database.connect()
    const callerOf = ({ person }: Talker) => api(this, person.token)
    try {
      for (const room of this.rooms) {
        const [log, talkers] = [await logOf(database, room), this.in(room)]
        expectOneLog(log, talkers, room)
        const { said } = modelOf(log, room, this.bodies)
        await expectShown(callerOf, talkers, room, { last: log.length, said })
      }
    } finally {
      await database.end()
      await this.stop()
    }
    expectAllSaid(this.talkers, this.sent)
    expectLoad(this.sent, this.took, this.rate)
  }

  async stop(): Promise<void> {
    await Promise.all(this.talkers.map((talker) => talker.stop()))
  }

  /** How many of each have not been acknowledged yet. */
  private get waiting(): number[] {
    return this.talkers.map(({ unacknowledged }) => unacknowledged)
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
    const talker = this.talkers[this.sent % this.talkers.length]!
    const room = talker.rooms[Math.floor(this.sent / this.talkers.length) % talker.rooms.length]!
    const sender = personOf(talker.person)
    const client_id = `c-${this.sent}`
    const body = { ...this.chatter(talker.shown(room), sender, this.sent), client_id }
    this.bodies.set(client_id, { sender, body })
    void talker.say(room, body, client_id).catch(() => undefined)
    this.sent++
  }
}
