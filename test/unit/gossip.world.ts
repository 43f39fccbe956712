// Nodes in one process that gossip over a bus which loses, repeats and delays hints, or is away; only their clock is made up.
import { randomUUID } from 'node:crypto'
import { Subject } from 'rxjs'
import { vi } from 'vitest'
import type { Actor } from '../../src/auth/actor.js'
import { readHints, type Bus, type Hints } from '../../src/bus/bus.js'
import { Outbox } from '../../src/bus/outbox.js'
import { ConnectedPeople } from '../../src/presence/connected-people.js'
import { Gossip } from '../../src/presence/gossip.js'
import type { LastSeen } from '../../src/presence/last-seen.js'
import { random } from '../support/random.js'

/** What may become of a hint. */
export interface Weather {
  lost: number
  repeated: number
  /** Milliseconds that it takes at the most. */
  delay: number
}

export const FAIR: Weather = { lost: 0, repeated: 0, delay: 5 }

/** What one node hears and says. */
class End implements Bus {
  readonly hints = new Subject<Hints>()
  readonly resumed = new Subject<void>()
  connected = true

  private readonly outbox: Outbox

  constructor(world: World) {
    this.outbox = new Outbox(
      () => 'all',
      (letters) => {
        for (const { payload } of letters) world.carry(this, payload)
      },
    )
  }

  publish(hints: Hints): void {
    this.outbox.add(hints)
  }

  async watch(): Promise<void> {}
  unwatch(): void {}

  leave(): void {
    this.connected = false
  }

  comeBack(): void {
    this.connected = true
    this.resumed.next()
  }
}

export class WorldNode {
  readonly bus: End
  readonly people: ConnectedPeople
  readonly gossip: Gossip
  /** Whose last connection was noted to have ended, in order. */
  readonly noted: string[] = []
  /** What it made known of each person, in order. */
  readonly changes: [userId: string, online: boolean][] = []
  private readonly connections = new Map<string, (() => void)[]>()

  constructor(world: World) {
    this.bus = new End(world)
    const query = () => Promise.reject(new Error('Nobody asks a database here'))
    this.people = new ConnectedPeople({ query } as never, this.bus, { FEED_CHECK_INTERVAL: 5 })
    const lastSeen: Pick<LastSeen, 'note' | 'close'> = {
      note: async (ids) => void this.noted.push(...ids),
      close: async (ids) => void this.noted.push(...ids),
    }
    this.gossip = new Gossip(this.people, lastSeen as LastSeen, this.bus)
    this.gossip.changed.subscribe((id) => this.changes.push([id, this.gossip.isOnline(id)]))
    this.gossip.onModuleInit()
  }

  connect(id: string): void {
    const close = this.people.open({ id, version: 0, readReceipts: true } as Actor)
    this.connections.set(id, [...(this.connections.get(id) ?? []), close])
  }

  disconnect(id: string): void {
    this.connections.get(id)?.pop()?.()
  }

  sees(id: string): boolean {
    return this.gossip.isOnline(id)
  }
}

export class World {
  readonly nodes: WorldNode[] = []
  weather = FAIR
  /** Payloads that were said. */
  said = 0
  private readonly gone = new Set<End>()

  node(): WorldNode {
    const node = new WorldNode(this)
    this.nodes.push(node)
    return node
  }

  carry(from: End, payload: string): void {
    const hints = readHints(payload)
    if (!hints) throw new Error(`Nobody can read ${payload}`)
    this.said++
    if (this.gone.has(from) || !from.connected) return
    for (const { bus } of this.nodes) {
      // Redis gives back what one has said oneself.
      for (let copies = random() < this.weather.repeated ? 2 : 1; copies > 0; copies--)
        if (random() >= this.weather.lost)
          setTimeout(() => this.arrive(bus, hints), random() * this.weather.delay)
    }
  }

  /** As by `kill -9`: it says nothing any more, and nobody does so for it. */
  kill(node: WorldNode): void {
    this.gone.add(node.bus)
    this.nodes.splice(this.nodes.indexOf(node), 1)
  }

  /** The bus is away, for everybody. */
  leave(): void {
    for (const { bus } of this.nodes) bus.leave()
  }

  comeBack(): void {
    for (const { bus } of this.nodes) bus.comeBack()
  }

  private arrive(bus: End, hints: Hints): void {
    if (this.gone.has(bus) || !bus.connected) return
    bus.hints.next(hints)
  }
}

export const pass = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))

export const people = (count: number): string[] => Array.from({ length: count }, () => randomUUID())
