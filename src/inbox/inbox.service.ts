// The list that a chat app opens with: one's rooms, the latest activity first.
import { Injectable } from '@nestjs/common'
import type { Actor } from '../auth/actor.js'
import { ChatroomsService } from '../chatrooms/chatrooms.service.js'
import { runPrepared } from '../database/prepared.js'
import { Reads } from '../database/reads.js'
import { fromActivityCursor, toActivityCursor, type InboxPage, type InboxQuery } from './inbox.dto.js'
import { LATELY_ACTIVE } from './inbox-statements.js'

@Injectable()
export class InboxService {
  constructor(
    private readonly chatrooms: ChatroomsService,
    private readonly reads: Reads,
  ) {}

  /** @throws ChatError `validation_failed` for a cursor of somebody else's, `rate_limited`, `unavailable` */
  async list(actor: Actor, { archived = false, limit, cursor }: InboxQuery): Promise<InboxPage> {
    const before = cursor === undefined ? undefined : fromActivityCursor(cursor)
    const range = before ? [new Date(before.at), before.id] : ['infinity', 0]
    return this.reads.page(actor.id, async (source) => {
      const values = [actor.id, archived, ...range, limit + 1]
      const found = await runPrepared<{ id: number; at: Date }>(source, LATELY_ACTIVE, values)
      const rows = found.slice(0, limit)
      const views = await this.chatrooms.views(
        actor,
        rows.map(({ id }) => id),
        source,
      )
      const last = rows.at(-1)
      return {
        // Not those that the user has left between the two statements.
        rooms: views.filter(({ view }) => view.role !== null).map(({ view }) => view),
        next_cursor:
          found.length > limit && last ? toActivityCursor({ at: last.at.getTime(), id: last.id }) : null,
      }
    })
  }
}
