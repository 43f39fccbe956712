// Whom somebody has blocked: one-sided and silent.
import { Inject, Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import { userView } from '../auth/user.view.js'
import { ChatError, wrongField } from '../common/errors.js'
import { inTime, timedPlace, toPage, type PageQuery } from '../common/paging.js'
import { RateLimits } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { Reads } from '../database/reads.js'
import { ConnectedPeople } from '../presence/connected-people.js'
import { BLOCKED_BY, SET_BLOCK, type UserRow } from './people-statements.js'
import { PeopleService } from './people.service.js'
import type { UserPage } from './person.view.js'

type Outcome = 'changed' | 'same' | 'too_many' | 'user_not_found'

@Injectable()
export class BlocksService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly people: PeopleService,
    private readonly connected: ConnectedPeople,
    private readonly limits: RateLimits,
    private readonly reads: Reads,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Once or again. From the answer on it holds; who of them is told of whose presence changes within a second, on every node.
   * @param username as it is kept
   * @param blocked whether they are from now on
   * @throws ChatError `user_not_found`, `validation_failed` for oneself, `forbidden` for whoever has MAX_BLOCKS_PER_USER,
   *   `rate_limited`, `unavailable`
   */
  async set(actor: Actor, username: string, blocked: boolean): Promise<void> {
    this.limits.take('signals', actor.id)
    if (username === actor.username) throw wrongField('username', 'username must be somebody else’s')
    const { id } = await this.people.named(actor, username)
    const most = this.config.MAX_BLOCKS_PER_USER
    const values = [actor.id, id, blocked, most]
    const [row] = await this.dataSource.query<[{ outcome: Outcome }]>(SET_BLOCK, values)
    if (row.outcome === 'user_not_found') throw new ChatError('user_not_found')
    if (row.outcome === 'too_many')
      throw new ChatError(
        'forbidden',
        `You may block at most ${most} people here (the setting MAX_BLOCKS_PER_USER).`,
      )
    if (row.outcome === 'changed') this.connected.announce(actor.id)
  }

  /** Whom the actor has blocked, the latest first. @throws ChatError `validation_failed`, `rate_limited`, `unavailable` */
  async list(actor: Actor, { limit, cursor }: PageQuery): Promise<UserPage> {
    const asked = [actor.id, ...inTime(cursor), limit + 1]
    const rows = await this.reads.page(actor.id, (source) =>
      source.query<(UserRow & { blockedAt: Date })[]>(BLOCKED_BY, asked),
    )
    const page = toPage(rows, limit, ({ blockedAt, id }) => timedPlace(blockedAt, id))
    return {
      users: page.rows.map((row) => userView(row, this.config.base)),
      next_cursor: page.next_cursor,
    }
  }
}
