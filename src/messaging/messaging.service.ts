// Send and read: what all three doors do for a member.
import { Injectable } from '@nestjs/common'
import { AttachmentsService } from '../attachments/attachments.service.js'
import type { Actor } from '../auth/actor.js'
import { ChatError } from '../common/errors.js'
import { HeldMemory } from '../common/held-memory.js'
import { RateLimits } from '../common/rate-limits.js'
import { Reads } from '../database/reads.js'
import { MembershipService, type Standing } from '../membership/membership.service.js'
import type { Draft, RoomRef } from '../room-log/draft.js'
import type { MessageView } from '../room-log/message.view.js'
import type { Appended } from '../room-log/outcome.js'
import { RoomLog } from '../room-log/room-log.js'
import { AttachmentContentDto, parseDraft, type AttachmentDraftDto } from './draft.dto.js'
import {
  assertInLog,
  assertSameLog,
  type HistoryQuery,
  type MessagePage,
  type ResumeQuery,
} from './history.dto.js'
import { SendQueue } from './send-queue.js'

/** How often an attachment is in memory while it is stored: as text, and as bytes. */
const FORMS = 2

/** A draft that can be stored; `inline` if its attachment was stored for it alone. */
type Prepared = Draft & { inline?: boolean }

@Injectable()
export class MessagingService {
  constructor(
    private readonly membership: MembershipService,
    private readonly attachments: AttachmentsService,
    private readonly log: RoomLog,
    private readonly limits: RateLimits,
    private readonly memory: HeldMemory,
    private readonly reads: Reads,
  ) {}

  /**
   * Lets a connection in.
   * @throws ChatError `chatroom_not_found`, `not_a_member`, `seq_unknown`
   */
  async admit(actor: Actor, name: string, resume: ResumeQuery): Promise<Standing> {
    const standing = await this.membership.admitted(actor, name, 'read')
    assertInLog(resume, standing)
    return standing
  }

  /**
   * Says something in a room; resolves after the commit. Sends of one queue keep their order.
   * @param body anything that a client sent
   * @throws ChatError `validation_failed`, `rate_limited`, `not_a_member`, `chatroom_not_found`, `attachment_not_found`,
   *   `client_id_reused`, `payload_too_large`, `unsupported_media_type`, `unavailable`; `seq_unknown` for another log
   */
  async send(actor: Actor, room: RoomRef, body: unknown, queue = new SendQueue()): Promise<Appended> {
    this.limits.take('messages', actor.id)
    const { log, ...draft } = parseDraft(body)
    assertSameLog(log, room)
    const ready: Prepared | Promise<Prepared> =
      draft.type === 'text' ? draft : this.withAttachment(actor, room, draft)
    return queue.run(ready, (prepared) => this.append(actor, room, prepared))
  }

  /**
   * For what a door cannot even read as a message: it counts like one, since refusing it is work, too.
   * @throws ChatError `error`, or `rate_limited`
   */
  refuse(actor: Actor, error: unknown): never {
    this.limits.take('messages', actor.id)
    throw error
  }

  /** Whether whoever sends now should be read no further until they are answered. */
  get busy(): boolean {
    return this.log.busy
  }

  /** The same through an address. @throws ChatError as `send` */
  async sendTo(actor: Actor, name: string, body: unknown): Promise<Appended & { message: MessageView }> {
    const { room } = await this.membership.admitted(actor, name, 'send')
    const appended = await this.send(actor, room, body)
    // Of a duplicate only the seq is known: the first message is read again.
    const message = appended.message ?? (await this.read(actor, room, appended.seq - 1, 1))[0]!
    return { ...appended, message }
  }

  /** A page of the log. @throws ChatError `chatroom_not_found`, `not_a_member`, `seq_unknown`, `rate_limited`, `unavailable` */
  async history(actor: Actor, name: string, query: HistoryQuery): Promise<MessagePage> {
    const standing = await this.membership.admitted(actor, name, 'read')
    assertInLog(query, standing)
    const { room, lastSeq } = standing
    const { after, count, has_more } = range(query, lastSeq)
    const messages = count > 0 ? await this.read(actor, room, after, count) : []
    return { log: room.log, messages, has_more }
  }

  /** So many messages that were there a moment ago. @throws ChatError `unavailable` if the log was replaced or deleted since */
  private async read(actor: Actor, room: RoomRef, after: number, count: number): Promise<MessageView[]> {
    const messages = await this.reads.page(actor.id, (source) =>
      this.log.readAfter(room, after, count, source),
    )
    if (messages.length === count) return messages
    throw new ChatError('unavailable', 'The log is being replaced. Try again.', { retryAfter: 1 })
  }

  private async append(actor: Actor, room: RoomRef, draft: Prepared): Promise<Appended> {
    const { inline, ...rest } = draft
    if (!inline) return this.log.append(actor, room, rest)
    const appended = await this.log.append(actor, room, rest).catch(async (error: unknown) => {
      await this.attachments.discard(rest.attachment!.id)
      throw error
    })
    if (appended.duplicate) await this.attachments.discard(rest.attachment!.id)
    return appended
  }

  private async withAttachment(
    actor: Actor,
    room: RoomRef,
    body: Omit<AttachmentDraftDto, 'log'>,
  ): Promise<Prepared> {
    const { attachment, ...rest } = body
    if (!(attachment instanceof AttachmentContentDto)) {
      const own = await this.attachments.findOwn(actor, attachment.id)
      return { ...rest, attachment: own }
    }
    const { type, filename, content } = attachment
    // Whoever sends files faster than they can be stored must not fill the memory with them.
    const release = this.memory.reserve(actor.id, FORMS * content.length)
    try {
      // Before megabytes are stored for somebody who may not speak here; the log decides again, under the room's lock.
      await this.membership.admitted(actor, room.name, 'send')
      const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content, 'base64')
      const stored = await this.attachments.storeInline(actor, { type, filename, content: bytes })
      return { ...rest, attachment: stored, inline: true }
    } finally {
      release()
    }
  }
}

/** Which part of a log without gaps a query means: plain arithmetic. */
function range(
  { after_seq, before_seq, limit }: HistoryQuery,
  lastSeq: number,
): { after: number; count: number; has_more: boolean } {
  const end = Math.min(before_seq ?? lastSeq + 1, lastSeq + 1)
  if (after_seq !== undefined) {
    const count = Math.min(limit, end - 1 - after_seq)
    return { after: after_seq, count, has_more: after_seq + count < end - 1 }
  }
  const after = Math.max(0, end - 1 - limit)
  return { after, count: end - 1 - after, has_more: after > 0 }
}
