// Rooms full of reference clients that talk at a steady rate while something breaks, and the count of what became of it.
import { Client } from 'pg'
import { awake } from './awake.js'
import { livelyBody, textWith } from './chatter.js'
import type { Cluster } from './cluster.js'
import { expectAllSaid, expectOneLog, expectRoom, logOf } from './count.js'
import { pause, range } from './inbox.js'
import { LINE_DOORS } from './lines.js'
import { crowd, roomWith, type Person as Registered } from './people.js'
import { ReferenceClient } from './reference-client.js'
import { RoomModel, type Done } from './room-model.js'
import type { Person } from './wire.js'

export interface LoadOptions {
  rooms?: number
  clientsPerRoom?: number
  /** Messages a second in all. */
  rate?: number
  window?: number
  /** Where everybody connects first; spread over all nodes otherwise. */
  startAt?: number
  /** What is said, after the number of the message. */
  words?: string
  /** Also polls, answers, edits, reactions and votes. */
  lively?: boolean
}

/** The table asks for at least 200. */
const RATE = 240
const TICK = 20
/** In which everything has to be acknowledged and received after the last fault. */
const SETTLE_LIMIT = 60_000

const personOf = ({ user: { id, username, display_name } }: Registered): Person => ({
  id,
  username,
  display_name,
})

export class Load {
  sent = 0
  /** Those of the clients who talk; others may be added who only listen. */
  private readonly talkers: ReferenceClient[]
  private talking: Promise<void> | undefined
  private stopping = false
  private began = 0
  private took = 0

  /** Whose each of the talkers is, and everything sent, by its `client_id`. */
  private readonly people = new Map<ReferenceClient, Person>()
  private readonly bodies = new Map<string, Pick<Done, 'sender' | 'body'>>()

  private constructor(
    private readonly cluster: Cluster,
    /** Clients by room. */
    readonly rooms: Map<string, ReferenceClient[]>,
    private readonly rate: number,
    private readonly chatter: (client: ReferenceClient, sender: Person, number: number) => Done['body'],
  ) {
    this.talkers = this.clients
  }

  /** Everybody connected and talking; half of them through each door, spread over all nodes. */
  static async on(cluster: Cluster, options: LoadOptions = {}): Promise<Load> {
    const { rooms = 2, clientsPerRoom = 6, rate = RATE, window = 4, startAt, words = 'words' } = options
    const chatter = options.lively ? livelyBody : textWith(words)
    const people = await crowd(cluster.nodes[0]!, clientsPerRoom)
    const byRoom = new Map<string, ReferenceClient[]>()
    for (const _ of range(1, rooms)) {
      const room = await roomWith(people[0]!, people.slice(1))
      const clients = people.map(({ token }, index) => {
        const door = LINE_DOORS[index % LINE_DOORS.length]!
        const urls = cluster.urlsFrom(startAt ?? Math.floor(index / LINE_DOORS.length))
        return new ReferenceClient({ urls, token, room, door, window })
      })
      byRoom.set(room, clients)
    }
    const load = new Load(cluster, byRoom, rate, chatter)
    for (const clients of byRoom.values())
      clients.forEach((client, index) => load.people.set(client, personOf(people[index]!)))
    await Promise.all(load.clients.map((client) => client.reaches(clientsPerRoom, SETTLE_LIMIT)))
    load.talking = load.talk()
    return load
  }

  get clients(): ReferenceClient[] {
    return [...this.rooms.values()].flat()
  }

  get acknowledged(): number {
    return this.clients.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)
  }

  /** How long each refusal took, in milliseconds. */
  get refusals(): number[] {
    return this.clients.flatMap(({ refusals }) => refusals)
  }

  /** Milliseconds that the slowest message took from its first attempt to its acknowledgement. */
  get slowest(): number {
    return Math.max(...this.clients.map(({ slowest }) => slowest))
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
    await this.settle()
  }

  /** Ends the talk, waits until all of it has arrived everywhere, and counts. */
  async finish(): Promise<void> {
    await this.hush()
    const database = new Client(this.cluster.databaseUrl)
    await database.connect()
    try {
      for (const [room, clients] of this.rooms) {
        await expectOneLog(await logOf(database, room), clients)
        expectRoom(clients[0]!, this.modelOf(room, clients))
      }
    } finally {
      await database.end()
      await Promise.all(this.clients.map((client) => client.stop()))
    }
    expectAllSaid(this.clients, this.sent, this.took)
  }

  /** What was acknowledged in a room. */
  private modelOf(room: string, clients: ReferenceClient[]): RoomModel {
    const done = clients
      .flatMap(({ acknowledged }) => [...acknowledged])
      .map(([client_id, { seq, created_at }]) => ({ ...this.bodies.get(client_id)!, seq, created_at }))
    return new RoomModel(
      room,
      done.toSorted((a, b) => a.seq - b.seq),
    )
  }

  private async settle(): Promise<void> {
    const left = () => this.clients.reduce((sum, { unacknowledged }) => sum + unacknowledged, 0)
    for (const end = performance.now() + SETTLE_LIMIT; left() > 0; await pause(20))
      if (performance.now() > end) throw new Error(`${left()} not acknowledged after ${SETTLE_LIMIT} ms`)
  }

  private async talk(): Promise<void> {
    this.began = performance.now()
    while (!this.stopping) {
      const due = ((performance.now() - this.began) / 1000) * this.rate
      for (; this.sent < due; this.sent++) {
        const client = this.talkers[this.sent % this.talkers.length]!
        const sender = this.people.get(client)!
        const body = { ...this.chatter(client, sender, this.sent), client_id: `c-${this.sent}` }
        this.bodies.set(body.client_id, { sender, body })
        void client.send(body)
      }
      await pause(TICK)
    }
    this.took = performance.now() - this.began
  }
}
