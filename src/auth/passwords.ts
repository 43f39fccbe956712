// How passwords are kept and compared: Argon2id, a few at a time.
import { Injectable } from '@nestjs/common'
import { hash, verify } from '@node-rs/argon2'
import { ChatError } from '../common/errors.js'

/** OWASP's first choice for Argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** One less than libuv's four threads, on which each hash runs: the last is for checking tokens, files and DNS. */
const AT_ONCE = 3

/** Some ten seconds of work: whoever came after these would have given up before their turn. */
const MAX_WAITING = 1000

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** Costs as much to compare with as any hash, and no password has it. */
export const HASH_OF_NOBODY =
  `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}` +
  `$${unpadded(Buffer.alloc(16))}$${unpadded(Buffer.alloc(32))}`

@Injectable()
export class Passwords {
  private running = 0
  private readonly waiting: (() => void)[] = []

  /** The PHC string to store for a password. */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(normal(password), COST))
  }

  /** Whether `password` is the one behind `stored`; without `stored`, no, after the same time. */
  verify(stored: string | null | undefined, password: string): Promise<boolean> {
    return this.inTurn(() => verify(stored || HASH_OF_NOBODY, normal(password)))
  }

  /** @throws ChatError `unavailable` when too many wait already */
  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < AT_ONCE) this.running++
    else if (this.waiting.length < MAX_WAITING)
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    else throw new ChatError('unavailable', 'Too many are signing in. Try again.', { retryAfter: 5 })
    try {
      return await work()
    } finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.running--
    }
  }
}

/** Unicode NFC: the same password typed on two keyboards is the same bytes. */
const normal = (password: string) => password.normalize('NFC')
