// People who talk, and read, through the SDK while something breaks, and the count of what became of it.
import { performance } from 'node:perf_hooks'
import { expect } from 'vitest'
import type { Client, Room } from '../../client/src/index.js'
import { awake } from './awake.js'
import { balancerFor } from './balancer.js'
import { livelyBody } from './chatter.js'
import type { Cluster } from './cluster.js'
import { range, pause } from './inbox.js'
import { crowd, logOf, must, roomWith, type Person } from './people.js'
import { api, at } from './rest.js'
import { liveClient, watch } from './sdk.js'
import type { Chatroom, Message, MessagePage } from './wire.js'

const RATE = 60
const TICK = 20
/** In which everything has to be acknowledged, and seen, after the last fault. */
const SETTLE_LIMIT = 60_000

interface Talker {
  person: Person
  client: Client
  rooms: Room[]
}

export class SdkLoad {
  sent = 0
  acknowledged = 0
  /** What was refused: nothing may be. */
  private readonly refused: unknown[] = []
  private readonly stored: Promise<unknown>[] = []
  private talking: Promise<void> | undefined
  private stopping = false

  private constructor(
    private readonly cluster: Cluster,
    readonly talkers: readonly Talker[],
  ) {}

  /** Everybody in all rooms, each of which is open, and talking. */
  static async on(cluster: Cluster, { people: size = 4, rooms: count = 3 } = {}): Promise<SdkLoad> {
    const people = await crowd(cluster.nodes[0]!, size)
    const rooms = await Promise.all(range(1, count).map(() => roomWith(people[0]!, people.slice(1))))
    const balancer = await balancerFor(() => cluster.urls)
    const talkers = await Promise.all(
      people.map(async (person) => {
        const client = await liveClient(balancer, person)
        const open = rooms.map((name) => client.room(name))
        for (const { timeline } of open) watch(timeline)
        return { person, client, rooms: open }
      }),
    )
    const load = new SdkLoad(cluster, talkers)
    load.talking = load.talk()
    return load
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
    for (
      const end = awake() + SETTLE_LIMIT;
      this.acknowledged + this.refused.length < this.sent;
      await pause(20)
    )
      if (awake() > end) throw new Error(`${this.acknowledged} of ${this.sent} acknowledged`)
    await Promise.all(this.stored)
    await expectSettled(this.cluster, this.talkers, this.refused)
  }

  private async talk(): Promise<void> {
    const began = performance.now()
    while (!this.stopping) {
      const due = ((performance.now() - began) / 1000) * RATE
      for (; this.sent < due; this.sent++) this.sayNext()
      await pause(TICK)
    }
  }

  private sayNext(): void {
    const { person, rooms } = this.talkers[this.sent % this.talkers.length]!
    const room = rooms[Math.floor(this.sent / this.talkers.length) % rooms.length]!
    const { id, username, display_name } = person.user
    const received = room.timeline.getSnapshot().messages as unknown as Message[]
    const body = livelyBody({ received }, { id, username, display_name }, this.sent)
    const { stored } = room.send({ ...body, client_id: `c-${this.sent}` })
    this.stored.push(
      stored.then(
        () => this.acknowledged++,
        (error: unknown) => this.refused.push(error),
      ),
    )
    if (this.sent % 7 === 0) room.read()
  }
}

async function expectSettled(
  cluster: Cluster,
  talkers: readonly Talker[],
  refused: unknown[],
): Promise<void> {
  expect(refused).toEqual([])
  for (const { name } of talkers[0]!.rooms) {
    await expectOneLog(cluster, talkers, name)
    for (const talker of talkers) await expectShown(cluster, talker, name)
  }
  for (const { client } of talkers) expect(client.outbox.pending.getSnapshot()).toBe(false)
}

const callerOn = ({ urls }: Cluster, { token }: Person) => api({ url: urls[0]! }, token)

/** The log holds everything once, in its sender's order. */
async function expectOneLog(cluster: Cluster, talkers: readonly Talker[], name: string): Promise<void> {
  const { person: first } = talkers[0]!
  const log = await logOf({ ...first, api: callerOn(cluster, first) }, name)
  const said = log.filter(({ client_id }) => client_id !== null)
  expect(new Set(said.map(({ client_id }) => client_id)).size).toBe(said.length)
  for (const { person } of talkers) {
    const own = said.filter(({ sender }) => sender.id === person.user.id)
    const numbers = own.map(({ client_id }) => Number(client_id!.slice(2)))
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  }
}

/** Somebody is shown what the server has, and told how much of it is unread. */
async function expectShown(cluster: Cluster, { person, client, rooms }: Talker, name: string): Promise<void> {
  const caller = callerOn(cluster, person)
  const room = rooms.find((each) => each.name === name)!
  for (; room.timeline.getSnapshot().hasOlder; await pause(5)) await room.timeline.loadOlder()
  const shown = () => room.timeline.getSnapshot().messages
  await expect.poll(shown, { timeout: SETTLE_LIMIT }).toEqual(await timelineOf(caller, name))
  const { me } = must(await caller.get<Chatroom & { me: { unread: number } }>(at('/chatroom', name)), 200)
  const counted = () => client.inbox.getSnapshot()!.find((each) => each.name === name)!.me!.unread
  await expect.poll(counted).toBe(me.unread)
}

/** All that there is to show of a room, as the server has it. */
async function timelineOf(caller: ReturnType<typeof api>, name: string): Promise<Message[]> {
  const all: Message[] = []
  for (let more = true; more;) {
    const query = { after_seq: all.at(-1)?.seq ?? 0, limit: 100 }
    const page = must(await caller.get<MessagePage>(at('/chatroom', name, '/timeline'), query), 200)
    all.push(...page.messages)
    more = page.has_more
  }
  return all
}
