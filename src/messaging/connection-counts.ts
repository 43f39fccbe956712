// How many live connections one user and one address have on this node.
import { Inject, Injectable } from '@nestjs/common'
import { ChatError } from '../common/errors.js'
import { addressKey } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'

/**
 * How often one connection may ask for rooms that it is not let into: several times as many as it may have, because the
 * token of one that has all of them may have expired.
 */
const ASKED_IN_VAIN = 1000

/** Counts by key; whoever has none is not in it. */
class Counts {
  private readonly counts = new Map<string, number>()

  of(key: string): number {
    return this.counts.get(key) ?? 0
  }

  add(key: string, more: 1 | -1): void {
    const count = this.of(key) + more
    if (count > 0) this.counts.set(key, count)
    else this.counts.delete(key)
  }
}

@Injectable()
export class ConnectionCounts {
  private readonly addresses = new Counts()
  private readonly users = new Counts()
  private readonly tooMany = new WeakSet<object>()
  private readonly asked = new WeakMap<object, number>()

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** A connection has come from an address, and nobody knows yet whose it is. */
  comeFrom(address: string, connection: object): void {
    const key = addressKey(address)
    this.addresses.add(key, 1)
    if (this.limited(this.addresses.of(key), this.config.MAX_CONNECTIONS_PER_ADDRESS))
      this.tooMany.add(connection)
  }

  /** @throws ChatError `rate_limited` if its address had MAX_CONNECTIONS_PER_ADDRESS before it came */
  assertAddressLeft(connection: object): void {
    if (this.tooMany.has(connection))
      throw new ChatError(
        'rate_limited',
        'Too many connections come from your address (MAX_CONNECTIONS_PER_ADDRESS).',
        { retryAfter: 1 },
      )
  }

  goneFrom(address: string): void {
    this.addresses.add(addressKey(address), -1)
  }

  /** @throws ChatError `rate_limited` if the user has MAX_CONNECTIONS_PER_USER and may have no more */
  assertUserLeft(userId: string): void {
    if (this.limited(this.users.of(userId) + 1, this.config.MAX_CONNECTIONS_PER_USER))
      throw new ChatError('rate_limited', 'You have too many connections (MAX_CONNECTIONS_PER_USER).', {
        retryAfter: 1,
      })
  }

  /** A user was let into a room. */
  come(userId: string): void {
    this.users.add(userId, 1)
  }

  gone(userId: string): void {
    this.users.add(userId, -1)
  }

  /**
   * A Socket.IO client asks for a room, of any name, and gets an answer later.
   * @returns whether it has asked so often in vain that its connection must go
   */
  ask(connection: object): boolean {
    const asked = (this.asked.get(connection) ?? 0) + 1
    this.asked.set(connection, asked)
    return this.limited(asked, ASKED_IN_VAIN)
  }

  /** It was let in. */
  askedWell(connection: object): void {
    this.asked.set(connection, this.asked.get(connection)! - 1)
  }

  /** @throws ChatError `rate_limited` if one connection already has `rooms` rooms and may have no more */
  assertRoomLeft(rooms: number): void {
    if (this.limited(rooms + 1, this.config.MAX_ROOMS_PER_CONNECTION))
      throw new ChatError('rate_limited', 'This connection has too many rooms (MAX_ROOMS_PER_CONNECTION).')
  }

  private limited(count: number, limit: number): boolean {
    return this.config.RATE_LIMITS && count > limit
  }
}
