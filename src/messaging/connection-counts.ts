// How many live connections one user and one address have on this node.
import { Inject, Injectable } from '@nestjs/common'
import { ChatError } from '../common/errors.js'
import { addressKey } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'

/**
 * How often one connection may ask for rooms that it is not let into: several times as many as it may have, because the
 * token of one that has all of them may have expired.
 */
const MOST_FAILED = 1000

/** Gives a place back; once, however often it is called. */
export type Release = () => void

/** Places by key; whoever has none is not in it. */
class Places<Key> {
  private readonly taken = new Map<Key, number>()

  of(key: Key): number {
    return this.taken.get(key) ?? 0
  }

  take(key: Key): Release {
    this.taken.set(key, this.of(key) + 1)
    let taken = true
    return () => {
      if (!taken) return
      taken = false
      const left = this.of(key) - 1
      if (left > 0) this.taken.set(key, left)
      else this.taken.delete(key)
    }
  }
}

/** Each place is taken where it is asked for: of many that come at once, none gets in between the two. */
@Injectable()
export class ConnectionCounts {
  private readonly addresses = new Places<string>()
  private readonly users = new Places<string>()
  private readonly rooms = new Places<object>()
  /** Attempts at a room that have not succeeded, by connection. */
  private readonly attempts = new WeakMap<object, number>()

  /** Set when the node begins to go away: it has no place for anybody new. */
  draining = false

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * A place for a connection of which nobody knows yet whose it is.
   * @throws ChatError `rate_limited` if its address has MAX_CONNECTIONS_PER_ADDRESS
   */
  takeOfAddress(address: string): Release {
    this.assertAddressHasPlace(address)
    return this.addresses.take(addressKey(address))
  }

  /** @throws ChatError `rate_limited` if it has none, `unavailable` if nobody has */
  assertAddressHasPlace(address: string): void {
    if (this.draining) throw new ChatError('unavailable', 'The node is going away.', { retryAfter: 1 })
    if (this.limited(this.addresses.of(addressKey(address)), this.config.MAX_CONNECTIONS_PER_ADDRESS))
      throw new ChatError(
        'rate_limited',
        'Too many connections come from your address (MAX_CONNECTIONS_PER_ADDRESS).',
        { retryAfter: 1 },
      )
  }

  /** A place for a connection in a room. @throws ChatError `rate_limited` if the user has MAX_CONNECTIONS_PER_USER */
  takeOfUser(userId: string): Release {
    if (this.limited(this.users.of(userId), this.config.MAX_CONNECTIONS_PER_USER))
      throw new ChatError('rate_limited', 'You have too many connections (MAX_CONNECTIONS_PER_USER).', {
        retryAfter: 1,
      })
    return this.users.take(userId)
  }

  /** A place for a room on a connection. @throws ChatError `rate_limited` if it has MAX_ROOMS_PER_CONNECTION */
  takeOfConnection(connection: object): Release {
    if (this.limited(this.rooms.of(connection), this.config.MAX_ROOMS_PER_CONNECTION))
      throw new ChatError('rate_limited', 'This connection has too many rooms (MAX_ROOMS_PER_CONNECTION).')
    return this.rooms.take(connection)
  }

  /**
   * A Socket.IO client asks for a room, of any name, and gets an answer later.
   * @returns whether it has asked so often in vain that its connection must go
   */
  attempted(connection: object): boolean {
    const attempts = (this.attempts.get(connection) ?? 0) + 1
    this.attempts.set(connection, attempts)
    return this.config.RATE_LIMITS && attempts > MOST_FAILED
  }

  /** It was let in. */
  succeeded(connection: object): void {
    this.attempts.set(connection, this.attempts.get(connection)! - 1)
  }

  private limited(taken: number, limit: number): boolean {
    return this.config.RATE_LIMITS && taken >= limit
  }
}
