// Keys with which somebody's backend asks: ADMIN_KEY of the environment, and those that were made with it.
import { SetMetadata } from '@nestjs/common'
import { Inject, Injectable } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Repository } from 'typeorm'
import { CONFIG, type Config } from '../config/config.js'
import { ServerKey } from '../database/entities/index.js'

export const SCOPES = ['users', 'chatrooms', 'messages', 'events', 'webhooks', 'moderation', 'stats'] as const
export type Scope = (typeof SCOPES)[number]

/** `keys`: what ADMIN_KEY alone may. */
export type AskedScope = Scope | 'keys'

/** How every key begins that was made here; what does not is a user's token, or ADMIN_KEY. */
export const KEY_PREFIX = 'sk_'

/** Whoever asks with a server key. */
export interface KeyHolder {
  /** Of the key; `ADMIN_KEY` for that. */
  id: string
  may(scope: AskedScope): boolean
}

const SCOPE = Symbol('SCOPE')

/** Of a route, or all of a controller's: for who has a server key with this scope, and for nobody else. */
export const ForServerKeys = (scope: AskedScope) => SetMetadata(SCOPE, scope)
ForServerKeys.KEY = SCOPE

@Injectable()
export class ServerKeys {
  private readonly master: Buffer | undefined

  constructor(
    @InjectRepository(ServerKey) private readonly keys: Repository<ServerKey>,
    @Inject(CONFIG) config: Pick<Config, 'ADMIN_KEY'>,
  ) {
    this.master = config.ADMIN_KEY === undefined ? undefined : hashOfKey(config.ADMIN_KEY)
  }

  /** Who has this key; undefined for what is none. */
  async holder(token: string): Promise<KeyHolder | undefined> {
    const hash = hashOfKey(token)
    if (this.master && timingSafeEqual(hash, this.master)) return { id: 'ADMIN_KEY', may: () => true }
    if (!token.startsWith(KEY_PREFIX)) return undefined
    const key = await this.keys.findOneBy({ hash })
    return key ? { id: key.id, may: (scope) => key.scopes.includes(scope) } : undefined
  }
}

/** What is kept of a key. */
export const hashOfKey = (key: string): Buffer => createHash('sha256').update(key).digest()
