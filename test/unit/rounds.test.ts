// Rounds: what comes together is written together, and only who is busy waits.
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { Rounds } from '../../src/room-feed/rounds.js'
import { Utilisation } from '../../src/room-feed/utilisation.js'

/** Rounds of a node that is as busy as that. */
const roundsOf = (lately: number) => new Rounds({ lately } as Utilisation)

const someone = () => ({ onRound: vi.fn<() => void>() })

it('a round serves the feeds first, and writes once what they and others gave to a connection', async () => {
  const rounds = roundsOf(0)
  const order: string[] = []
  const connection = { onRound: () => order.push('written') }
  const feed = {
    onRound: () => {
      order.push('delivered')
      rounds.write(connection)
    },
  }
  rounds.deliver(feed)
  expect(order).toEqual([])
  await vi.waitFor(() => expect(order).toEqual(['delivered', 'written']))
})

it('what comes during a round has another, at once when the node is quiet', async () => {
  const rounds = roundsOf(0)
  const second = someone()
  const first = { onRound: () => rounds.write(second) }
  rounds.write(first)
  await vi.waitFor(() => expect(second.onRound).toHaveBeenCalledTimes(1))
  const third = someone()
  rounds.write(third)
  await new Promise((done) => setImmediate(done))
  await new Promise((done) => setImmediate(done))
  expect(third.onRound).toHaveBeenCalledTimes(1)
})

/** Serves five thousand connections, and then one more; resolves after a turn of the event loop, or two. */
async function afterMany(rounds: Rounds) {
  const crowd = Array.from({ length: 5000 }, someone)
  for (const each of crowd) rounds.write(each)
  await vi.waitFor(() => expect(crowd.at(-1)!.onRound).toHaveBeenCalledTimes(1))
  const late = someone()
  rounds.write(late)
  await new Promise((done) => setImmediate(done))
  await new Promise((done) => setImmediate(done))
  return late
}

it('after many writes the next round waits if the node is busy, but never for long', async () => {
  const late = await afterMany(roundsOf(1))
  expect(late.onRound).not.toHaveBeenCalled()
  await pause(100)
  expect(late.onRound).toHaveBeenCalledTimes(1)
})

it('after many writes the next round does not wait while the node has time', async () => {
  const late = await afterMany(roundsOf(0.5))
  expect(late.onRound).toHaveBeenCalledTimes(1)
})

it('a process that works without a pause is found to be busy, and an idle one is not', async () => {
  const utilisation = new Utilisation()
  const lookFor = async (ms: number, meanwhile: () => Promise<void>) => {
    for (const end = performance.now() + ms; performance.now() < end; await meanwhile())
      void utilisation.lately
    return utilisation.lately
  }
  expect(await lookFor(1000, () => new Promise((done) => setImmediate(done)))).toBeGreaterThan(0.8)
  expect(await lookFor(1000, () => pause(10))).toBeLessThan(0.5)
})

it('what goes wrong with one participant does not concern the others', async () => {
  const rounds = roundsOf(0)
  const [before, after] = [someone(), someone()]
  rounds.write(before)
  rounds.write({
    onRound: () => {
      throw new Error('a broken connection')
    },
  })
  rounds.write(after)
  await vi.waitFor(() => expect(after.onRound).toHaveBeenCalledTimes(1))
  expect(before.onRound).toHaveBeenCalledTimes(1)
  rounds.write(before)
  await vi.waitFor(() => expect(before.onRound).toHaveBeenCalledTimes(2))
})

it('a room rests in proportion to its connections, and no room for longer than a twentieth of a second', () => {
  const rounds = roundsOf(0)
  expect(rounds.restOfRoom(10)).toBeLessThan(1)
  expect(rounds.restOfRoom(400)).toBeGreaterThan(rounds.restOfRoom(200))
  expect(rounds.restOfRoom(1_000_000)).toBe(50)
})
