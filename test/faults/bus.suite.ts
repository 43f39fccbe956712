// What every bus between nodes has to do, whatever engine carries it.
import { setImmediate } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, afterEach, assert, beforeEach, describe, expect, it, vi } from 'vitest'
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import type { Bus, Hints } from '../../src/bus/bus.js'
import { pause, within } from '../support/inbox.js'
import { random, seed } from '../support/random.js'
import type { Relay } from '../support/relay.js'

type NodeBus = Bus & OnModuleInit & OnApplicationShutdown

/** One hint, or that the bus is there. */
type Heard = Hints | { resumed: true }

/** A bus may reorder: what counts is what it brings, and how often. */
const sorted = (events: Heard[]): string[] => events.map((event) => JSON.stringify(event)).toSorted()

/** An engine that carries a bus, and what can be done to it. */
export interface BusEngine {
  /** A bus as a node has it, not yet started; its connections go through the relay. */
  bus(): Promise<NodeBus>
  relay: Relay
  /** Ends the connections of all buses from the engine's side; answers how many. */
  killConnections(): Promise<number>
  /** Puts anything at all on a channel that buses listen to; of a room if its hints have their own. */
  say(payload: string, roomId: number): Promise<void>
  /** How many statements or publishes buses have sent until now, and perhaps a few of who counts them. */
  sent(): Promise<number>
  /** Whether hints of a room reach only the nodes that watch it. */
  selective: boolean
}

/** The longest that a hint may take on a quiet machine with a running bus, many times over. */
const SOON = 3000
/** Noticing an outage, the longest pause between two attempts, and some. */
const RECONNECTED_WITHIN = 8000
const MEGABYTE = 1024 * 1024

/** A bus and everything it has said, hint by hint, whatever came together. */
class Ear {
  readonly heard: Heard[] = []

  constructor(readonly bus: NodeBus) {
    bus.resumed.subscribe(() => this.heard.push({ resumed: true }))
    bus.hints.subscribe((hints) => {
      for (const [kind, all] of Object.entries(hints))
        for (const hint of all) this.heard.push({ [kind]: [hint] })
    })
  }

  hears(event: Heard, ms = SOON): Promise<void> {
    const look = () => assert.deepInclude(this.heard, event)
    return vi.waitFor(look, { timeout: ms, interval: 5 })
  }

  hasHeard(count: number): Promise<void> {
    const look = () => assert.isAtLeast(this.heard.length, count)
    return vi.waitFor(look, { timeout: SOON, interval: 5 })
  }
}

const heads = (roomId: number, seq: number): Hints => ({ heads: [[roomId, seq]] })

export function busSuite(name: string, start: () => Promise<BusEngine>): void {
  describe(`the ${name} bus`, async () => {
    const engine = await start()
    const started: NodeBus[] = []
    let room = 0

    // Outages are what these tests are made of: the warnings would bury whatever else is said.
    Logger.overrideLogger(false)

    const unstarted = async (): Promise<Ear> => {
      const ear = new Ear(await engine.bus())
      started.push(ear.bus)
      return ear
    }
    const node = async (): Promise<Ear> => {
      const ear = await unstarted()
      await ear.bus.onModuleInit()
      return ear
    }
    const pair = async (): Promise<[Ear, Ear]> => [await node(), await node()]

    beforeEach(() => void (room += 1000))
    afterEach(async () => {
      engine.relay.mend()
      const stopping = Promise.all(started.splice(0).map((bus) => bus.onApplicationShutdown()))
      await within(5000, 'the buses to stop', stopping)
    })
    afterAll(() => engine.relay.close())

    it('brings what one node says to the others', async () => {
      const [one, two] = await pair()
      await Promise.all([one.bus.watch(room), two.bus.watch(room)])
      const events: Hints[] = [heads(room, 3), { deleted: [room] }, { ended: ['a session'] }]
      for (const event of events) one.bus.publish(event)
      for (const event of events) await two.hears(event)
      expect(sorted(two.heard)).toEqual(sorted([{ resumed: true }, ...events]))
    })

    it('brings heads of several rooms to each of them', async () => {
      const [one, two] = await pair()
      await Promise.all([two.bus.watch(room), two.bus.watch(room + 1)])
      one.bus.publish({
        heads: [
          [room, 1],
          [room + 1, 2],
        ],
      })
      const all = () => two.heard.flatMap((event) => ('heads' in event ? event.heads : []))
      await expect.poll(all).toEqual(
        expect.arrayContaining([
          [room, 1],
          [room + 1, 2],
        ]),
      )
    })

    it('brings hints of a room to whoever watches it, and to others only where rooms share a channel', async () => {
      const [one, two] = await pair()
      await two.bus.watch(room)
      one.bus.publish(heads(room + 1, 1))
      one.bus.publish(heads(room, 1))
      await two.hears(heads(room, 1))
      two.bus.unwatch(room)
      await pause(100)
      one.bus.publish(heads(room, 2))
      one.bus.publish({ ended: ['afterwards'] })
      await two.hears({ ended: ['afterwards'] })
      await two.hasHeard(engine.selective ? 3 : 5)
      await pause(50)
      const shared = (event: Heard) => (engine.selective ? [] : [event])
      const expected: Heard[] = [
        { resumed: true },
        ...shared(heads(room + 1, 1)),
        heads(room, 1),
        ...shared(heads(room, 2)),
        { ended: ['afterwards'] },
      ]
      expect(sorted(two.heard)).toEqual(sorted(expected))
    })

    it(`ends as the last of many watches and unwatches says (seed ${seed})`, async () => {
      const [one, two] = await pair()
      for (let round = 0; round < 50; round++) {
        const [watched, left] = [room + 2 * round, room + 2 * round + 1]
        for (const [roomId, last] of [
          [watched, true],
          [left, false],
        ] as const) {
          const waits: Promise<void>[] = []
          for (let times = Math.floor(random() * 6); times > 0; times--) {
            if (random() < 0.5) waits.push(two.bus.watch(roomId))
            else two.bus.unwatch(roomId)
            if (random() < 0.6) await (random() < 0.8 ? setImmediate() : pause(1))
          }
          if (last) await two.bus.watch(roomId)
          else two.bus.unwatch(roomId)
          await Promise.all(waits)
        }
        one.bus.publish(heads(left, round))
        one.bus.publish(heads(watched, round))
        await two.hears(heads(watched, round))
        const strays = engine.selective
          ? two.heard.filter((event) => isDeepStrictEqual(event, heads(left, round)))
          : []
        expect(strays).toEqual([])
      }
    })

    it('hears a room that was left while its watching was under way, and is watched again when that is done', async () => {
      const [one, two] = await pair()
      for (let round = 0; round < 200; round++) {
        const first = two.bus.watch(room + round)
        // Somewhere among these turns the unsubscribing leaves just before the subscribing is confirmed.
        for (let turn = 0; turn < round % 10; turn++) await setImmediate()
        two.bus.unwatch(room + round)
        await first
        await two.bus.watch(room + round)
      }
      await pause(50)
      for (let round = 0; round < 200; round++) {
        one.bus.publish(heads(room + round, 1))
      }
      // A bus may reorder, so the last says nothing of the others.
      await two.hasHeard(201)
      expect(two.heard).toHaveLength(201)
    })

    it('ignores what is no event of ours', async () => {
      const [one, two] = await pair()
      await two.bus.watch(room)
      const strays = [
        '',
        'x',
        'null',
        '5',
        '[]',
        '{}',
        '{"heads":5}',
        '{"heads":[[1]]}',
        '{"heads":[["1",2]]}',
      ]
      for (const stray of [
        ...strays,
        '{"heads":[[1,-1]]}',
        '{"deleted":["7"]}',
        '{"deleted":7}',
        '{"ended":[7]}',
        `{"ended":["${'x'.repeat(65)}"]}`,
        '{"resumed":true}',
        '{"heads":null}',
      ])
        await engine.say(stray, room)
      one.bus.publish(heads(room, 9))
      await two.hears(heads(room, 9))
      expect(two.heard).toEqual([{ resumed: true }, heads(room, 9)])
    })

    it('passes over a kind that it does not know, and takes what comes with it', async () => {
      const [, two] = await pair()
      await two.bus.watch(room)
      await engine.say(`{"mumbled":[1],"heads":[[${room},4]],"deleted":"all"}`, room)
      await two.hears(heads(room, 4))
      expect(two.heard).not.toContainEqual({ mumbled: [1] })
    })

    it('sends all that one turn brings at once, however much it is, and each hint once', async () => {
      const [one, two] = await pair()
      await two.bus.watch(room)
      const before = await engine.sent()
      for (let n = 1; n <= 2000; n++) {
        one.bus.publish({ ended: [`${n} ${'é'.repeat(20)}`] })
        one.bus.publish(heads(room, 7))
      }
      await two.hasHeard(2002)
      await two.hears(heads(room, 7))
      expect(two.heard).toHaveLength(2002)
      expect((await engine.sent()) - before).toBeLessThan(25)
    })

    it('takes up its work when its connections are ended from outside, and says that it was away', async () => {
      const [one, two] = await pair()
      await Promise.all([one.bus.watch(room), two.bus.watch(room)])
      for (let times = 1; times <= 5; times++) {
        expect(await engine.killConnections()).toBeGreaterThan(0)
        await vi.waitFor(
          () => {
            for (const { bus, heard } of [one, two]) {
              expect(bus.connected).toBe(true)
              expect(heard.filter((event) => 'resumed' in event)).toHaveLength(times + 1)
            }
          },
          { timeout: RECONNECTED_WITHIN },
        )
        one.bus.publish(heads(room, times))
        await two.hears(heads(room, times))
      }
    })

    it('goes on when the engine is back, also with rooms that were opened and left meanwhile', async () => {
      const [one, two] = await pair()
      await two.bus.watch(room)
      engine.relay.cut()
      await expect.poll(() => [one.bus.connected, two.bus.connected]).toEqual([false, false])
      two.bus.unwatch(room)
      await within(500, 'watching while the engine is away', two.bus.watch(room + 1))
      await pause(700)
      engine.relay.mend()
      await vi.waitFor(() => expect([one.bus.connected, two.bus.connected]).toEqual([true, true]), {
        timeout: RECONNECTED_WITHIN,
      })
      expect(two.heard).toEqual([{ resumed: true }, { resumed: true }])
      one.bus.publish(heads(room, 1))
      one.bus.publish(heads(room + 1, 1))
      await two.hears(heads(room + 1, 1))
      if (engine.selective) expect(two.heard).not.toContainEqual(heads(room, 1))
    })

    it('notices within seconds that its connections are open and dead', async () => {
      const [one, two] = await pair()
      await two.bus.watch(room)
      engine.relay.stall()
      const resumed = ({ heard }: Ear) => heard.filter((event) => 'resumed' in event).length
      await vi.waitFor(() => expect([resumed(one), resumed(two)]).toEqual([2, 2]), {
        timeout: RECONNECTED_WITHIN,
      })
      await vi.waitFor(
        async () => {
          one.bus.publish(heads(room, 5))
          await two.hears(heads(room, 5), 200)
        },
        { timeout: RECONNECTED_WITHIN },
      )
    })

    it('starts without the engine, and finds it later', async () => {
      const ear = await unstarted()
      engine.relay.cut()
      await within(10_000, 'the start', ear.bus.onModuleInit())
      expect(ear.bus.connected).toBe(false)
      engine.relay.mend()
      await ear.hears({ resumed: true }, RECONNECTED_WITHIN)
      expect(ear.bus.connected).toBe(true)
    })

    it('takes 100 000 events while the engine is away without a throw or a heap of them', async () => {
      const [one] = await pair()
      engine.relay.cut()
      await expect.poll(() => one.bus.connected).toBe(false)
      const before = heapUsed()
      let most = 0
      for (let count = 1; count <= 100_000; count++) {
        one.bus.publish(count % 2 ? heads(room, count) : { ended: [`session ${count}`] })
        if (count % 10_000 === 0) {
          most = Math.max(most, heapUsed())
          await pause(1)
        }
      }
      expect((most - before) / MEGABYTE).toBeLessThan(30)
    })
  })
}

/** Bytes after a collection, where the run allows one. */
function heapUsed(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
