// Somebody who talks, and reads, through the SDK while something breaks, and what became of it.
import type { Client, Draft, Room } from '../../client/src/index.js'
import { awake } from './awake.js'
import { pause } from './inbox.js'
import type { Person } from './people.js'
import type { Done } from './room-model.js'
import { liveClient, watch } from './sdk.js'
import { Tap } from './sdk-tap.js'
import type { Message } from './wire.js'

/** Messages that a room is held down to, as the page does: what lies before is read when the rooms are counted. */
const HELD = 200
/** Something said in so many of one's own turns: then that is done, and what is there is read. */
const TIDY_EVERY = 20

export class Talker {
  /** The `seq` of all that was acknowledged, by room and `client_id`. */
  readonly acknowledged = new Map<string, Map<string, number>>()
  /** What was refused: nothing may be. */
  readonly refused: unknown[] = []
  unacknowledged = 0
  /** Milliseconds from the first attempt to the acknowledgement, of the slowest message. */
  slowest = 0
  /** How often a room has turned out to have another log. */
  restarts = 0
  private readonly logs = new Map<string, string>()
  private said = 0

  private constructor(
    readonly person: Person,
    readonly client: Client,
    readonly tap: Tap,
    readonly rooms: readonly Room[],
  ) {
    for (const { name, timeline } of rooms) {
      this.acknowledged.set(name, new Map())
      watch(timeline)
    }
    client.inbox.subscribe(() => this.look())
    this.look()
  }

  /**
   * In these rooms, all of which are open.
   * @param urls of the nodes to connect to in turn. @param url where requests go
   */
  static async in(
    rooms: readonly string[],
    person: Person,
    { url, urls }: { url: string; urls: readonly string[] },
  ): Promise<Talker> {
    const tap = new Tap(urls)
    // The most that comes after an absence before there is a gap.
    const client = await liveClient({ url }, person, { webSocket: tap.webSocket, limit: 500 })
    return new Talker(
      person,
      client,
      tap,
      rooms.map((name) => client.room(name)),
    )
  }

  /** What is shown of a room, as far as it is held. */
  shown(room: Room): readonly Message[] {
    return room.timeline.getSnapshot().messages as unknown as readonly Message[]
  }

  /** Resolves with its `seq` when it is acknowledged, however often it has to be sent. */
  say(room: Room, body: Done['body'], client_id: string): Promise<number> {
    const start = awake()
    this.unacknowledged++
    const { stored } = room.send({ ...body, client_id } as Draft)
    stored
      .then(
        (seq) => this.acknowledged.get(room.name)!.set(client_id, seq),
        (error: unknown) => this.refused.push(error),
      )
      .finally(() => {
        this.unacknowledged--
        this.slowest = Math.max(this.slowest, awake() - start)
      })
    if (++this.said % TIDY_EVERY === 0) {
      room.read()
      room.timeline.trim(HELD)
    }
    return stored
  }

  /** Resolves when all up to an entry has come. */
  async reaches(room: string, seq: number, ms: number): Promise<void> {
    const last = () => this.client.inbox.getSnapshot()?.find(({ name }) => name === room)?.last_seq ?? 0
    for (const end = awake() + ms; last() < seq; await pause(20))
      if (awake() > end) throw new Error(`At ${last()} of ${seq} after ${ms} ms`)
  }

  async stop(): Promise<void> {
    this.tap.stop()
    await this.client.close()
  }

  private look(): void {
    for (const { name, log } of this.client.inbox.getSnapshot() ?? []) {
      if ((this.logs.get(name) ?? log) !== log) this.restarts++
      this.logs.set(name, log)
    }
  }
}
