// Moves marks: how far members have read, and how far entries have reached them.
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { Subject } from 'rxjs'
import type { DataSource } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import { RateLimits } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { runPrepared } from '../database/prepared.js'
import { MembershipService } from '../membership/membership.service.js'
import { DeliveryTrace } from '../room-feed/delivery-trace.js'
import type { RoomRef } from '../room-log/draft.js'
import { RoomTurns } from '../room-log/room-turns.js'
import { LiveMarks } from './live-marks.js'
import { MarkQueue, refusalOf, type Marking, type MarksRow } from './mark-queue.js'
import { assertMoves, parseMark, type MoveMarksDto } from './marks.dto.js'
import type { MarksView } from './marks.view.js'
import { MARK_UNREAD_FROM, SET_MARKS } from './statements.js'

@Injectable()
export class MarksService implements BeforeApplicationShutdown {
  /** Whose marks this node has stored, and where. */
  readonly moved = new Subject<{ roomId: number; userId: string }>()

  private readonly queue: MarkQueue

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) config: Pick<Config, 'MAX_PENDING_MARKS' | 'DATABASE_TIMEOUT'>,
    private readonly membership: MembershipService,
    private readonly turns: RoomTurns,
    private readonly limits: RateLimits,
    private readonly live: LiveMarks,
    private readonly trace: DeliveryTrace,
  ) {
    this.queue = new MarkQueue((markings) => this.store(markings), {
      marks: config.MAX_PENDING_MARKS,
      ms: config.DATABASE_TIMEOUT * 1000,
    })
  }

  /** What was accepted is stored and answered while those who wait for it are still connected. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.queue.close()
  }

  /**
   * Moves marks forward, and nothing back; resolves after the commit.
   * @param room that the actor has been let into
   * @param body `{ read?, delivered? }`, as a client sent it
   * @throws ChatError `validation_failed`, `not_a_member`, `chatroom_not_found`, `seq_unknown` beyond the head or for another log,
   *   `rate_limited`, `unavailable`
   */
  async mark(actor: Actor, room: RoomRef, body: unknown): Promise<MarksView> {
    this.limits.take('signals', actor.id)
    return marksView(await this.queue.add(actor, room, parseMark(body)))
  }

  /**
   * The same through an address, or makes everything from an entry on unread.
   * @throws ChatError as `mark`
   */
  async markIn(actor: Actor, name: string, marks: MoveMarksDto): Promise<MarksView> {
    this.limits.take('signals', actor.id)
    assertMoves(marks)
    const { room } = await this.membership.authorize(actor, name, 'read')
    const { unread_from } = marks
    const row = await (unread_from === undefined
      ? this.queue.add(actor, room, marks)
      : this.makeUnread(actor, room, unread_from))
    return marksView(row)
  }

  private async makeUnread(actor: Actor, room: RoomRef, from: number): Promise<MarksRow> {
    const values = [room.id, room.log, actor.id, from]
    const [row] = await this.turns.ofUser(actor.id, () =>
      this.dataSource.query<MarksRow[]>(MARK_UNREAD_FROM, values),
    )
    const { outcome, head } = row!
    if (outcome !== 'moved' && outcome !== 'reached') throw refusalOf(outcome as never, head)
    this.tell({ actor, room }, row!)
    return row!
  }

  private async store(markings: readonly Marking[]): Promise<MarksRow[]> {
    const rows = await runPrepared<MarksRow>(this.dataSource, SET_MARKS, [
      markings.map(({ room }) => room.id),
      markings.map(({ room }) => room.log),
      markings.map(({ actor }) => actor.id),
      markings.map(({ read }) => read ?? null),
      markings.map(({ delivered }) => delivered ?? null),
    ])
    rows.forEach((row, index) => this.tell(markings[index]!, row))
    return rows
  }

  private tell(
    { actor, room }: Pick<Marking, 'actor' | 'room'>,
    { outcome, read, delivered }: MarksRow,
  ): void {
    if (outcome !== 'moved' && outcome !== 'reached') return
    this.trace.marked(room.id, actor.id, read, delivered)
    this.live.moved(room.id, actor.id, outcome === 'reached')
    this.moved.next({ roomId: room.id, userId: actor.id })
  }
}

const marksView = ({ read, delivered, unread, unread_mentions }: MarksView): MarksView => ({
  ...{ read, delivered, unread, unread_mentions },
})
