// Every node knows who is online, whatever becomes of the hints, of the bus, and of other nodes.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { range } from '../support/inbox.js'
import { oneOf, random, seed } from '../support/random.js'
import { pass, people, World, type WorldNode } from './gossip.world.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const [ann, ben] = people(2) as [string, string]

/** A world of so many nodes that have met. */
async function worldOf(count: number): Promise<World & { nodes: WorldNode[] }> {
  const world = new World()
  for (const _ of range(1, count)) world.node()
  await pass(10_000)
  return world
}

const seenBy = ({ nodes }: World, id: string): boolean[] => nodes.map((node) => node.sees(id))

describe('who comes and goes', () => {
  it('is known everywhere within 5 seconds, here within 2, and told once', async () => {
    const world = await worldOf(2)
    const [here, there] = world.nodes as [WorldNode, WorldNode]
    here.connect(ann)
    expect(here.changes).toEqual([[ann, true]])
    await pass(100)
    expect(there.changes).toEqual([[ann, true]])
    here.disconnect(ann)
    await pass(1500)
    expect([here.changes, here.sees(ann)]).toEqual([
      [
        [ann, true],
        [ann, false],
      ],
      false,
    ])
    await pass(1500)
    expect(there.changes).toEqual(here.changes)
    expect([here.noted, there.noted]).toEqual([[ann], []])
  })

  it('is not gone who comes back within a second, to whichever node', async () => {
    const world = await worldOf(3)
    const [a, b, c] = world.nodes as [WorldNode, WorldNode, WorldNode]
    a.connect(ann)
    await pass(100)
    a.disconnect(ann)
    await pass(900)
    a.connect(ann)
    await pass(100)
    a.disconnect(ann)
    await pass(900)
    b.connect(ann)
    await pass(5000)
    expect([a, b, c].map(({ changes }) => changes)).toEqual([[[ann, true]], [[ann, true]], [[ann, true]]])
    expect(a.noted).toEqual([])
  })

  it('is there as long as any of their connections is', async () => {
    const world = await worldOf(2)
    const [here, there] = world.nodes as [WorldNode, WorldNode]
    here.connect(ann)
    here.connect(ann)
    there.connect(ann)
    here.disconnect(ann)
    here.disconnect(ann)
    await pass(5000)
    expect(seenBy(world, ann)).toEqual([true, true])
    there.disconnect(ann)
    await pass(5000)
    expect(seenBy(world, ann)).toEqual([false, false])
    expect([here.noted, there.noted]).toEqual([[], [ann]])
  })
})

describe('a node', () => {
  it('that starts learns soon who is online', async () => {
    const world = await worldOf(1)
    const all = people(3000)
    for (const id of all) world.nodes[0]!.connect(id)
    await pass(10_000)
    const late = world.node()
    await pass(5000)
    expect(all.filter((id) => !late.sees(id))).toEqual([])
  })

  it('that stops says so: who does not come back within a second elsewhere is offline, and noted', async () => {
    const world = await worldOf(2)
    const [here, there] = world.nodes as [WorldNode, WorldNode]
    here.connect(ann)
    here.connect(ben)
    await pass(100)
    await here.gossip.onApplicationShutdown()
    await pass(500)
    there.connect(ann)
    await pass(1000)
    expect([there.sees(ann), there.sees(ben)]).toEqual([true, false])
    expect(there.changes).toEqual([
      [ann, true],
      [ben, true],
      [ben, false],
    ])
    expect(here.noted.toSorted()).toEqual([ann, ben].toSorted())
  })

  it('that is killed takes its people along within 30 seconds, and the others note it', async () => {
    const world = await worldOf(3)
    const [a, b, c] = world.nodes as [WorldNode, WorldNode, WorldNode]
    a.connect(ann)
    a.connect(ben)
    b.connect(ben)
    await pass(5000)
    world.kill(a)
    await pass(15_000)
    expect(seenBy(world, ann)).toEqual([true, true])
    await pass(15_000)
    expect([seenBy(world, ann), seenBy(world, ben)]).toEqual([
      [false, false],
      [true, true],
    ])
    expect([b.noted, c.noted]).toEqual([[ann], [ann]])
  })

  it('that was silent and speaks again has its people back', async () => {
    const world = await worldOf(2)
    const [here, there] = world.nodes as [WorldNode, WorldNode]
    here.connect(ann)
    await pass(100)
    world.weather = { ...world.weather, lost: 1 }
    await pass(30_000)
    expect([here.sees(ann), there.sees(ann)]).toEqual([true, false])
    world.weather = { ...world.weather, lost: 0 }
    await pass(11_000)
    expect(seenBy(world, ann)).toEqual([true, true])
  })
})

describe('while the bus is away', () => {
  it('nobody is taken for gone; when it is back, what has happened is known within some seconds', async () => {
    const world = await worldOf(2)
    const [here, there] = world.nodes as [WorldNode, WorldNode]
    here.connect(ann)
    await pass(1000)
    world.leave()
    await pass(1000)
    here.connect(ben)
    await pass(60_000)
    expect([there.sees(ann), there.sees(ben)]).toEqual([true, false])
    here.disconnect(ann)
    world.comeBack()
    await pass(8000)
    expect([there.sees(ann), there.sees(ben)]).toEqual([false, true])
  })

  it('a node that dies meanwhile is found dead later', async () => {
    const world = await worldOf(2)
    const [here, there] = world.nodes as [WorldNode, WorldNode]
    here.connect(ann)
    await pass(1000)
    world.leave()
    world.kill(here)
    await pass(30_000)
    world.comeBack()
    await pass(1000)
    expect(there.sees(ann)).toBe(true)
    await pass(25_000)
    expect(there.sees(ann)).toBe(false)
  })
})

describe('a process that stood still', () => {
  it('does not take the others for dead before it has heard what they said meanwhile', async () => {
    const world = await worldOf(2)
    const [here, there] = world.nodes as [WorldNode, WorldNode]
    here.connect(ann)
    await pass(1000)
    // To its timers, half a minute has passed at once; they run before anything is read.
    world.weather = { ...world.weather, lost: 1 }
    const now = performance.now.bind(performance)
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 30_000)
    await pass(20_000)
    world.weather = { ...world.weather, lost: 0 }
    await pass(10_000)
    expect(there.changes).toEqual([[ann, true]])
    clock.mockRestore()
  })
})

describe('what is made up', () => {
  it('of a node that lives is put right when that speaks', async () => {
    const world = await worldOf(2)
    const [here, there] = world.nodes as [WorldNode, WorldNode]
    here.connect(ann)
    await pass(5000)
    const self = nodeIdOf(here)
    there.bus.hints.next({ online: [[self, ben]], offline: [[self, ann]] })
    await pass(8000)
    expect([there.sees(ann), there.sees(ben)]).toEqual([true, false])
  })

  it('of a node that is none is forgotten', async () => {
    const world = await worldOf(1)
    const [here] = world.nodes as [WorldNode]
    for (const nth of range(100, 999)) here.bus.hints.next({ online: [[`made-up--${nth}`, ben]] })
    expect(here.sees(ben)).toBe(true)
    await pass(25_000)
    expect(here.sees(ben)).toBe(false)
  })

  it('makes a node say little', async () => {
    const world = await worldOf(1)
    const [here] = world.nodes as [WorldNode]
    for (const id of people(10)) here.connect(id)
    await pass(5000)
    const before = world.said
    for (const _ of range(1, 1000)) {
      here.bus.hints.next({ roll: [nodeIdOf(here)], alive: [['made-up--100', 5, 5]] })
      await pass(10)
    }
    // Each second: everybody by name, a count, and what it asks the made-up one.
    expect(world.said - before).toBeLessThan(3 * 11 + 5)
  })
})

/** What a node calls itself, as it says on the bus. */
function nodeIdOf(node: WorldNode): string {
  return (node.gossip as unknown as { roster: { self: string } }).roster.self
}

describe(`at random (seed ${seed})`, () => {
  it('everybody agrees with what is, ten seconds after the bus works again', async () => {
    for (const round of range(1, 40)) {
      const world = await worldOf(3)
      const all = people(6)
      const connected = new Map(all.map((id) => [id, [] as WorldNode[]]))
      world.weather = { lost: random() * 0.5, repeated: random(), delay: random() * 3000 }
      for (const _ of range(1, 60)) {
        const [id, node] = [oneOf(all), oneOf(world.nodes)]
        const where = connected.get(id)!
        if (random() < 0.5) {
          node.connect(id)
          where.push(node)
        } else where.pop()?.disconnect(id)
        await pass(random() * 1500)
      }
      world.weather = { lost: 0, repeated: 0, delay: 5 }
      await pass(15_000)
      for (const id of all)
        expect(seenBy(world, id), `round ${round}`).toEqual(
          world.nodes.map(() => connected.get(id)!.length > 0),
        )
      for (const { gossip } of world.nodes) await gossip.onApplicationShutdown()
    }
  })
})
