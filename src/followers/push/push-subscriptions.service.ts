// The browsers that people want to be woken up on.
import { Inject, Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { createHash } from 'node:crypto'
import type { DataSource } from 'typeorm'
import type { Actor } from '../../auth/actor.js'
import { wrongField } from '../../common/errors.js'
import { assertPublicField } from '../../common/public-lookup.js'
import { RateLimits } from '../../common/rate-limits.js'
import { CONFIG, type Config } from '../../config/config.js'
import type { SubscribeDto } from './push.dto.js'
import { SUBSCRIBE, UNSUBSCRIBE } from './push-statements.js'

@Injectable()
export class PushSubscriptions {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly limits: RateLimits,
    @Inject(CONFIG)
    private readonly config: Pick<Config, 'MAX_PUSH_SUBSCRIPTIONS' | 'WEBHOOK_PRIVATE_ADDRESSES'>,
  ) {}

  /**
   * Once or again; from now on it is this user's, and of this session. Of more than MAX_PUSH_SUBSCRIPTIONS the oldest go.
   * @throws ChatError `validation_failed`, `rate_limited`, `unavailable`
   */
  async add(actor: Actor, { endpoint, keys }: SubscribeDto): Promise<void> {
    this.limits.take('signals', actor.id)
    this.assertEndpoint(endpoint)
    const [p256dh, auth] = [keys.p256dh, keys.auth].map(inBase64Url)
    const most = this.config.MAX_PUSH_SUBSCRIPTIONS
    const values = [idOf(endpoint), actor.id, actor.sessionId, endpoint, p256dh, auth, most]
    await this.dataSource.query(SUBSCRIBE, values)
  }

  /** Once or again. @throws ChatError `rate_limited`, `unavailable` */
  async remove(actor: Actor, endpoint: string): Promise<void> {
    this.limits.take('signals', actor.id)
    await this.dataSource.query(UNSUBSCRIBE, [idOf(endpoint), actor.id])
  }

  private assertEndpoint(endpoint: string): void {
    const { protocol, username, password } = URL.canParse(endpoint) ? new URL(endpoint) : new URL('none:')
    const anywhere = this.config.WEBHOOK_PRIVATE_ADDRESSES
    const schemes = anywhere ? ['https:', 'http:'] : ['https:']
    // A URL is lenient with spaces; no browser has any in it.
    if (!schemes.includes(protocol) || username || password || /\s/.test(endpoint))
      throw wrongField('endpoint', 'endpoint must be an address that starts with https://')
    if (!anywhere) assertPublicField('endpoint', endpoint)
  }
}

const idOf = (endpoint: string): Buffer => createHash('sha256').update(endpoint).digest()

const inBase64Url = (text: string): string => Buffer.from(text, 'base64').toString('base64url')
