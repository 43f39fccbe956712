// What nodes tell each other of who is connected where. Nothing of it is stored: a node that falls silent takes its people along.
import { randomBytes } from 'node:crypto'
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { Subject } from 'rxjs'
import { BUS, type Bus, type Hints } from '../bus/bus.js'
import { ConnectedPeople } from './connected-people.js'
import { Deadlines } from './deadlines.js'
import { LastSeen } from './last-seen.js'
import { Roster } from './roster.js'

/** How often a node says that it lives; and after how long a silence it is taken for dead: three times in vain, and some more. */
const ALIVE_EVERY_MS = 5000
export const SILENT_MS = 20_000
/** So late is only who stood still: what others said meanwhile is still to be read. */
const STOOD_STILL_MS = 2000
/** In which somebody comes back who has only loaded the page anew, or whose node has sent them to another. */
const RETURN_MS = 1000
/** Of all who are connected here, how many are named at once, and how often all of them are: anybody can ask for it. */
const NAMED_AT_ONCE = 1000
const NAMED_EVERY_MS = 1000
/** Milliseconds from one part to the next: there is more to say on the bus. */
const NAMING_PAUSE_MS = 20

/** New with each start: what was said of the one before is not true of this one. */
const newNodeId = (): string => randomBytes(9).toString('base64url')

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref())

@Injectable()
export class Gossip implements OnModuleInit, OnApplicationShutdown {
  /** Ids of users who have come, or have gone and not come back. */
  readonly changed = new Subject<string>()

  private readonly roster = new Roster(newNodeId())
  /** Whose last connection here has ended, and who was said to be gone from elsewhere. */
  private readonly leaving = new Deadlines<string>(RETURN_MS, (ids) => void this.leave(ids))
  private readonly missing = new Deadlines<string>(RETURN_MS, (ids) => {
    for (const id of ids) if (!this.isOnline(id)) this.changed.next(id)
  })
  private readonly nodes = new Deadlines<string>(SILENT_MS, (ids, late) => this.bury(ids, late))
  /** Nodes that were asked who is there; what makes it necessary may be made up. */
  private readonly askedLately = new Deadlines<string>(NAMED_EVERY_MS, () => undefined)
  private timer: NodeJS.Timeout | undefined
  private aliveAt = -Infinity
  /** Somebody has asked who is here; and whether they are being told. */
  private asked = false
  private naming = false

  constructor(
    private readonly people: ConnectedPeople,
    private readonly lastSeen: LastSeen,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.people.arrived.subscribe((id) => this.arrive(id))
    this.people.left.subscribe((id) => this.leaving.set(id))
    this.bus.hints.subscribe((hints) => this.hear(hints))
    this.bus.resumed.subscribe(() => this.resume())
    this.timer = setInterval(() => this.sayAlive(), ALIVE_EVERY_MS)
    this.sayAlive()
  }

  /** Says so: others need not wait until they find out. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer)
    for (const each of [this.leaving, this.missing, this.nodes, this.askedLately]) each.close()
    this.bus.publish({ stopped: [this.roster.self] })
    await this.lastSeen.close(this.roster.here)
  }

  /** Whether they have a connection to any node, or had one a moment ago. */
  isOnline(userId: string): boolean {
    return this.roster.isOnline(userId) || this.missing.has(userId)
  }

  private arrive(userId: string): void {
    this.leaving.delete(userId)
    if (this.add(this.roster.self, userId)) this.bus.publish({ online: [[this.roster.self, userId]] })
  }

  private async leave(userIds: string[]): Promise<void> {
    const { self } = this.roster
    const away = userIds.filter((id) => !this.people.has(id))
    // Before others hear of it: they look up when it was.
    await this.lastSeen.note(
      away.filter((id) => !this.roster.isElsewhere(id)),
      RETURN_MS,
    )
    const gone = away.filter((id) => !this.people.has(id) && this.roster.delete(self, id))
    this.bus.publish({ offline: gone.map((id) => [self, id]) })
    for (const id of gone) if (!this.isOnline(id)) this.changed.next(id)
  }

  /** Who is said to be gone is taken first: if one payload says both, they have come back. */
  private hear({ offline = [], online = [], alive = [], roll = [], stopped = [] }: Hints): void {
    for (const [nodeId, userId] of offline)
      if (this.listensTo(nodeId) && this.roster.delete(nodeId, userId)) this.miss([userId])
    for (const [nodeId, userId] of online) if (this.listensTo(nodeId)) this.add(nodeId, userId)
    for (const [nodeId, count, digest] of alive)
      if (this.listensTo(nodeId)) this.compare(nodeId, count, digest)
    for (const nodeId of stopped) {
      this.nodes.delete(nodeId)
      this.miss(this.roster.forget(nodeId))
    }
    if (roll.includes(this.roster.self)) {
      this.asked = true
      if (!this.naming) void this.nameAll()
    }
  }

  /** Whether it is another node, and one that is kept; it has given a sign of life. */
  private listensTo(nodeId: string): boolean {
    if (nodeId === this.roster.self) return false
    if (!this.roster.knows(nodeId)) {
      if (!this.roster.meet(nodeId)) return false
      // It has just come, and knows nobody.
      if (performance.now() - this.aliveAt > NAMED_EVERY_MS) this.sayAlive()
    }
    this.nodes.set(nodeId)
    return true
  }

  /** @returns whether that is new */
  private add(nodeId: string, userId: string): boolean {
    const wasOnline = this.roster.isOnline(userId)
    if (!this.roster.add(nodeId, userId)) return false
    if (!wasOnline && !this.missing.delete(userId)) this.changed.next(userId)
    return true
  }

  private compare(nodeId: string, count: number, digest: number): void {
    const gone = this.roster.compare(nodeId, count, digest)
    if (gone) return this.miss(gone)
    if (this.askedLately.has(nodeId)) return
    this.askedLately.set(nodeId)
    this.bus.publish({ roll: [nodeId] })
  }

  private miss(userIds: string[]): void {
    for (const id of userIds) if (!this.roster.isOnline(id)) this.missing.set(id)
  }

  /** While the bus is away, nobody can be heard; nor by a process that stood still, until it has read what came. */
  private bury(nodeIds: string[], late: number): void {
    if (!this.bus.connected || late > STOOD_STILL_MS) {
      for (const id of nodeIds) this.nodes.set(id)
      return
    }
    const gone = nodeIds
      .flatMap((id) => this.roster.forget(id))
      .filter((userId) => !this.roster.isOnline(userId))
    this.miss(gone)
    // Every node that is left notes it: none of them knows of the others.
    void this.lastSeen.note(gone, SILENT_MS)
  }

  private resume(): void {
    for (const id of [...this.nodes.keys()]) this.nodes.set(id)
    this.sayAlive()
  }

  private sayAlive(): void {
    this.aliveAt = performance.now()
    this.bus.publish({ alive: [[this.roster.self, ...this.roster.summary]] })
  }

  /** Everybody who is here; at the end how many that are, so that whoever lacked some, or had too many, can tell. */
  private async nameAll(): Promise<void> {
    this.naming = true
    const { self, here } = this.roster
    while (this.asked) {
      this.asked = false
      const all = [...here]
      for (let start = 0; start < all.length; start += NAMED_AT_ONCE) {
        const named = all.slice(start, start + NAMED_AT_ONCE).filter((id) => here.has(id))
        this.bus.publish({ online: named.map((id) => [self, id]) })
        await pause(NAMING_PAUSE_MS)
      }
      this.sayAlive()
      await pause(NAMED_EVERY_MS)
    }
    this.naming = false
  }
}
