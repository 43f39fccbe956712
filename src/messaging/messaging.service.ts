// Send: what all three doors do for a member.
import { Inject, Injectable } from '@nestjs/common'
import { AttachmentsService } from '../attachments/attachments.service.js'
import type { Actor } from '../auth/actor.js'
import { audit } from '../common/audit.js'
import { ChatError } from '../common/errors.js'
import { HeldMemory } from '../common/held-memory.js'
import { largestMessage } from '../common/largest-message.js'
import { RateLimits } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { MembershipService, type Access } from '../membership/membership.service.js'
import type { Action } from '../membership/policy.js'
import type { RoomRef } from '../room-log/draft.js'
import type { MessageView } from '../room-log/message.view.js'
import type { Appended } from '../room-log/outcome.js'
import { RoomLog } from '../room-log/room-log.js'
import { visibleFrom } from '../room-log/visible.js'
import { assertInLog, assertSameLog, type ResumeQuery } from './history.dto.js'
import { HistoryService } from './history.service.js'
import type { Kind, Sending } from './kinds/kind.js'
import { kindOf, parseDraft } from './kinds/parse.js'
import { Preparation, type Ready } from './preparation.js'
import { SendQueue } from './send-queue.js'

/** What became of something sent through an address, with the entry as everybody sees it. */
interface Sent extends Omit<Appended, 'message'> {
  message: MessageView
}

@Injectable()
export class MessagingService {
  /** Bytes of the largest frame or body that can be a message. */
  readonly largest: number

  constructor(
    private readonly membership: MembershipService,
    private readonly attachments: AttachmentsService,
    private readonly log: RoomLog,
    private readonly limits: RateLimits,
    private readonly memory: HeldMemory,
    private readonly history: HistoryService,
    private readonly preparation: Preparation,
    @Inject(CONFIG) config: Config,
  ) {
    this.largest = largestMessage(config)
    log.committed.subscribe(({ messages }) => messages.forEach(auditDeletion))
  }

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
   * Says something in a room; resolves after the commit. Sends of one queue keep their order.
   * @param body anything that a client sent
   * @throws ChatError `rate_limited`, `payload_too_large`, `unsupported_media_type`, and as `RoomLog.append`
   */
  async send(actor: Actor, room: RoomRef, body: unknown, queue = new SendQueue()): Promise<Appended> {
    this.limits.take('messages', actor.id)
    const { kind, draft } = parseDraft(body)
    assertSameLog(draft.log, room)
    const prepared = this.preparation.prepare(kind, draft, this.sending(actor, room, kind))
    return queue.run(prepared, (ready) => this.append(actor, room, ready))
  }

  /**
   * The same from a connection that is not of one room; a room that it does not hear is looked up, in the turn of its message.
   * @param known the room, if the connection hears it
   * @throws ChatError also `chatroom_not_found`, `not_a_member`
   */
  async sendFrom(
    actor: Actor,
    name: string,
    known: RoomRef | undefined,
    body: unknown,
    queue: SendQueue,
  ): Promise<Appended> {
    if (known) return this.send(actor, known, body, queue)
    this.limits.take('messages', actor.id)
    const { kind, draft } = parseDraft(body)
    const prepare = async () => {
      const { room } = await this.membership.authorize(actor, name, kind.action)
      assertSameLog(draft.log, room)
      return { room, ready: await this.preparation.prepare(kind, draft, this.sending(actor, room, kind)) }
    }
    return queue.run(prepare(), ({ room, ready }) => this.append(actor, room, ready))
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

  /** The same through an address; with the entry as everybody sees it. @throws ChatError as `send` */
  async sendTo(actor: Actor, name: string, body: unknown): Promise<Sent> {
    const access = await this.membership.authorize(actor, name, kindOf(body)?.action ?? 'send')
    const appended = await this.send(actor, access.room, body)
    // Of a duplicate only the seq is known: the first message is read again. So is what could not be looked up.
    const message = (await appended.message) ?? (await this.history.one(actor, access, appended.seq))
    // What it changes may quote what they may not read.
    return { ...appended, message: visibleFrom(message, access) }
  }

  private sending(actor: Actor, room: RoomRef, { action }: Kind): Sending {
    const { attachments, memory, membership } = this
    return {
      actor,
      room,
      attachments,
      memory,
      assertAllowed: () => membership.authorize(actor, room.name, action),
      source: (chatroom, seq) => this.history.said(actor, chatroom, seq),
    }
  }

  private async append(actor: Actor, room: RoomRef, { undo, ...draft }: Ready): Promise<Appended> {
    const appended = await this.log.append(actor, room, draft).catch(async (error: unknown) => {
      await undo?.()
      throw await this.worded(error, actor, room, draft.action)
    })
    if (appended.duplicate) await undo?.()
    return appended
  }

  /** What the log refuses, which knows no settings and no blocks, in the words of who knows why. */
  private async worded(refusal: unknown, actor: Actor, room: RoomRef, action: Action): Promise<unknown> {
    if (!isForbidden(refusal)) return refusal
    const why = await this.membership.authorize(actor, room.name, action).catch((reason: unknown) => reason)
    return isForbidden(why) ? why : refusal
  }
}

const isForbidden = (error: unknown) => error instanceof ChatError && error.code === 'forbidden'

/** Notes down who deleted what somebody else had said. */
function auditDeletion({ chatroom, type, sender, target }: MessageView): void {
  const author = target?.sender
  if (type !== 'delete' || !author || author.id === sender?.id) return
  audit('message.deleted', { user_id: author.id, by: sender?.id, room: chatroom, seq: target?.seq })
}
