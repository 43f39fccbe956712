// How often somebody may try: the limits on sign-ins, registrations, messages and the like, and where they are counted.
import { Global, Inject, Injectable, Module, Optional } from '@nestjs/common'
import { getDataSourceToken } from '@nestjs/typeorm'
import { createHash } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import {
  RateLimiterMemory,
  RateLimiterPostgres,
  type RateLimiterAbstract,
  type RateLimiterRes,
} from 'rate-limiter-flexible'
import type { DataSource } from 'typeorm'
import { CONFIG, type Config } from '../config/config.js'
import { Allowance } from './allowance.js'
import { GONE } from './client-address.js'
import { ChatError, CloseCode } from './errors.js'

/**
 * What is counted by key: failed sign-ins by username and address, by address and by username, and tries for a username that
 * is guessed at; registrations and wrong server keys by address; the rest by user.
 */
export type LimitName =
  | 'logins'
  | 'loginsByAddress'
  | 'loginsByUsername'
  | 'loginPace'
  | 'registrations'
  | 'keys'
  | 'enters'
  | 'uploads'

/** Seconds over which the limits count. */
export const WINDOW_SECONDS = {
  logins: 15 * 60,
  loginsByAddress: 15 * 60,
  loginsByUsername: 15 * 60,
  loginPace: 1,
  registrations: 60 * 60,
  keys: 15 * 60,
  enters: 60,
  uploads: 60,
} as const

const DETAIL: Record<LimitName, string> = {
  logins: 'Too many failed sign-ins with this username from this address.',
  loginsByAddress: 'Too many failed sign-ins from this address.',
  loginsByUsername: 'Too many failed sign-ins with this username.',
  loginPace: 'Somebody is guessing this password: one try a second.',
  registrations: 'Too many registrations from this address.',
  keys: 'Too many wrong server keys from this address.',
  enters: 'Too many chatrooms entered.',
  uploads: 'Too many files.',
}

/** What has an allowance: so much at once, which comes back evenly within so many seconds. */
export const ALLOWANCES = {
  messages: { setting: 'RATE_LIMIT_MESSAGES', seconds: 10 },
  reads: { setting: 'RATE_LIMIT_READS', seconds: 10 },
  signals: { setting: 'RATE_LIMIT_SIGNALS', seconds: 10 },
  tickets: { setting: 'RATE_LIMIT_TICKETS', seconds: 60 },
  chatrooms: { setting: 'RATE_LIMIT_ROOMS', seconds: 60 * 60 },
} as const satisfies Record<string, { setting: keyof Config; seconds: number }>
export type AllowanceName = keyof typeof ALLOWANCES

/** How many messages too many are refused one by one, before the socket that sends them is closed. */
const REFUSALS = 200

/**
 * What somebody could guess or make in bulk is counted in the database, for all nodes; the rest per node, in memory, where
 * any node of several admits its own share. Without the database, each node counts for itself.
 */
@Injectable()
export class RateLimits {
  private readonly on: boolean
  private readonly limiters: Record<LimitName, RateLimiterAbstract>
  private readonly allowances: Record<AllowanceName, Allowance>

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Optional() @Inject(getDataSourceToken()) dataSource?: DataSource,
  ) {
    this.on = config.RATE_LIMITS
    const allowance = (name: AllowanceName) => {
      const { setting, seconds } = ALLOWANCES[name]
      return new Allowance(config[setting], seconds)
    }
    this.allowances = {
      messages: allowance('messages'),
      reads: allowance('reads'),
      signals: allowance('signals'),
      tickets: allowance('tickets'),
      chatrooms: allowance('chatrooms'),
    }
    this.limiters = {
      logins: limiterOf('logins', config.RATE_LIMIT_LOGINS, dataSource),
      loginsByAddress: limiterOf('loginsByAddress', config.RATE_LIMIT_LOGINS_PER_ADDRESS, dataSource),
      loginsByUsername: limiterOf('loginsByUsername', config.RATE_LIMIT_LOGINS, dataSource),
      loginPace: limiterOf('loginPace', 1, dataSource),
      registrations: limiterOf('registrations', config.RATE_LIMIT_REGISTRATIONS, dataSource),
      keys: limiterOf('keys', config.RATE_LIMIT_LOGINS_PER_ADDRESS),
      enters: limiterOf('enters', config.RATE_LIMIT_ENTERS),
      uploads: limiterOf('uploads', config.RATE_LIMIT_UPLOADS),
    }
  }

  /**
   * Counts one attempt of `key`.
   * @throws ChatError `rate_limited` when all of this window's were used before
   */
  async consume(limit: LimitName, key: string): Promise<void> {
    if (!this.on) return
    const counted = await this.count(limit, key)
    if (counted.consumedPoints > this.limiters[limit].points) throw exhausted(limit, counted)
  }

  /** Counts one failed sign-in with a username, wherever it came from. */
  async noteFailure(username: string): Promise<void> {
    if (this.on) await this.count('loginsByUsername', username)
  }

  /**
   * Once many sign-ins with a username have failed, from however many addresses, it may be tried once a second: too slow to
   * guess, and its owner is not shut out.
   * @throws ChatError `rate_limited` when it was tried within this second
   */
  async assertPace(username: string): Promise<void> {
    if (!this.on) return
    const failed = await this.limiters.loginsByUsername.get(fingerprint(username))
    if (failed && failed.consumedPoints >= this.limiters.loginsByUsername.points)
      await this.consume('loginPace', username)
  }

  /** Somebody else may have this username from now on, who has not failed yet. */
  async forget(username: string): Promise<void> {
    if (!this.on) return
    for (const limit of ['loginsByUsername', 'loginPace'] as const)
      await this.limiters[limit].delete(fingerprint(username))
  }

  private count(limit: LimitName, key: string): Promise<RateLimiterRes> {
    return this.limiters[limit].consume(fingerprint(key)).catch((refused: RateLimiterRes | Error) => {
      if (refused instanceof Error) throw refused
      return refused
    })
  }

  /**
   * Counts nothing; for attempts that count only once they have failed.
   * @throws ChatError `rate_limited` when none is left to `key` in this window
   */
  async assertAttemptLeft(limit: LimitName, key: string): Promise<void> {
    if (!this.on) return
    const limiter = this.limiters[limit]
    const counted = await limiter.get(fingerprint(key))
    if (counted && counted.consumedPoints >= limiter.points) throw exhausted(limit, counted)
  }

  /**
   * Counts one message, read, ticket or new chatroom of a user, on whichever door.
   * @throws ChatError `rate_limited`, at once
   */
  take(what: AllowanceName, userId: string): void {
    const refusal = this.on ? this.allowances[what].take(userId) : undefined
    if (!refusal) return
    const { setting, seconds: within } = ALLOWANCES[what]
    const most = this.config[setting]
    throw new ChatError('rate_limited', `More than ${most} ${what} within ${within} seconds (${setting}).`, {
      retryAfter: seconds(refusal.wait),
      // Told before, and goes on.
      ...(refusal.refused > REFUSALS && { close: CloseCode.tooMany }),
    })
  }
}

function limiterOf(name: LimitName, points: number, dataSource?: DataSource): RateLimiterAbstract {
  const options = { keyPrefix: name, points, duration: WINDOW_SECONDS[name] }
  const memory = new RateLimiterMemory(options)
  if (!dataSource) return memory
  return new RateLimiterPostgres({
    ...options,
    storeClient: dataSource,
    storeType: 'typeorm',
    tableName: 'rate_limits',
    tableCreated: true,
    insuranceLimiter: memory,
  })
}

/** Of one length whatever a client sends, and nothing that names a person in the table. */
const fingerprint = (key: string) => createHash('sha256').update(key).digest('base64url')

const seconds = (milliseconds: number) => Math.max(1, Math.ceil(milliseconds / 1000))

const exhausted = (limit: LimitName, { msBeforeNext }: RateLimiterRes) =>
  new ChatError('rate_limited', DETAIL[limit], { retryAfter: seconds(msBeforeNext) })

/**
 * Whom an address stands for, as a key: an IPv4 address itself, but an IPv6 address's /64, which is what one customer gets
 * and can walk through at will.
 */
export function addressKey(address = GONE): string {
  // IPv4 needs no reading, and is most of what each handshake asks for.
  if (!address.includes(':') || !ipaddr.isValid(address)) return address
  // One of IPv4 in the clothes of IPv6 is that.
  const plain = ipaddr.process(address)
  if (plain instanceof ipaddr.IPv4) return plain.toString()
  const network = (plain as ipaddr.IPv6).parts.slice(0, 4)
  return network.map((part) => part.toString(16)).join(':')
}

@Global()
@Module({ providers: [RateLimits], exports: [RateLimits] })
export class RateLimitsModule {}
