// Whose turn it is to change a room: one at a time in each, and never all that the pool has.
import { Inject, Injectable } from '@nestjs/common'
import { FairTurns } from '../common/fair-turns.js'
import { CONFIG, type Config } from '../config/config.js'

/** A crowd that enters one room at once, and one that spreads over many; each of them is a small thing. */
const WAITING = { waitingPerPart: 100, waitingPerCaller: 5000, waiting: 20_000 }
const BUSY = { detail: 'Too much is waiting for this chatroom. Try again.', retryAfter: 1 }

/**
 * Creating, entering, leaving, changing and deleting take a room's lock and wait for whoever has it: on one connection in
 * each room, and on half of the pool in all, so that messages to other rooms always find one. Where that wait was too long,
 * whoever waited for the same is told so, too.
 */
@Injectable()
export class RoomTurns {
  private readonly turns: FairTurns

  constructor(@Inject(CONFIG) { DATABASE_POOL }: Config) {
    this.turns = new FairTurns(
      { atOnce: Math.floor(DATABASE_POOL / 2), perCaller: 1, oneLock: true, ...WAITING },
      BUSY,
    )
  }

  /** Does what takes the lock of a room. @throws ChatError `rate_limited`, `unavailable`, as FairTurns */
  inRoom<T>(room: string, userId: string, work: () => Promise<T>): Promise<T> {
    return this.turns.run(room, userId, work)
  }

  /** Does what takes the lock of a user's own row. No room has such a name. @throws as `inRoom` */
  ofUser<T>(userId: string, work: () => Promise<T>): Promise<T> {
    return this.turns.run(`user ${userId}`, '', work)
  }
}
