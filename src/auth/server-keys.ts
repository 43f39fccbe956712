// Keys with which somebody's backend asks: ADMIN_KEY of the environment, and those that were made with it.
import { applyDecorators, Inject, Injectable, SetMetadata } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { ApiExtension, ApiSecurity } from '@nestjs/swagger'
import { createHash, timingSafeEqual } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { ChatError } from '../common/errors.js'
import { RateLimits, addressKey } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { runPrepared, type Prepared } from '../database/prepared.js'

export const SCOPES = ['users', 'chatrooms', 'messages', 'events', 'webhooks', 'moderation', 'stats'] as const
export type Scope = (typeof SCOPES)[number]

/** `keys`: what ADMIN_KEY alone may. */
export type AskedScope = Scope | 'keys'

/** How every key begins that was made here; what does not is a user's token, or ADMIN_KEY. */
export const KEY_PREFIX = 'sk_'

/** Names a user for whom a server key asks. */
export const ACTING_USER_HEADER = 'X-Acting-User'

/** What the documents call the ways to ask with a server key. */
export const SERVER_KEY = 'serverKey'
export const ACTING_USER = 'actingUser'

/** Under which the documents say which scope an operation needs of a server key. */
export const SCOPE_EXTENSION = 'x-scope'

/** Whoever asks with a server key. */
export interface KeyHolder {
  /** Of the key; `ADMIN_KEY` for that. */
  id: string
  may(scope: AskedScope): boolean
}

const SCOPE = Symbol('SCOPE')
const ACTING = Symbol('ACTING')

/** Of a route, or all of a controller's: for who has a server key with this scope, and for nobody else. */
export const ForServerKeys = (scope: AskedScope): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(SCOPE, scope), ApiSecurity(SERVER_KEY), ApiExtension(SCOPE_EXTENSION, scope))
ForServerKeys.KEY = SCOPE

/** Of a route, or all of a controller's: open to users, and to server keys with this scope that act for one. */
export const ActingScope = (scope: Scope): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(ACTING, scope),
    ApiSecurity({ [SERVER_KEY]: [], [ACTING_USER]: [] }),
    ApiExtension(SCOPE_EXTENSION, scope),
  )
ActingScope.KEY = ACTING

/** $1 the key's hash. */
export const KEY_OF_HASH: Prepared = {
  name: 'key_of_hash',
  text: 'SELECT k.id, k.scopes FROM server_keys k WHERE k.hash = $1 LIMIT 1',
}

@Injectable()
export class ServerKeys {
  private readonly master: Buffer | undefined

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly limits: RateLimits,
    @Inject(CONFIG) config: Pick<Config, 'ADMIN_KEY'>,
  ) {
    this.master = config.ADMIN_KEY === undefined ? undefined : hashOfKey(config.ADMIN_KEY)
  }

  /** Whether it looks like a server key: no user's token does. */
  isOne(token: string): boolean {
    return token.startsWith(KEY_PREFIX) || this.isMaster(hashOfKey(token))
  }

  /**
   * Who has this key. It is looked up each time: one that was deleted is nobody's from then on, on every node.
   * @param address where it comes from: wrong keys are counted there, as wrong passwords are. ADMIN_KEY, which somebody has thought of,
   *   is then refused there, too; but never a right one that was made here, which nobody guesses: else a program that goes on with a key
   *   that was deleted would shut out all others beside it
   * @throws ChatError `unauthenticated`, `rate_limited`
   */
  async holder(token: string | undefined, address: string | undefined): Promise<KeyHolder> {
    const isMade = token?.startsWith(KEY_PREFIX) ?? false
    const key = isMade ? `${KEY_PREFIX} ${addressKey(address)}` : addressKey(address)
    if (!isMade) await this.limits.assertAttemptLeft('keys', key)
    const holder = token === undefined ? undefined : await this.find(token)
    if (holder) return holder
    if (token !== undefined) await this.limits.consume('keys', key)
    throw new ChatError('unauthenticated', 'Send Authorization: Bearer <server key>.')
  }

  private async find(token: string): Promise<KeyHolder | undefined> {
    const hash = hashOfKey(token)
    if (this.isMaster(hash)) return { id: 'ADMIN_KEY', may: () => true }
    if (!token.startsWith(KEY_PREFIX)) return undefined
    const [key] = await runPrepared<{ id: string; scopes: string[] }>(this.dataSource, KEY_OF_HASH, [hash])
    return key && { id: key.id, may: (scope) => key.scopes.includes(scope) }
  }

  private isMaster(hash: Buffer): boolean {
    return this.master !== undefined && timingSafeEqual(hash, this.master)
  }
}

/** What is kept of a key. */
export const hashOfKey = (key: string): Buffer => createHash('sha256').update(key).digest()

/** @throws ChatError `forbidden` */
export function assertScope(holder: KeyHolder, scope: AskedScope): void {
  if (holder.may(scope)) return
  throw new ChatError(
    'forbidden',
    scope === 'keys' ? 'Only ADMIN_KEY may do this.' : `This key lacks the scope ${scope}.`,
  )
}
