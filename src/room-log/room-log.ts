// The durable log of every chatroom: append and read. The only writer of messages.
import { createHash } from 'node:crypto'
import { Inject, Injectable, Logger } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { Subject } from 'rxjs'
import type { DataSource, EntityManager } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import { audit } from '../common/audit.js'
import { ChatError, type ErrorCode } from '../common/errors.js'
import { counts } from '../common/measures.js'
import { CONFIG, type Config } from '../config/config.js'
import type { Role } from '../database/entities/index.js'
import { runPrepared } from '../database/prepared.js'
import { AppendQueue } from './append-queue.js'
import type { AttachmentView } from './attachment.view.js'
import { READ_AFTER, toMessage, type LogRow } from './log-row.js'
import type { MessageView } from './message.view.js'

/** A chatroom that exists: the database's key and the name on the wire. */
export interface RoomRef {
  id: number
  name: string
}

/** A checked message that is about to be said. */
export interface Draft {
  type: 'text' | 'attachment'
  message?: string
  attachment?: AttachmentView
  client_id?: string
  /** What makes two sends of an attachment the same content, whatever id each upload got. */
  fingerprint?: string
}

/** What became of a draft. */
export interface Appended {
  seq: number
  /** ISO 8601 UTC. */
  created_at: string
  /** The same `client_id` with the same content had been stored before: nothing was stored now. */
  duplicate: boolean
  /** The stored message, unless it is a duplicate. */
  message?: MessageView
}

/** Messages of one room that were committed together, in `seq` order. */
export interface Committed {
  room: RoomRef
  messages: MessageView[]
}

interface Entry {
  actor: Actor
  room: RoomRef
  draft: Draft
}

interface AppendRow {
  outcome: 'appended' | 'duplicate' | ErrorCode
  seq: number
  created_at: Date
}

const appendWith = (writer: string) => ({
  name: writer,
  text: `SELECT outcome, seq, created_at FROM ${writer}(
    $1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::bytea[], $8)`,
})
const APPEND = appendWith('append_messages')
const APPEND_FEW = appendWith('append_few_messages')
/** Messages that one by one take no more of PostgreSQL's time than all at once: see the migration `append-few`. */
const FEW = 5

const HEADS = {
  name: 'heads',
  text: 'SELECT chatroom_id, last_seq FROM chatroom_heads WHERE chatroom_id = ANY ($1)',
}

@Injectable()
export class RoomLog {
  /** Everything that this process has committed, right after the commit. */
  readonly committed = new Subject<Committed>()

  private readonly logger = new Logger('RoomLog')
  private readonly queue: AppendQueue<Entry, Appended | ChatError>
  /** With Redis as the bus, heads travel there; otherwise PostgreSQL announces them with the commit. */
  private readonly announce: boolean

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) config: Config,
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
   * @throws ChatError `not_a_member`, `chatroom_not_found`, `attachment_not_found`, `client_id_reused`, `unavailable`
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
   * @throws ChatError `chatroom_full`, `chatroom_not_found`
   */
  async enter(actor: Actor, room: RoomRef): Promise<{ role: Role; joinedAt: Date }> {
    const [row] = await this.dataSource.query<
      { outcome: 'entered' | 'already' | ErrorCode; role: Role; seq: number; at: Date }[]
    >('SELECT * FROM enter_chatroom($1, $2, $3)', [room.id, actor.id, this.announce])
    const { outcome, role, seq, at } = row!
    if (outcome === 'entered') {
      this.publish(room, [event('joined', actor, room, seq, at)])
      if (role === 'owner') audit('role.changed', { user_id: actor.id, room: room.name, role })
    } else if (outcome !== 'already') throw new ChatError(outcome)
    return { role, joinedAt: at }
  }

  /**
   * Ends the actor's membership and writes `left`.
   * @throws ChatError `not_a_member`, `chatroom_not_found`
   */
  async leave(actor: Actor, room: RoomRef): Promise<void> {
    const [row] = await this.dataSource.query<
      { outcome: 'left' | ErrorCode; seq: number; at: Date; successor: string | null }[]
    >('SELECT * FROM leave_chatroom($1, $2, $3)', [room.id, actor.id, this.announce])
    const { outcome, seq, at, successor } = row!
    if (outcome !== 'left') throw new ChatError(outcome)
    this.publish(room, [event('left', actor, room, seq, at)])
    audit('member.left', { user_id: actor.id, room: room.name })
    if (successor) audit('role.changed', { user_id: successor, room: room.name, role: 'owner' })
  }

  /** Writes the first message of a room that `manager`'s transaction has just made: its creator's `joined`. */
  async found(manager: EntityManager, creator: Actor, roomId: number): Promise<void> {
    await manager.query('SELECT enter_chatroom($1, $2, $3)', [roomId, creator.id, false])
  }

  /** Removes the room with its members at once, and its messages, which nobody can reach any more, after that. */
  async delete(room: RoomRef): Promise<void> {
    await this.dataSource.query('SELECT delete_chatroom($1)', [room.id])
    void this.purge(room.id).catch((error: Error) =>
      this.logger.warn(`Messages of ${room.name} stay: ${error.message}`),
    )
  }

  /** Messages with `after < seq`, ascending, `limit` at most. */
  async readAfter(room: RoomRef, after: number, limit: number): Promise<MessageView[]> {
    const rows = await runPrepared<LogRow>(this.dataSource, READ_AFTER, [room.id, after, limit])
    return rows.map((row) => toMessage(row, room.name))
  }

  /** `last_seq` of each of these rooms that exists. */
  async heads(roomIds: number[]): Promise<Map<number, number>> {
    const rows = await runPrepared<{ chatroom_id: number; last_seq: number }>(this.dataSource, HEADS, [
      roomIds,
    ])
    return new Map(rows.map(({ chatroom_id, last_seq }) => [chatroom_id, last_seq]))
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

  private async commit(entries: Entry[]): Promise<(Appended | ChatError)[]> {
    const rows = await runPrepared<AppendRow>(this.dataSource, entries.length > FEW ? APPEND : APPEND_FEW, [
      entries.map(({ room }) => room.id),
      entries.map(({ actor }) => actor.id),
      entries.map(({ draft }) => draft.type),
      entries.map(({ draft }) => draft.message ?? null),
      entries.map(({ draft }) => draft.attachment?.id ?? null),
      entries.map(({ draft }) => draft.client_id ?? null),
      entries.map(({ draft }) => digest(draft)),
      this.announce,
    ])
    const outcomes = rows.map((row, index) => toOutcome(row, entries[index]!))
    this.publishByRoom(entries, outcomes)
    return outcomes
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

/** Fingerprint of a draft's content, kept only where a `client_id` makes it comparable. */
function digest({ type, message, fingerprint, client_id }: Draft): Buffer | null {
  if (client_id === undefined) return null
  return createHash('sha256')
    .update(JSON.stringify([type, message ?? null, fingerprint ?? null]))
    .digest()
}

function toOutcome(
  { outcome, seq, created_at }: AppendRow,
  { actor, room, draft }: Entry,
): Appended | ChatError {
  if (outcome !== 'appended' && outcome !== 'duplicate') return new ChatError(outcome)
  const appended = { seq, created_at: created_at.toISOString(), duplicate: outcome === 'duplicate' }
  if (appended.duplicate) {
    counts.duplicates++
    return appended
  }
  const message: MessageView = {
    chatroom: room.name,
    seq,
    type: draft.type,
    ...(draft.message !== undefined && { message: draft.message }),
    ...(draft.attachment && { attachment: draft.attachment }),
    client_id: draft.client_id ?? null,
    sender: sender(actor),
    created_at: appended.created_at,
  }
  return { ...appended, message }
}

const sender = ({ id, username, displayName }: Actor) => ({ id, username, display_name: displayName })

function event(type: 'joined' | 'left', actor: Actor, room: RoomRef, seq: number, at: Date): MessageView {
  return {
    chatroom: room.name,
    seq,
    type,
    client_id: null,
    sender: sender(actor),
    created_at: at.toISOString(),
  }
}
