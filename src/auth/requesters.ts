// Who sends an HTTP request: a user with a token, or a server key that acts for one.
import { Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import { ChatError } from '../common/errors.js'
import { tcpHolderOf } from '../common/tcp-holder.js'
import { ERASED_USERNAME } from '../common/username.js'
import { runPrepared, type Prepared } from '../database/prepared.js'
import { bearerToken } from './access-tokens.js'
import type { Actor, AuthenticatedRequest } from './actor.js'
import { AuthService } from './auth.service.js'
import {
  ACTING_USER_HEADER,
  assertScope,
  ServerKeys,
  type AskedScope,
  type KeyHolder,
  type Scope,
} from './server-keys.js'
import { PROFILE } from './session-statements.js'

/** $1 a username. */
export const ACTED_FOR: Prepared = {
  name: 'acted_for',
  text: `SELECT ${PROFILE} FROM users u WHERE u.username = $1 LIMIT 1`,
}

@Injectable()
export class Requesters {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly auth: AuthService,
    private readonly keys: ServerKeys,
  ) {}

  /**
   * The user who asks, or for whom a server key asks. Whoever sends a large body is asked before it is read, and not again.
   * @param scope what a key needs here to act for a user; undefined where none may
   * @throws ChatError `unauthenticated`; for a server key also `forbidden`, `user_not_found`, `rate_limited`
   */
  async actor(request: AuthenticatedRequest, scope: Scope | undefined): Promise<Actor> {
    if (request.actor) return request.actor
    const token = bearerToken(request.headers.authorization)
    if (!token) throw new ChatError('unauthenticated', 'Send Authorization: Bearer <access_token>.')
    const actor = this.keys.isOne(token)
      ? await this.actedFor(request, token, scope)
      : await this.auth.authenticate(token)
    request.actor = actor
    const holder = tcpHolderOf(request.socket)
    if (holder) holder.user = actor.id
    return actor
  }

  /**
   * Lets a server key in that may do this, and nobody else.
   * @throws ChatError `unauthenticated`, `forbidden`, `rate_limited`
   */
  async holder(request: AuthenticatedRequest, scope: AskedScope): Promise<KeyHolder> {
    const holder = await this.keys.holder(bearerToken(request.headers.authorization), request.ip)
    assertScope(holder, scope)
    return (request.keyHolder = holder)
  }

  private async actedFor(
    request: AuthenticatedRequest,
    token: string,
    scope: Scope | undefined,
  ): Promise<Actor> {
    const holder = await this.keys.holder(token, request.ip)
    const name = request.get(ACTING_USER_HEADER)?.trim().toLowerCase()
    if (!name)
      throw new ChatError(
        'unauthenticated',
        `With a server key, say for whom you ask: ${ACTING_USER_HEADER}.`,
      )
    if (!scope) throw new ChatError('forbidden', 'Only the user may do this, with a token of their own.')
    assertScope(holder, scope)
    request.keyHolder = holder
    const [user] =
      name === ERASED_USERNAME
        ? []
        : await runPrepared<Omit<Actor, 'sessionId'>>(this.dataSource, ACTED_FOR, [name])
    if (!user) throw new ChatError('user_not_found', `${ACTING_USER_HEADER} names nobody.`)
    return { ...user, sessionId: holder.id }
  }
}
