// Send: what all three doors do for a member.
import { Injectable } from '@nestjs/common'
import { AttachmentsService } from '../attachments/attachments.service.js'
import type { Actor } from '../auth/actor.js'
import { HeldMemory } from '../common/held-memory.js'
import { RateLimits } from '../common/rate-limits.js'
import { MembershipService, type Access } from '../membership/membership.service.js'
import type { AttachmentView } from '../room-log/attachment.view.js'
import type { Draft, RoomRef } from '../room-log/draft.js'
import type { MessageView } from '../room-log/message.view.js'
import type { Appended } from '../room-log/outcome.js'
import { RoomLog } from '../room-log/room-log.js'
import { AttachmentContentDto, parseDraft, type AttachmentDraftDto } from './draft.dto.js'
import { assertInLog, assertSameLog, type ResumeQuery } from './history.dto.js'
import { HistoryService } from './history.service.js'
import { SendLane } from './send-lane.js'

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
    private readonly history: HistoryService,
  ) {}

  /**
   * Lets a connection in.
   * @throws ChatError `chatroom_not_found`, `not_a_member`, `seq_unknown`
   */
  async admit(actor: Actor, name: string, resume: ResumeQuery): Promise<Access> {
    const access = await this.membership.authorize(actor, name, 'read')
    assertInLog(resume, access)
    return access
  }

  /**
   * Says something in a room; resolves after the commit. Sends of one lane keep their order.
   * @param body anything that a client sent
   * @throws ChatError `validation_failed`, `rate_limited`, `not_a_member`, `chatroom_not_found`, `attachment_not_found`,
   *   `client_id_reused`, `payload_too_large`, `unsupported_media_type`, `unavailable`; `seq_unknown` for another log
   */
  async send(actor: Actor, room: RoomRef, body: unknown, lane = new SendLane()): Promise<Appended> {
    this.limits.take('messages', actor.id)
    const { log, ...draft } = parseDraft(body)
    assertSameLog(log, room)
    const ready: Prepared | Promise<Prepared> =
      draft.type === 'text' ? { ...draft, same: draft.message } : this.withAttachment(actor, room, draft)
    return lane.run(ready, (prepared) => this.append(actor, room, prepared))
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
    const { room } = await this.membership.authorize(actor, name, 'send')
    const appended = await this.send(actor, room, body)
    // Of a duplicate only the seq is known: the first message is read again.
    const message = appended.message ?? (await this.history.one(actor, room, appended.seq))
    return { ...appended, message }
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
      return { ...rest, attachment: own, same: sameness(own, rest.message) }
    }
    const { type, filename, content } = attachment
    // Whoever sends files faster than they can be stored must not fill the memory with them.
    const release = this.memory.reserve(actor.id, FORMS * content.length)
    try {
      // Before megabytes are stored for somebody who may not speak here; the log decides again, under the room's lock.
      await this.membership.authorize(actor, room.name, 'send')
      const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content, 'base64')
      const stored = await this.attachments.storeInline(actor, { type, filename, content: bytes })
      return { ...rest, attachment: stored, same: sameness(stored, rest.message), inline: true }
    } finally {
      release()
    }
  }
}

/** Of a file its bytes count, its type and its name, whatever id each upload got, and whether it came inside the message. */
const sameness = ({ type, filename, sha256 }: AttachmentView, caption: string | undefined) => [
  caption ?? null,
  [type, filename, sha256],
]
