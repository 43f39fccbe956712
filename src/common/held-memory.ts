// What this process keeps in memory for others: one account of all of it, with a bound, shares, and an order in which it is given up.
import {
  Global,
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common'
import { CONFIG, type Config } from '../config/config.js'
import { ChatError } from './errors.js'
import { Garbage } from './garbage.js'
import { largestMessage } from './largest-message.js'
import { counts } from './measures.js'

/** Somebody for whom something is kept: a TCP connection, or a client that polls. */
export interface Holder {
  /** Where they are, as a key; whoever has none is a proxy for many. */
  readonly address: string | undefined
  /** Who they are, once that is known. */
  readonly user: string | undefined
  /** Bytes kept for them at this moment: what they have half sent, and what they do not read. */
  held(): number
  /** Gives up what is kept, and with it the connection. Called once. */
  drop(): void
}

/** A holder over whose connection large messages come. */
export interface Receiver extends Holder {
  /** Bytes that have come of a message that is not whole; 0 between messages. */
  underWay(): number
}

/** A large message that was announced and is not whole yet. */
interface Claim {
  bytes: number
  begun: number
  /** How much of it had come when somebody last looked, and since when no more has. */
  came: number
  since: number
}

/**
 * Milliseconds from one look at all holders to the next; and between glances at the memory of the process, which cost little and
 * bring the look forward when much has come (docs/decisions/held-memory.md).
 */
const LOOK_MS = 500
const GLANCE_MS = 25
/** The part of the bound by which memory grows until a glance becomes a look. */
const GROWN = 1 / 8
/** The parts of the bound that one user, and one address, may hold. */
const USER_SHARE = 1 / 4
const ADDRESS_SHARE = 1 / 2
/** Milliseconds that a large message may take to come into pace, or to stand still, until it gives way to one that comes. */
const STALLED_MS = 3000
/** How often a largest message is in memory while it becomes an attachment: as it came, as text, and as bytes. */
const FORMS = 3

/**
 * Beyond MAX_HELD_BYTES, and beyond their share of it, those who hold most are dropped until it is enough. One message of the
 * largest size always fits, whatever the bound.
 */
@Injectable()
export class HeldMemory implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly holders = new Set<Holder>()
  /** Bytes reserved for work in progress, by user. */
  private readonly reserved = new Map<string, number>()
  private readonly claims = new Map<Receiver, Claim>()
  private readonly bound: number
  private readonly userShare: number
  private readonly addressShare: number
  private readonly garbage: Garbage
  /** Milliseconds that a message may take: UPLOAD_TIMEOUT. */
  private readonly slowest: number
  private glances: NodeJS.Timeout | undefined
  private lookedAt = 0
  private memoryThen = 0

  constructor(@Inject(CONFIG) config: Config) {
    const atLeast = FORMS * largestMessage(config)
    this.bound = Math.max(config.MAX_HELD_BYTES, atLeast)
    this.garbage = new Garbage(this.bound)
    this.slowest = config.UPLOAD_TIMEOUT * 1000
    this.userShare = Math.max(config.MAX_HELD_BYTES * USER_SHARE, atLeast)
    this.addressShare = Math.max(config.MAX_HELD_BYTES * ADDRESS_SHARE, atLeast)
  }

  onApplicationBootstrap(): void {
    this.glances = setInterval(() => this.glance(), GLANCE_MS)
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.glances)
  }

  add(holder: Holder): void {
    this.holders.add(holder)
  }

  remove(holder: Holder): void {
    this.holders.delete(holder)
    this.claims.delete(holder as Receiver)
  }

  /**
   * A large message is announced: what would be too much together is not let begin, so that no network is fast enough to fill
   * the memory from one look to the next.
   * @param bytes all that has been announced of it
   * @returns whether it may come
   */
  claim(holder: Receiver, bytes: number): boolean {
    const now = performance.now()
    this.watchClaims(now)
    if (!this.fits(holder, bytes)) {
      this.dropSlow()
      if (!this.fits(holder, bytes)) return false
    }
    const known = this.claims.get(holder)
    // Another fragment of the same message adds to it, and gains it no time.
    const begun = known && bytes > known.bytes ? known.begun : now
    this.claims.set(holder, { bytes, begun, came: 0, since: now })
    return true
  }

  private fits(holder: Receiver, bytes: number): boolean {
    let [all, ofUser, ofAddress] = [bytes + counts.held.reserved, bytes, bytes]
    for (const [other, claim] of this.claims) {
      if (other === holder) continue
      all += claim.bytes
      if (other.user === holder.user) ofUser += claim.bytes
      if (other.address === holder.address) ofAddress += claim.bytes
    }
    return (
      all <= this.bound &&
      ofUser <= this.userShare &&
      (holder.address === undefined || ofAddress <= this.addressShare)
    )
  }

  /** Whoever has stopped, or would not be done within UPLOAD_TIMEOUT, gives way. */
  private dropSlow(): void {
    const now = performance.now()
    for (const [holder, { bytes, begun, since }] of [...this.claims]) {
      const inPace = holder.underWay() * this.slowest >= bytes * (now - begun)
      if (now - begun < STALLED_MS || (inPace && now - since < STALLED_MS)) continue
      this.remove(holder)
      counts.shed.held++
      holder.drop()
    }
  }

  /** Notes which large messages go on, and forgets those that are whole. */
  private watchClaims(now: number): void {
    for (const [holder, claim] of this.claims) {
      const came = holder.underWay()
      if (came === 0) this.claims.delete(holder)
      else if (came !== claim.came) Object.assign(claim, { came, since: now })
    }
  }

  /**
   * Reserves memory for work on something large, such as decoding an attachment.
   * @returns what gives it back
   * @throws ChatError `unavailable` when all of it, or the user's share, is taken
   */
  reserve(user: string, bytes: number): () => void {
    const mine = (this.reserved.get(user) ?? 0) + bytes
    const all = counts.held.reserved + bytes
    if (mine > this.userShare || all > this.bound)
      throw new ChatError('unavailable', 'Too much is on its way here (MAX_HELD_BYTES).', { retryAfter: 1 })
    counts.held.reserved = all
    this.reserved.set(user, mine)
    let given = false
    return () => {
      if (given) return
      given = true
      counts.held.reserved -= bytes
      const left = this.reserved.get(user)! - bytes
      if (left > 0) this.reserved.set(user, left)
      else this.reserved.delete(user)
    }
  }

  private glance(): void {
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    const memory = heapUsed + arrayBuffers
    const now = performance.now()
    const grown = memory - this.memoryThen > this.bound * GROWN
    // Garbage that was cleared away since is no reason to wait for more.
    if (memory < this.memoryThen) this.memoryThen = memory
    if (!grown && now - this.lookedAt < LOOK_MS) return
    this.memoryThen = memory
    this.lookedAt = now
    this.watchClaims(now)
    this.look()
    this.garbage.look(arrayBuffers)
  }

  private look(): void {
    let all = 0
    const users = new Map<string, number>(this.reserved)
    const addresses = new Map<string, number>()
    const found: { holder: Holder; held: number }[] = []
    for (const holder of this.holders) {
      const held = holder.held()
      if (held <= 0) continue
      all += held
      found.push({ holder, held })
      const { user, address } = holder
      if (user !== undefined) users.set(user, (users.get(user) ?? 0) + held)
      if (address !== undefined) addresses.set(address, (addresses.get(address) ?? 0) + held)
    }
    counts.held.connections = all
    const over = (of: Map<string, number>, key: string | undefined, share: number) =>
      key !== undefined && of.get(key)! > share
    // Sorted only when somebody has to go.
    const tooMuch =
      all + counts.held.reserved > this.bound ||
      [...users.values()].some((held) => held > this.userShare) ||
      [...addresses.values()].some((held) => held > this.addressShare)
    if (!tooMuch) return
    found.sort((a, b) => b.held - a.held)
    for (const { holder, held } of found) {
      const { user, address } = holder
      const must =
        all + counts.held.reserved > this.bound ||
        over(users, user, this.userShare) ||
        over(addresses, address, this.addressShare)
      if (!must) continue
      this.remove(holder)
      counts.shed.held++
      all -= held
      if (user !== undefined) users.set(user, users.get(user)! - held)
      if (address !== undefined) addresses.set(address, addresses.get(address)! - held)
      holder.drop()
    }
    counts.held.connections = all
  }
}

@Global()
@Module({ providers: [HeldMemory], exports: [HeldMemory] })
export class HeldMemoryModule {}
