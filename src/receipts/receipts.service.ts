// How far the members of a room are, as they see it of each other; and how each of them keeps the room.
import { Inject, Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import type { PersonView } from '../auth/user.view.js'
import { ChatError } from '../common/errors.js'
import { momentOf } from '../common/moment.js'
import { fromCursor, toPage, type PageQuery } from '../common/paging.js'
import { RateLimits } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { runPrepared } from '../database/prepared.js'
import { Reads } from '../database/reads.js'
import { MembershipService, type Access } from '../membership/membership.service.js'
import { RoomTurns } from '../room-log/room-turns.js'
import type { UpdateMembershipDto } from './marks.dto.js'
import type { MarksPage, ReceiptsView } from './marks.view.js'
import { membershipView, type MembershipView } from './membership.view.js'
import { MARKS_OF_MEMBERS, SAID_TO, UPDATE_MEMBERSHIP } from './statements.js'

interface Row extends PersonView {
  /** The member's `joined_seq`. */
  place: number
  read: number
  delivered: number
  /** Whether they show others how far they have read. */
  shown: boolean
}

@Injectable()
export class ReceiptsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Pick<Config, 'RECEIPTS_MAX_MEMBERS'>,
    private readonly membership: MembershipService,
    private readonly turns: RoomTurns,
    private readonly limits: RateLimits,
    private readonly reads: Reads,
  ) {}

  /**
   * How far the members of a room are, in the order in which they came; `read` only where the actor may see it.
   * @throws ChatError `chatroom_not_found`, `not_a_member`, `validation_failed`, `rate_limited`, `unavailable`
   */
  async list(actor: Actor, name: string, { limit, cursor }: PageQuery): Promise<MarksPage> {
    const after = cursor === undefined ? 0 : fromCursor(cursor)
    const access = await this.membership.authorize(actor, name, 'read')
    const rows = await this.reads.page(actor.id, (source) => marksOf(source, access, after, limit + 1))
    const page = toPage(rows, limit, ({ place }) => place)
    const marks = page.rows.map((row) => ({
      user: person(row),
      ...(isSeenBy(actor, row) && { read: row.read }),
      delivered: row.delivered,
    }))
    return { marks, next_cursor: page.next_cursor }
  }

  /**
   * Whom a message has reached, and who has read it.
   * @throws ChatError as `list`; `message_not_found` where nothing was said, `forbidden` in a room of too many members
   */
  async ofMessage(actor: Actor, name: string, seq: number): Promise<ReceiptsView> {
    const access = await this.membership.authorize(actor, name, 'read')
    const { id, log } = access.room
    if (seq < access.since || seq > access.lastSeq) throw new ChatError('message_not_found')
    return this.reads.page(actor.id, async (source) => {
      const values = [id, seq, log]
      const [said] = await runPrepared<{ sender_id: string; members: number }>(source, SAID_TO, values)
      if (!said) throw new ChatError('message_not_found')
      const most = this.config.RECEIPTS_MAX_MEMBERS
      if (said.members > most) throw tooMany(most)
      // Whoever has come since is among them: a member more, of a few.
      const rows = await marksOf(source, access, 0, most + 1)
      const others = rows.filter((row) => row.id !== said.sender_id)
      const reached = others.filter(({ delivered }) => delivered >= seq)
      const hasRead = (row: Row) => row.read >= seq && isSeenBy(actor, row)
      return {
        read: reached.filter(hasRead).map(person),
        delivered: reached.filter((row) => !hasRead(row)).map(person),
        pending: others.length - reached.length,
      }
    })
  }

  /**
   * Changes how the actor keeps a room.
   * @throws ChatError `chatroom_not_found`, `not_a_member`, `rate_limited`, `unavailable`
   */
  async update(actor: Actor, name: string, changes: UpdateMembershipDto): Promise<MembershipView> {
    this.limits.take('signals', actor.id)
    const { room } = await this.membership.authorize(actor, name, 'read')
    const { muted_until, archived, favourite } = changes
    const [row] = await this.turns.ofUser(actor.id, () =>
      runPrepared<{ me: MembershipView }>(this.dataSource, UPDATE_MEMBERSHIP, [
        ...[room.id, room.log, actor.id, muted_until !== undefined],
        muted_until ? momentOf(muted_until) : null,
        ...[archived ?? null, favourite ?? null],
      ]),
    )
    // They have left in between, or the room has gone.
    if (!row) throw new ChatError('not_a_member', 'Enter this chatroom first.')
    return membershipView(row.me)
  }
}

const marksOf = (source: DataSource, { room }: Access, after: number, limit: number): Promise<Row[]> =>
  runPrepared<Row>(source, MARKS_OF_MEMBERS, [room.id, after, limit, room.log])

/** Whether the actor sees how far this member has read: whoever hides it sees nobody's but their own. */
const isSeenBy = (actor: Actor, { id, shown }: Row): boolean =>
  id === actor.id || (shown && actor.readReceipts)

const person = ({ id, username, display_name }: PersonView): PersonView => ({ id, username, display_name })

const tooMany = (most: number) =>
  new ChatError(
    'forbidden',
    `There are no receipts in rooms of more than ${most} members (RECEIPTS_MAX_MEMBERS).`,
  )
