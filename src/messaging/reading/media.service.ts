// The files of a room: its messages that have an attachment, newest first.
import { ApiPropertyOptional } from '@nestjs/swagger'
import { Injectable } from '@nestjs/common'
import { IsIn, IsOptional } from 'class-validator'
import type { Actor } from '../../auth/actor.js'
import { fromCursor, PageQuery, toPage } from '../../common/paging.js'
import { ATTACHMENT_TYPES, type AttachmentType } from '../../database/entities/index.js'
import { runPrepared } from '../../database/prepared.js'
import { Reads } from '../../database/reads.js'
import { MembershipService } from '../../membership/membership.service.js'
import { logOf } from '../../room-log/log-row.js'
import { RoomLog } from '../../room-log/room-log.js'
import type { MessageList } from './message-list.view.js'

export class MediaQuery extends PageQuery {
  @ApiPropertyOptional({
    description: 'Only messages with a file of this type.',
    enum: ATTACHMENT_TYPES,
    enumName: 'AttachmentType',
    examples: { image: { value: 'image' } },
  })
  @IsOptional()
  @IsIn(ATTACHMENT_TYPES)
  type?: AttachmentType
}

/**
 * $1 chatroom id, $2 types, $3 before which n, $4 limit, $5 its log, $6 from which seq on. Of each type as many as would do, of which the newest are
 * taken: a range of the index messages_media for each, however many messages, or files of other types, lie between.
 */
export const MEDIA = {
  name: 'media',
  text: `
    SELECT found.seq, found.n FROM unnest($2::text[]) AS asked (type)
    CROSS JOIN LATERAL (
      SELECT m.seq, m.n FROM messages m
      WHERE m.chatroom_id = $1 AND m.media_type = asked.type AND m.n < $3 AND m.seq >= $6 AND ${logOf('$1')} = $5
      ORDER BY m.n DESC LIMIT $4
    ) found
    ORDER BY found.n DESC LIMIT $4`,
}

@Injectable()
export class MediaService {
  constructor(
    private readonly membership: MembershipService,
    private readonly log: RoomLog,
    private readonly reads: Reads,
  ) {}

  /** @throws ChatError `chatroom_not_found`, `not_a_member`, `validation_failed`, `rate_limited`, `unavailable` */
  async list(actor: Actor, name: string, { type, limit, cursor }: MediaQuery): Promise<MessageList> {
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : fromCursor(cursor)
    const { room, since } = await this.membership.authorize(actor, name, 'read')
    const values = [room.id, type ? [type] : ATTACHMENT_TYPES, before, limit + 1, room.log, since]
    return this.reads.page(actor.id, async (source) => {
      const found = await runPrepared<{ seq: number; n: number }>(source, MEDIA, values)
      const { rows, next_cursor } = toPage(found, limit, ({ n }) => n)
      const messages = await this.log.readMany(
        rows.map(({ seq }) => ({ room, seq, since })),
        source,
      )
      // What is gone has no file any more.
      return { messages: messages.flatMap((each) => (each?.attachment ? [each] : [])), next_cursor }
    })
  }
}
