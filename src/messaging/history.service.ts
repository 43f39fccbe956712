// Reading a room: its log entry by entry, and its timeline, which leaves the changes out.
import { Injectable } from '@nestjs/common'
import type { Actor } from '../auth/actor.js'
import { ChatError, type ErrorCode, wrongField } from '../common/errors.js'
import { Reads } from '../database/reads.js'
import { MembershipService, type Access } from '../membership/membership.service.js'
import type { MessageView } from '../room-log/message.view.js'
import { RoomLog } from '../room-log/room-log.js'
import type { Stored } from '../room-log/stored.js'
import { assertInLog, type HistoryQuery, type MessagePage, type TimelineQuery } from './history.dto.js'

/** Why somebody cannot read a room. */
const HIDING: readonly ErrorCode[] = ['chatroom_not_found', 'not_a_member', 'forbidden']

@Injectable()
export class HistoryService {
  constructor(
    private readonly membership: MembershipService,
    private readonly log: RoomLog,
    private readonly reads: Reads,
  ) {}

  /** A page of the log. @throws ChatError `chatroom_not_found`, `not_a_member`, `seq_unknown`, `rate_limited`, `unavailable` */
  async history(actor: Actor, name: string, query: HistoryQuery): Promise<MessagePage> {
    const access = await this.access(actor, name, query)
    const { room } = access
    const { after, count, has_more } = range(query, access)
    const messages = count > 0 ? await this.read(actor, access, after, count) : []
    return { log: room.log, messages, has_more }
  }

  /** A page of the timeline. @throws ChatError as `history` */
  async timeline(actor: Actor, name: string, query: TimelineQuery): Promise<MessagePage> {
    const access = await this.access(actor, name, query)
    const { room, lastSeq } = access
    const { after_seq, around_seq, before_seq = lastSeq + 1, limit } = query
    assertAround(query, lastSeq)
    const read = (part: { before: number } | { from: number }, count: number) =>
      this.reads.page(actor.id, (source) => this.log.readTimeline(room, access, part, count, source))
    // One more than the page holds tells whether there is another.
    if (after_seq !== undefined) {
      const found = await read({ from: after_seq + 1 }, limit + 1)
      const messages = found.filter(({ seq }) => seq < before_seq)
      return { log: room.log, messages: messages.slice(0, limit), has_more: messages.length > limit }
    }
    const later = around_seq === undefined ? [] : await read({ from: around_seq }, limit)
    const earlier = await read({ before: around_seq ?? before_seq }, limit + 1)
    // What one side has not, the other has more of.
    const before = Math.min(earlier.length, Math.max(Math.floor(limit / 2), limit - later.length))
    const messages = [...earlier.slice(earlier.length - before), ...later.slice(0, limit - before)]
    return { log: room.log, messages, has_more: earlier.length > before }
  }

  /** The entry with this `seq`, which was there a moment ago. @throws ChatError `unavailable` if the log was replaced since */
  async one(actor: Actor, access: Access, seq: number): Promise<MessageView> {
    // Also one's own from before one came back: what it shows of others is not.
    const since = Math.min(access.since, seq)
    return (await this.read(actor, { ...access, since }, seq - 1, 1))[0]!
  }

  /** What was said there and can be said again: nothing for who may not read it, or where nothing was, or it was deleted. */
  async said(actor: Actor, name: string, seq: number): Promise<Stored | undefined> {
    const access = await this.membership.authorize(actor, name, 'read').catch((error: unknown) => {
      if (error instanceof ChatError && HIDING.includes(error.code)) return undefined
      throw error
    })
    return access && seq >= access.since ? this.log.readSaid({ room: access.room, seq }) : undefined
  }

  private async access(actor: Actor, name: string, query: TimelineQuery): Promise<Access> {
    const access = await this.membership.authorize(actor, name, 'read')
    assertInLog(query, access)
    return access
  }

  private async read(
    actor: Actor,
    access: Access,
    after: number,
    count: number,
  ): Promise<readonly MessageView[]> {
    const messages = await this.reads.page(actor.id, (source) =>
      this.log.readAfter(access.room, access, after, count, source),
    )
    if (messages.length === count) return messages
    throw new ChatError('unavailable', 'The log is being replaced. Try again.', { retryAfter: 1 })
  }
}

/** Which part of a log without gaps a query means: plain arithmetic. */
function range(
  { after_seq, before_seq, limit }: HistoryQuery,
  { lastSeq, since }: Access,
): { after: number; count: number; has_more: boolean } {
  // What lies before it is not there.
  const first = since - 1
  const end = Math.min(before_seq ?? lastSeq + 1, lastSeq + 1)
  if (after_seq !== undefined) {
    const after = Math.max(first, after_seq)
    const count = Math.min(limit, end - 1 - after)
    return { after, count, has_more: after + count < end - 1 }
  }
  const after = Math.max(first, end - 1 - limit)
  return { after, count: end - 1 - after, has_more: after > first }
}

/** @throws ChatError `validation_failed`, `seq_unknown` */
function assertAround({ after_seq, before_seq, around_seq }: TimelineQuery, lastSeq: number): void {
  if (around_seq === undefined) return
  if (after_seq !== undefined || before_seq !== undefined) {
    const message = 'around_seq goes with neither after_seq nor before_seq'
    throw wrongField('around_seq', message)
  }
  if (around_seq > lastSeq) throw new ChatError('seq_unknown', `The log ends at ${lastSeq}.`)
}
