// The devices that somebody is signed in on: their live sessions, and an end to one of them.
import { Injectable } from '@nestjs/common'
import { isUUID } from 'class-validator'
import { audit } from '../common/audit.js'
import { ChatError } from '../common/errors.js'
import { inTime, timedPlace, toPage, type PageQuery } from '../common/paging.js'
import { Reads } from '../database/reads.js'
import type { Actor } from './actor.js'
import { deviceView, type DevicePage, type DeviceRow } from './device.view.js'
import { LIVE_SESSIONS_OF } from './session-statements.js'
import { Sessions } from './sessions.js'

@Injectable()
export class Devices {
  constructor(
    private readonly sessions: Sessions,
    private readonly reads: Reads,
  ) {}

  /** The latest sign-in first. @throws ChatError `validation_failed`, `rate_limited`, `unavailable` */
  async list(actor: Actor, { limit, cursor }: PageQuery): Promise<DevicePage> {
    const asked = [actor.id, ...inTime(cursor), limit + 1]
    const rows = await this.reads.page(actor.id, (source) =>
      source.query<DeviceRow[]>(LIVE_SESSIONS_OF, asked),
    )
    const page = toPage(rows, limit, ({ createdAt, id }) => timedPlace(createdAt, id))
    return {
      sessions: page.rows.map((row) => deviceView(row, actor.sessionId)),
      next_cursor: page.next_cursor,
    }
  }

  /** Ends one at once, on every node, also the one that asks. @throws ChatError `not_found`, also for somebody else's */
  async end(actor: Actor, sessionId: string): Promise<void> {
    const ended = isUUID(sessionId) && (await this.sessions.endOf(actor.id, sessionId))
    if (!ended) throw new ChatError('not_found', 'You are not signed in with such a session.')
    audit('session.ended', { user_id: actor.id, session_id: sessionId, reason: 'DELETE /auth/sessions' })
  }
}
