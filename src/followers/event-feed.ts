// What has happened, for others than us: each event with what it is about, as that is when it is read.
import { Inject, Injectable } from '@nestjs/common'
import type { DataSource } from 'typeorm'
import type { PersonView } from '../auth/user.view.js'
import { viewRoomsOfAll } from '../chatrooms/room-views.js'
import { CONFIG, type Config } from '../config/config.js'
import { runPrepared, type Prepared } from '../database/prepared.js'
import { FIND_PEOPLE } from '../room-log/completion.js'
import type { RoomRef } from '../room-log/draft.js'
import type { MessageView } from '../room-log/message.view.js'
import { RoomLog } from '../room-log/room-log.js'
import { ChatError } from '../common/errors.js'
import { isRange, readEvents, type Happened, type Notice } from './event-log.js'
import { BEGINNING, readPosition, writePosition, type Position } from './position.js'

export interface FeedEvent {
  /** The same whenever it is read; as a cursor, what comes after it. */
  id: string
  /** `message.<type>`, `member.<type>`, `chatroom.created`, … */
  type: string
  created_at: string
  /** The entry, Person, Chatroom or report. */
  data: object
}

/** An event, and where it stands. */
export interface PlacedEvent {
  at: Position
  /** In which room it has happened. */
  room: { id: number; name: string } | undefined
  event: FeedEvent
}

/** Some events, and how far they go. */
export interface PlacedEvents {
  events: PlacedEvent[]
  next: Position
  /** The same, for whoever is to give it back; there, too, where there are no events. */
  cursor: string
}

/** What there is to be read, and in which history. */
export interface Kept {
  history: string
  /** The oldest position that is kept; where none is, the next one. */
  first: number
  /** The newest position that there ever was. */
  head: number
}

export const KEPT: Prepared = {
  name: 'events_kept',
  text: `
    SELECT log_history() AS history, f.position AS head,
      coalesce((SELECT e.position FROM events e ORDER BY e.position LIMIT 1), f.position + 1) AS first
    FROM followers f WHERE f.name = 'collector'`,
}

/** $1 ids of rooms. */
export const ROOM_REFS: Prepared = {
  name: 'room_refs',
  text: `
    SELECT c.id, c.name, h.incarnation || (SELECT log_history()) AS log
    FROM unnest($1::bigint[]) AS asked (id)
    CROSS JOIN LATERAL (SELECT * FROM chatrooms c WHERE c.id = asked.id LIMIT 1) c
    CROSS JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = asked.id LIMIT 1) h`,
}

/** $1 rooms, $2 seqs, $3 users: reports that nobody has seen to. */
export const REPORTS_AT: Prepared = {
  name: 'reports_at',
  text: `
    SELECT asked.nth, r.reason, r.created_at
    FROM unnest($1::bigint[], $2::bigint[], $3::uuid[]) WITH ORDINALITY AS asked (chatroom_id, seq, user_id, nth)
    CROSS JOIN LATERAL (
      SELECT * FROM reports r WHERE r.chatroom_id = asked.chatroom_id AND r.seq = asked.seq AND r.user_id = asked.user_id LIMIT 1
    ) r`,
}

/** All that some events are about. */
interface Subjects {
  history: string
  rooms: Map<number, RoomRef>
  people: Map<string, PersonView>
  /** By room and seq. */
  entries: Map<string, MessageView>
  chatrooms: Map<number, object>
  /** By room, seq and user. */
  reports: Map<string, { reason: string; created_at: Date }>
}

@Injectable()
export class EventFeed {
  constructor(
    private readonly log: RoomLog,
    @Inject(CONFIG) private readonly config: Pick<Config, 'base'>,
  ) {}

  /**
   * What comes after a place, in order. What is not there any more is left out: of a deleted room, its entries.
   * @param source where to read
   * @param most how many at the most; fewer need not be the end: `next` says how far it goes
   * @param chatroomId for what has happened in this room alone, or, null, in none
   */
  async read(
    source: DataSource,
    after: Position,
    most: number,
    chatroomId?: number | null,
  ): Promise<{ events: PlacedEvent[]; next: Position }> {
    const { happened, next } = await readEvents(source.manager, after, most, chatroomId)
    if (happened.length === 0) return { events: [], next }
    const subjects = await this.subjectsOf(source, happened)
    return { events: happened.flatMap((each) => eventsOf(each, subjects)), next }
  }

  /** What there is now. */
  async kept(source: DataSource): Promise<Kept> {
    const [kept] = await runPrepared<Kept>(source, KEPT, [])
    return kept!
  }

  /**
   * As `read`, for somebody who has written down where they are.
   * @param after a cursor, or an event's id; from the oldest that is kept without it
   * @throws ChatError `validation_failed` for a cursor that is none; `seq_unknown` for one of another history of the database, or
   *   from before what is kept: something is missing in between
   */
  async readFrom(source: DataSource, after: string | undefined, most: number): Promise<PlacedEvents> {
    const place = after === undefined ? undefined : readPosition(after)
    const { events, next } = await this.read(source, place ?? BEGINNING, most)
    // Only now: what was dropped before it could be read is missed for sure then.
    const kept = await this.kept(source)
    if (place) assertKept(place, kept)
    const oldest = { position: kept.first - 1, seq: 0 }
    const reached = next.position < oldest.position ? oldest : next
    return { events, next: reached, cursor: writePosition(kept.history, reached) }
  }

  private async subjectsOf(source: DataSource, happened: readonly Happened[]): Promise<Subjects> {
    const ids = [...new Set(happened.flatMap(({ chatroomId }) => chatroomId ?? []))]
    const [{ history }] = await source.query<[{ history: string }]>('SELECT log_history() AS history')
    const refs = await runPrepared<RoomRef>(source, ROOM_REFS, [ids])
    const rooms = new Map(refs.map((room) => [room.id, room]))
    const notices = happened.filter((each): each is Notice => !isRange(each))
    const places = happened.flatMap((each) => placesOf(each, rooms))
    const entries = await this.log.readMany(places, source)
    return {
      history,
      rooms,
      people: await peopleIn(source, notices),
      entries: new Map(
        places.flatMap(({ room, seq }, index) => {
          const entry = entries[index]
          return entry ? [[keyOf(room.id, seq), entry]] : []
        }),
      ),
      chatrooms: await this.chatroomsIn(source, notices),
      reports: await reportsIn(source, notices),
    }
  }

  private async chatroomsIn(source: DataSource, notices: readonly Notice[]): Promise<Map<number, object>> {
    const ids = notices.flatMap(({ type, chatroomId }) => (type === 'chatroom.created' ? chatroomId! : []))
    const views = ids.length > 0 ? await viewRoomsOfAll(source, ids, this.config.base) : []
    return new Map(views.map(({ room, view }) => [room.id, view]))
  }
}

/** @throws ChatError `seq_unknown` where what comes after the place is not all there */
export function assertKept({ history, position, seq }: Position & { history: string }, kept: Kept): void {
  if (history !== kept.history || position > kept.head)
    throw new ChatError(
      'seq_unknown',
      'This cursor is of another history of the database. Begin again without it.',
    )
  if (position + (seq === 0 ? 1 : 0) < kept.first)
    throw new ChatError(
      'seq_unknown',
      'What came after this cursor is not kept any more. Begin again without it: with the oldest that is.',
    )
}

const keyOf = (...parts: unknown[]): string => parts.join(' ')

function placesOf(happened: Happened, rooms: Subjects['rooms']) {
  const room = happened.chatroomId === null ? undefined : rooms.get(happened.chatroomId)
  if (!room) return []
  const place = (seq: number) => ({ room, seq, since: 1 })
  if (isRange(happened))
    return Array.from({ length: happened.last - happened.first + 1 }, (_, nth) => place(happened.first + nth))
  const { seq } = happened.subject
  return typeof seq === 'number' ? [place(seq)] : []
}

async function peopleIn(source: DataSource, notices: readonly Notice[]): Promise<Map<string, PersonView>> {
  const ids = new Set(notices.flatMap(({ subject }) => (subject['user_id'] as string | undefined) ?? []))
  const people = ids.size > 0 ? await runPrepared<PersonView>(source, FIND_PEOPLE, [[...ids]]) : []
  return new Map(people.map((person) => [person.id, person]))
}

async function reportsIn(source: DataSource, notices: readonly Notice[]): Promise<Subjects['reports']> {
  const asked = notices.filter(({ type }) => type === 'report.created')
  if (asked.length === 0) return new Map()
  const rows = await runPrepared<{ nth: number; reason: string; created_at: Date }>(source, REPORTS_AT, [
    asked.map(({ chatroomId }) => chatroomId),
    asked.map(({ subject }) => subject['seq']),
    asked.map(({ subject }) => subject['user_id']),
  ])
  return new Map(rows.map(({ nth, ...report }) => [reportKey(asked[nth - 1]!), report]))
}

const reportKey = ({ chatroomId, subject }: Notice): string =>
  keyOf(chatroomId, subject['seq'], subject['user_id'])

function eventsOf(happened: Happened, subjects: Subjects): PlacedEvent[] {
  const room = happened.chatroomId === null ? undefined : subjects.rooms.get(happened.chatroomId)
  const placed = (at: Position, type: string, created_at: string, data: object): PlacedEvent => ({
    at,
    room: room ?? deletedRoom(happened),
    event: { id: writePosition(subjects.history, at), type, created_at, data },
  })
  const { position } = happened
  if (!isRange(happened)) {
    const data = dataOf(happened, subjects, room)
    return data ? [placed({ position, seq: 0 }, happened.type, happened.at.toISOString(), data)] : []
  }
  const seqs = Array.from({ length: happened.last - happened.first + 1 }, (_, nth) => happened.first + nth)
  return seqs.flatMap((seq) => {
    const entry = subjects.entries.get(keyOf(happened.chatroomId, seq))
    const at = { position, seq: seq === happened.end ? 0 : seq }
    return entry ? [placed(at, typeOf(entry), entry.created_at, entry)] : []
  })
}

/** What was said, or changes that; everything else is about the members and the room. */
const typeOf = ({ type, n, target_seq }: MessageView): string =>
  n !== undefined || target_seq !== undefined ? `message.${type}` : `member.${type}`

const deletedRoom = (happened: Happened): PlacedEvent['room'] =>
  !isRange(happened) && happened.type === 'chatroom.deleted'
    ? { id: happened.chatroomId!, name: happened.subject['name'] as string }
    : undefined

/** Nothing where it is not there any more, and there is nothing else to say. */
function dataOf(notice: Notice, subjects: Subjects, room: RoomRef | undefined): object | undefined {
  const { type, subject, chatroomId } = notice
  const user = subjects.people.get(subject['user_id'] as string)
  if (type.startsWith('user.')) return user
  if (type === 'chatroom.created') return subjects.chatrooms.get(chatroomId!)
  if (type === 'chatroom.deleted') return { name: subject['name'] }
  if (!room || !user) return undefined
  const { seq, unread } = subject
  const message = subjects.entries.get(keyOf(chatroomId, seq))
  const said = { chatroom: room.name, seq, user, ...(message && { message }) }
  if (type === 'message.unseen') return { ...said, unread }
  const report = subjects.reports.get(reportKey(notice))
  return {
    ...said,
    ...(report && { reason: report.reason, created_at: report.created_at.toISOString() }),
  }
}
