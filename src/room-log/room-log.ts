// The durable log of every chatroom: append and read. Nobody else writes messages.
import { Inject, Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { Subject } from 'rxjs'
import type { DataSource } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import type { PersonView } from '../auth/user.view.js'
import { ChatError, isDatabaseAway, toChatError } from '../common/errors.js'
import { historyIn } from '../common/log-word.js'
import { counts } from '../common/measures.js'
import { CONFIG, type Config } from '../config/config.js'
import { BatchedLookup } from '../database/batched-lookup.js'
import { runPrepared } from '../database/prepared.js'
import { AppendQueue } from './append-queue.js'
import { APPEND, Batch, countTogether, type AppendRow } from './batch.js'
import type { Draft, Entry, RoomRef } from './draft.js'
import { complete, isComplete, plainView } from './completion.js'
import {
  READ_AFTER,
  READ_SINCE_MANY,
  readAt,
  readTimeline,
  toStored,
  type LogRow,
  type Place,
} from './log-row.js'
import type { MessageView } from './message.view.js'
import { stored, toOutcome, type Appended } from './outcome.js'
import { visibleFrom, visiblePart, type Reading } from './visible.js'
import { Publication } from './publication.js'
import { RoomTurns } from './room-turns.js'
import type { Stored } from './stored.js'

/** Messages of one room that were committed together, in `seq` order. */
export interface Committed {
  room: RoomRef
  messages: MessageView[]
}

interface Asked {
  room: RoomRef
  after: number
  most: number
}

/** About how many messages one reading of many rooms brings, shared among them; and how many of each it brings at least. */
const OF_MANY = 1000
const OF_EACH = 5

/** Whether what was said is not there any more: it is deleted, or its time is over. */
export const isGone = ({ type }: { type: string }): boolean => type === 'deleted' || type === 'expired'

export const HEADS = {
  name: 'heads',
  text: `SELECT chatroom_id, first_seq, last_seq, incarnation || (SELECT log_history()) AS log
    FROM chatroom_heads WHERE chatroom_id = ANY ($1)`,
}

/**
 * $1 rooms, $2 the last seq that is known of each, $3 the history that all of them are believed to be of: those of which something is
 * different. A room's incarnation is its id's for ever, as long as the history is the same.
 */
export const HEADS_UNLIKE = {
  name: 'heads_unlike',
  text: `
    SELECT asked.id, h.last_seq, h.incarnation || (SELECT log_history()) AS log
    FROM unnest($1::bigint[], $2::bigint[]) AS asked (id, last_seq)
    LEFT JOIN LATERAL (
      SELECT h.last_seq, h.incarnation FROM chatroom_heads h WHERE h.chatroom_id = asked.id LIMIT 1
    ) h ON true
    WHERE h.last_seq IS DISTINCT FROM asked.last_seq OR (SELECT log_history()) <> $3`,
}

/** How far somebody believes a room's log to reach. */
interface KnownHead {
  room: RoomRef
  lastSeq: number
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
   * Rooms in which something may be committed that nobody here was told, since the connection broke before the answer; or whose
   * log is not the one that was to be written to.
   */
  readonly inDoubt = new Subject<readonly RoomRef[]>()
  /** Ids of attachments that no message shows any more since what was committed just now. */
  readonly released = new Subject<readonly string[]>()

  private readonly sinceMany = new BatchedLookup((asked: Asked[]) => this.findSinceMany(asked))
  private readonly queue: AppendQueue<Entry, Appended | ChatError>
  private readonly publication = new Publication({
    complete: (entries, people) => this.complete(this.dataSource, entries, people),
    publish: (room, messages) => this.publish(room, messages),
    doubt: (rooms) => this.inDoubt.next(rooms),
  })
  /** Whether PostgreSQL announces heads with the commit; with Redis as the bus they travel there. */
  readonly announce: boolean

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Config,
    private readonly turns: RoomTurns,
  ) {
    this.queue = new AppendQueue(
      (entries) => this.commit(entries),
      ({ room }) => room.id,
      countTogether,
      { entries: config.MAX_PENDING_SENDS, ms: config.DATABASE_TIMEOUT * 1000 },
    )
    this.announce = !config.REDIS_URL
  }

  /**
   * Stores a message under the room's next `seq`; resolves after the commit. Calls keep their order.
   * @throws ChatError `not_a_member`, `forbidden`, `chatroom_not_found`, `message_not_found`, `attachment_not_found`,
   *   `client_id_reused`, `conflict`, `too_late`, `validation_failed`, `unavailable`, or the draft's own refusal;
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
   * Runs, in the room's turn, a statement that takes its lock, and perhaps writes an event into its log. Whoever listens to the
   * room learns it when nobody can say whether something was written.
   * @returns the statement's first row
   * @throws ChatError `rate_limited`, `unavailable`
   */
  async change<Row>(
    actor: { id: string },
    room: RoomRef,
    statement: string,
    values: unknown[],
  ): Promise<Row> {
    const write = () => this.dataSource.query<Row[]>(statement, values)
    const [row] = await this.turns.inRoom(room.name, actor.id, () => this.writing([{ room }], write))
    return row!
  }

  /** Hands on what was committed just now. */
  publish(room: RoomRef, messages: MessageView[]): void {
    counts.appended += messages.length
    this.committed.next({ room, messages })
  }

  /**
   * Hands on what a statement has just written into the log, which is read for it. Never rejects: whoever listens reads it from the
   * log where that was not possible.
   */
  async publishWritten(room: RoomRef, first: number | null, last: number | null): Promise<void> {
    if (first === null || last === null) return
    try {
      const messages = await this.readSinceMany(room, first - 1, last - first + 1)
      if (messages.length > 0) this.publish(room, messages)
    } catch (error) {
      toChatError(error, 'after a change of a room')
      this.inDoubt.next([room])
    }
  }

  /**
   * Messages with `after < seq`, ascending, `limit` at most; none if the room has another log now.
   * @param reading for whom: what they may not read is not there
   * @param source where to read: Reads', for somebody's page
   */
  async readAfter(
    room: RoomRef,
    reading: Reading,
    after: number,
    limit: number,
    source = this.dataSource,
  ): Promise<readonly MessageView[]> {
    const from = Math.max(after, reading.since - 1)
    const rows = await runPrepared<LogRow>(source, READ_AFTER, [room.id, from, limit, room.log])
    return visiblePart(await this.complete(source, this.ofRoom(rows, room)), reading)
  }

  /**
   * A page of what was said and what happened, without the changes, ascending.
   * @param reading as above
   * @param part seqs below `before`, the newest of them, or from `from` on, the oldest
   * @param source where to read
   */
  async readTimeline(
    room: RoomRef,
    reading: Reading,
    part: { before: number } | { from: number },
    limit: number,
    source: DataSource,
  ): Promise<readonly MessageView[]> {
    const rows = await readTimeline(source, room, part, limit)
    return visiblePart(await this.complete(source, this.ofRoom(rows, room)), reading)
  }

  /**
   * What stands at these places, in their order, for whom each is read; undefined where there is nothing for them.
   * @param source where to read
   */
  async readMany(
    places: readonly (Place & Reading)[],
    source: DataSource,
  ): Promise<(MessageView | undefined)[]> {
    if (places.length === 0) return []
    const entries = await readAt(source, places, this.config.base)
    const views = await this.complete(source, entries)
    const found = new Map(entries.map(({ room, seq }, index) => [`${room.id} ${seq}`, views[index]!]))
    return places.map(({ room, seq, since }) => {
      const view = found.get(`${room.id} ${seq}`)
      return view && seq >= since ? visibleFrom(view, { since }) : undefined
    })
  }

  /** What was said there, by itself; undefined where nothing was, or it is gone. */
  async readSaid(place: Place): Promise<Stored | undefined> {
    const [entry] = await readAt(this.dataSource, [place], this.config.base)
    return entry && entry.n !== null && !isGone(entry) ? entry : undefined
  }

  /** As `readAfter`, and at least one if there are any: read together with other rooms'. @param most of this room */
  readSinceMany(room: RoomRef, after: number, most = OF_MANY): Promise<MessageView[]> {
    return this.sinceMany.get({ room, after, most })
  }

  /** Where a room's log begins; nothing if it is not there any more, or has another. */
  async beginning({ id, log }: RoomRef): Promise<number | undefined> {
    const head = (await this.heads([id])).get(id)
    return head?.log === log ? head.firstSeq : undefined
  }

  /** The heads of those of these rooms that exist. */
  async heads(roomIds: number[]): Promise<Map<number, Head & { firstSeq: number }>> {
    const rows = await runPrepared<{ chatroom_id: number; first_seq: number; last_seq: number; log: string }>(
      this.dataSource,
      HEADS,
      [roomIds],
    )
    return new Map(
      rows.map((row) => [row.chatroom_id, { firstSeq: row.first_seq, lastSeq: row.last_seq, log: row.log }]),
    )
  }

  /**
   * Of these rooms, the heads that are not as they are known to somebody: without a value for a room that is gone. Whose head is as
   * it is known is not among them, and costs nothing but the look-up.
   */
  async headsUnlike(known: readonly KnownHead[]): Promise<Map<number, Head | undefined>> {
    if (known.length === 0) return new Map()
    const [history, ...others] = new Set(known.map(({ room }) => historyIn(room.log)))
    const rows = await runPrepared<{ id: number; last_seq: number | null; log: string }>(
      this.dataSource,
      HEADS_UNLIKE,
      // Of several histories, all but one are wrong: then all are looked at.
      [
        known.map(({ room }) => room.id),
        known.map(({ lastSeq }) => lastSeq),
        others.length > 0 ? '' : history,
      ],
    )
    return new Map(
      rows.map(({ id, last_seq, log }) => [id, last_seq === null ? undefined : { lastSeq: last_seq, log }]),
    )
  }

  /** Takes no more messages, and resolves when every one that was accepted is committed and handed on, or refused. */
  async close(): Promise<void> {
    await this.queue.close()
    await this.publication.close()
  }

  /**
   * Removes the messages of a deleted room. In small steps: a long statement would be cut by its time limit, and hold back
   * the vacuum of everything else.
   */
  async purge(roomId: number): Promise<void> {
    const step = 'SELECT purge_chatroom($1) AS more'
    while ((await this.dataSource.query<[{ more: boolean }]>(step, [roomId]))[0].more);
  }

  private async findSinceMany(asked: Asked[]): Promise<MessageView[][]> {
    const share = Math.max(OF_EACH, Math.floor(OF_MANY / asked.length))
    const rows = await runPrepared<LogRow & { nth: number }>(this.dataSource, READ_SINCE_MANY, [
      asked.map(({ room }) => room.id),
      asked.map(({ after }) => after),
      asked.map(({ most }) => Math.min(most, share)),
      asked.map(({ room }) => room.log),
    ])
    const entries = rows.map((row) => toStored(row, asked[row.nth - 1]!.room, this.config.base))
    const views = await this.complete(this.dataSource, entries)
    const found = asked.map((): MessageView[] => [])
    rows.forEach(({ nth }, index) => found[nth - 1]!.push(views[index]!))
    return found
  }

  private ofRoom(rows: readonly LogRow[], room: RoomRef): Stored[] {
    return rows.map((row) => toStored(row, room, this.config.base))
  }

  /** What everybody sees of these entries. @param people some of those who are mentioned, as far as they are known */
  private async complete(
    source: DataSource,
    entries: readonly Stored[],
    people?: readonly PersonView[],
  ): Promise<MessageView[]> {
    if (entries.every(isComplete)) return entries.map(plainView)
    return complete(source, entries, this.config.base, people)
  }

  private async commit(entries: Entry[]): Promise<(Appended | ChatError)[]> {
    const { EDIT_WINDOW, DELETE_WINDOW } = this.config
    const batch = new Batch(entries)
    const values = [...batch.columns([EDIT_WINDOW, DELETE_WINDOW]), this.announce]
    const [row] = await this.writing(entries, () => runPrepared<AppendRow>(this.dataSource, APPEND, values))
    const written = batch.read(row!)
    if (row!.released) this.released.next(row!.released)
    const replaced = entries.filter((_, index) => written[index]!.outcome === 'seq_unknown')
    if (replaced.length > 0) this.inDoubt.next(replaced.map(({ room }) => room))
    const places = entries.flatMap((_, index) => (written[index]!.outcome === 'appended' ? [index] : []))
    const appended = places.map((index) => stored(entries[index]!, written[index]!))
    const people = entries.flatMap(({ draft }) => draft.mentions ?? [])
    const known = await this.publication.add(appended, people)
    const views = new Map(places.map((index, nth) => [index, known[nth]]))
    return entries.map((entry, index) => toOutcome(written[index]!, entry, views.get(index)))
  }

  /** Whoever listens to these rooms learns it when nobody can say whether something was written. */
  private async writing<T>(where: readonly Pick<Entry, 'room'>[], write: () => Promise<T>): Promise<T> {
    try {
      return await write()
    } catch (error) {
      if (isDatabaseAway(error)) this.inDoubt.next(where.map(({ room }) => room))
      throw error
    }
  }
}
