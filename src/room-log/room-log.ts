// The durable log of every chatroom: append and read. The only writer of messages.
import { Inject, Injectable, Logger } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { Subject } from 'rxjs'
import type { DataSource, EntityManager } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import { audit } from '../common/audit.js'
import { ChatError, isDatabaseAway, type ErrorCode } from '../common/errors.js'
import { counts } from '../common/measures.js'
import { CONFIG, type Config } from '../config/config.js'
import { BatchedLookup } from '../database/batched-lookup.js'
import type { Role } from '../database/entities/index.js'
import { runPrepared } from '../database/prepared.js'
import { AppendQueue } from './append-queue.js'
import { digest, type Draft, type Entry, type RoomRef } from './draft.js'
import { READ_AFTER, READ_NEWS, toMessage, type LogRow } from './log-row.js'
import type { MessageView } from './message.view.js'
import { appended, event, toOutcome, type Appended, type AppendRow } from './outcome.js'
import { RoomTurns } from './room-turns.js'
import { APPEND_TEXTS, textFlight, type TextsRow } from './text-flight.js'

/** Messages of one room that were committed together, in `seq` order. */
export interface Committed {
  room: RoomRef
  messages: MessageView[]
}

interface Asked {
  room: RoomRef
  after: number
}

export const APPEND = {
  name: 'append_messages',
  text: `SELECT outcome, seq, created_at FROM append_messages(
    $1::bigint[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::bytea[], $9)`,
}

/** About how many messages one reading of news brings, shared among its rooms; and how many of each it brings at least. */
const NEWS = 1000
const NEWS_OF_ROOM = 5

export const HEADS = {
  name: 'heads',
  text: `SELECT chatroom_id, last_seq, incarnation || (SELECT log_history()) AS log
    FROM chatroom_heads WHERE chatroom_id = ANY ($1)`,
}

/** How far a room's log reaches, and which log that is. */
export interface Head {
  lastSeq: number
  log: string
}

@Injectable()
export class RoomLog {
  /** Everything that this process has committed, right after the commit. */
  readonly committed = new Subject<Committed>()
  /**
   * Rooms in which something may have been committed unheard, since the connection broke before the answer, or whose log is
   * not the one that was written to.
   */
  readonly doubtful = new Subject<readonly RoomRef[]>()

  private readonly logger = new Logger('RoomLog')
  private readonly news = new BatchedLookup((asked: Asked[]) => this.findNews(asked))
  private readonly queue: AppendQueue<Entry, Appended | ChatError>
  /** With Redis as the bus, heads travel there; otherwise PostgreSQL announces them with the commit. */
  private readonly announce: boolean

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Config,
    private readonly turns: RoomTurns,
  ) {
    this.queue = new AppendQueue(
      (entries) => this.commit(entries),
      ({ room }) => room.id,
      { entries: config.MAX_PENDING_SENDS, ms: config.DATABASE_TIMEOUT * 1000 },
    )
    this.announce = !config.REDIS_URL
  }

  /**
   * Stores a message under the room's next `seq`; resolves after the commit. Calls keep their order.
   * @throws ChatError `not_a_member`, `chatroom_not_found`, `attachment_not_found`, `client_id_reused`, `unavailable`;
   *   `seq_unknown` when the room has another log now: what was about to be said belongs to the one before
   */
  append(actor: Actor, room: RoomRef, draft: Draft): Promise<Appended> {
    return this.queue.add({ actor, room, draft }).then((outcome) => {
      if (outcome instanceof ChatError) throw outcome
      return outcome
    })
  }

  /** Whether more is waiting to be stored than goes at once: a good moment to read no further. */
  get busy(): boolean {
    return this.queue.busy
  }

  /**
   * Makes the actor a member, or finds that they are one, and writes `joined`.
   * @throws ChatError `chatroom_full`, `chatroom_not_found`, `rate_limited`, `unavailable`
   */
  async enter(actor: Actor, room: RoomRef): Promise<{ role: Role; joinedAt: Date }> {
    const [row] = await this.changing(actor, room, () =>
      this.dataSource.query<
        { outcome: 'entered' | 'already' | ErrorCode; role: Role; seq: number; at: Date }[]
      >('SELECT * FROM enter_chatroom($1, $2, $3, $4)', [room.id, room.log, actor.id, this.announce]),
    )
    const { outcome, role, seq, at } = row!
    if (outcome === 'entered') {
      this.publish(room, [event('joined', actor, room, seq, at)])
      if (role === 'owner') audit('role.changed', { user_id: actor.id, room: room.name, role })
    } else if (outcome !== 'already') throw new ChatError(outcome)
    return { role, joinedAt: at }
  }

  /**
   * Ends the actor's membership and writes `left`.
   * @throws ChatError `not_a_member`, `chatroom_not_found`, `rate_limited`, `unavailable`
   */
  async leave(actor: Actor, room: RoomRef): Promise<void> {
    const [row] = await this.changing(actor, room, () =>
      this.dataSource.query<
        { outcome: 'left' | ErrorCode; seq: number; at: Date; successor: string | null }[]
      >('SELECT * FROM leave_chatroom($1, $2, $3, $4)', [room.id, room.log, actor.id, this.announce]),
    )
    const { outcome, seq, at, successor } = row!
    if (outcome !== 'left') throw new ChatError(outcome)
    this.publish(room, [event('left', actor, room, seq, at)])
    audit('member.left', { user_id: actor.id, room: room.name })
    if (successor) audit('role.changed', { user_id: successor, room: room.name, role: 'owner' })
  }

  /** Writes the first message of a room that `manager`'s transaction has just made: its creator's `joined`. */
  async found(manager: EntityManager, creator: Actor, roomId: number): Promise<void> {
    await manager.query('SELECT enter_chatroom($1, NULL, $2, $3)', [roomId, creator.id, false])
  }

  /**
   * Removes the room with its members at once, and its messages, which nobody can reach any more, after that.
   * @throws ChatError `rate_limited`, `unavailable`
   */
  async delete(actor: Actor, room: RoomRef): Promise<void> {
    const [row] = await this.turns.inRoom(room.name, actor.id, () =>
      this.dataSource.query<{ outcome: 'deleted' | ErrorCode }[]>(
        'SELECT delete_chatroom($1, $2) AS outcome',
        [room.id, room.log],
      ),
    )
    const { outcome } = row!
    if (outcome !== 'deleted') throw new ChatError(outcome)
    void this.purge(room.id).catch((error: Error) =>
      this.logger.warn(`Messages of ${room.name} stay: ${error.message}`),
    )
  }

  /**
   * Messages with `after < seq`, ascending, `limit` at most; none if the room has another log now.
   * @param source where to read: Reads', for somebody's page
   */
  async readAfter(
    room: RoomRef,
    after: number,
    limit: number,
    source = this.dataSource,
  ): Promise<MessageView[]> {
    const rows = await runPrepared<LogRow>(source, READ_AFTER, [room.id, after, limit, room.log])
    return rows.map((row) => toMessage(row, room.name, this.config.base))
  }

  /** The same, and at least one if there are any: read together with other rooms'. */
  readNews(room: RoomRef, after: number): Promise<MessageView[]> {
    return this.news.get({ room, after })
  }

  /** The heads of those of these rooms that exist. */
  async heads(roomIds: number[]): Promise<Map<number, Head>> {
    const rows = await runPrepared<{ chatroom_id: number; last_seq: number; log: string }>(
      this.dataSource,
      HEADS,
      [roomIds],
    )
    return new Map(rows.map(({ chatroom_id, last_seq, log }) => [chatroom_id, { lastSeq: last_seq, log }]))
  }

  /** Takes no more messages, and resolves when every one that was accepted is committed or refused. */
  close(): Promise<void> {
    return this.queue.close()
  }

  /**
   * Removes the messages of a deleted room. In small steps: a long statement would be cut by its time limit, and hold back
   * the vacuum of everything else.
   */
  async purge(roomId: number): Promise<void> {
    const step = 'SELECT purge_chatroom($1) AS more'
    while ((await this.dataSource.query<[{ more: boolean }]>(step, [roomId]))[0].more);
  }

  private async findNews(asked: Asked[]): Promise<MessageView[][]> {
    const rows = await runPrepared<LogRow & { n: number }>(this.dataSource, READ_NEWS, [
      asked.map(({ room }) => room.id),
      asked.map(({ after }) => after),
      Math.max(NEWS_OF_ROOM, Math.floor(NEWS / asked.length)),
      asked.map(({ room }) => room.log),
    ])
    const news = asked.map((): MessageView[] => [])
    for (const row of rows)
      news[row.n - 1]!.push(toMessage(row, asked[row.n - 1]!.room.name, this.config.base))
    return news
  }

  private async commit(entries: Entry[]): Promise<(Appended | ChatError)[]> {
    const write = async () => (await this.appendTexts(entries)) ?? (await this.appendAny(entries))
    const outcomes = await this.writing(entries, write)
    this.publishByRoom(entries, outcomes)
    return outcomes
  }

  private changing<T>(actor: Actor, room: RoomRef, write: () => Promise<T>): Promise<T> {
    return this.turns.inRoom(room.name, actor.id, () => this.writing([{ room }], write))
  }

  /** Whoever listens to these rooms learns it when nobody can say whether something was written. */
  private async writing<T>(where: readonly Pick<Entry, 'room'>[], write: () => Promise<T>): Promise<T> {
    try {
      return await write()
    } catch (error) {
      if (isDatabaseAway(error)) this.doubtful.next(where.map(({ room }) => room))
      throw error
    }
  }

  /** Stores them if all are texts that can be stored, and were not before; otherwise none, and answers nothing. */
  private async appendTexts(entries: Entry[]): Promise<Appended[] | undefined> {
    const flight = textFlight(entries)
    if (!flight) return undefined
    const values = [...flight.columns, this.announce]
    const [row] = await runPrepared<TextsRow>(this.dataSource, APPEND_TEXTS, values)
    const { heads, at } = row!
    if (!heads) return undefined
    const created_at = at.toISOString()
    return entries.map((entry, index) => appended(entry, flight.seqOf(index, heads), created_at))
  }

  private async appendAny(entries: Entry[]): Promise<(Appended | ChatError)[]> {
    const rows = await runPrepared<AppendRow>(this.dataSource, APPEND, [
      entries.map(({ room }) => room.id),
      entries.map(({ room }) => room.log),
      entries.map(({ actor }) => actor.id),
      entries.map(({ draft }) => draft.type),
      entries.map(({ draft }) => draft.message ?? null),
      entries.map(({ draft }) => draft.attachment?.id ?? null),
      entries.map(({ draft }) => draft.client_id ?? null),
      entries.map(digest),
      this.announce,
    ])
    const replaced = entries.filter((_, index) => rows[index]!.outcome === 'seq_unknown')
    if (replaced.length > 0) this.doubtful.next(replaced.map(({ room }) => room))
    return rows.map((row, index) => toOutcome(row, entries[index]!))
  }

  private publishByRoom(entries: Entry[], outcomes: (Appended | ChatError)[]): void {
    const byRoom = new Map<number, Committed>()
    outcomes.forEach((outcome, index) => {
      const { room } = entries[index]!
      if (outcome instanceof ChatError || !outcome.message) return
      const committed = byRoom.get(room.id)
      if (committed) committed.messages.push(outcome.message)
      else byRoom.set(room.id, { room, messages: [outcome.message] })
    })
    for (const { room, messages } of byRoom.values()) this.publish(room, messages)
  }

  private publish(room: RoomRef, messages: MessageView[]): void {
    counts.appended += messages.length
    this.committed.next({ room, messages })
  }
}
