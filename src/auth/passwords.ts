// How passwords are kept and compared: Argon2id, a few at a time, in fair turns.
import { Injectable } from '@nestjs/common'
import { hash, verify } from '@node-rs/argon2'
import { FairTurns } from '../common/fair-turns.js'

/** OWASP's first choice for Argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/**
 * One less than libuv's four threads, on which each hash runs: the last is for checking tokens, files and DNS. In all, as much
 * waits as is some ten seconds of work: whoever came after these would have given up before their turn. One address, behind
 * which there may be a whole office, may take half of that; one username from one address is one person, who signs in on a
 * few devices at a time. One address has two of three, so that the others find one free.
 */
const TURNS = { atOnce: 3, perCaller: 2, waitingPerPart: 20, waitingPerCaller: 500, waiting: 1000 }
const BUSY = { detail: 'Too many are signing in. Try again.', retryAfter: 5 }

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** Costs as much to compare with as any hash, and no password has it. */
export const HASH_OF_NOBODY =
  `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}` +
  `$${unpadded(Buffer.alloc(16))}$${unpadded(Buffer.alloc(32))}`

/** What whoever has their turn can do with passwords. */
export interface Hasher {
  /** The PHC string to store for a password. */
  hash(password: string): Promise<string>
  /** Whether `password` is the one behind `stored`; without `stored`, no, after the same time. */
  verify(stored: string | null | undefined, password: string): Promise<boolean>
}

const HASHER: Hasher = {
  hash: (password) => hash(normal(password), COST),
  verify: (stored, password) => verify(stored || HASH_OF_NOBODY, normal(password)),
}

@Injectable()
export class Passwords {
  private readonly turns = new FairTurns(TURNS, BUSY)

  /**
   * Does all of a sign-in, its look-ups too, when its turn comes: turns go round the addresses, and for each address round
   * the usernames, whether anybody has them or not.
   * @throws ChatError `rate_limited` when too much of this address or username waits already, `unavailable` when too much does
   */
  inTurn<T>(address: string, username: string, work: (hasher: Hasher) => Promise<T>): Promise<T> {
    return this.turns.run(address, username, () => work(HASHER))
  }
}

/** Unicode NFC: the same password typed on two keyboards is the same bytes. */
const normal = (password: string) => password.normalize('NFC')
