// How chatrooms are read for one user: any number in one statement, with what they are to that user.
import type { DataSource } from 'typeorm'
import { userView } from '../auth/user.view.js'
import type { Role } from '../database/entities/index.js'
import { runPrepared, type Prepared } from '../database/prepared.js'
import { MEMBERSHIP, membershipView, type MembershipView } from '../receipts/membership.view.js'
import type { RoomRef } from '../room-log/draft.js'
import type { ChatroomView } from './chatroom.view.js'

/** $2 the user. `asked` has ids, and `nth`, their order. */
const roomsIn = (asked: string) => `
  SELECT c.id, c.name, c.description, c.created_at, h.last_seq, h.said_seq, h.max_members, h.member_count, h.pinned,
    h.incarnation || (SELECT log_history()) AS log,
    u.id AS creator_id, u.username, u.display_name, u.created_at AS creator_since, m.role, m.me
  FROM ${asked}
  CROSS JOIN LATERAL (SELECT * FROM chatrooms c WHERE c.id = asked.id LIMIT 1) c
  CROSS JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = asked.id LIMIT 1) h
  CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = c.created_by LIMIT 1) u
  LEFT JOIN LATERAL (
    SELECT m.role, ${MEMBERSHIP} AS me FROM members m WHERE m.chatroom_id = asked.id AND m.user_id = $2 LIMIT 1
  ) m ON true
  ORDER BY asked.nth`

/** $1 ids: those that there are, in this order. */
export const ROOMS_BY_ID: Prepared = {
  name: 'rooms_by_id',
  text: roomsIn('unnest($1::bigint[]) WITH ORDINALITY AS asked (id, nth)'),
}

/** $1 a name. */
export const ROOM_NAMED: Prepared = {
  name: 'room_named',
  text: roomsIn('(SELECT c.id, 1 AS nth FROM chatrooms c WHERE c.name = $1 LIMIT 1) asked'),
}

interface Row {
  id: number
  name: string
  description: string
  created_at: Date
  last_seq: number
  said_seq: number
  max_members: number
  member_count: number
  pinned: (number | string)[]
  log: string
  creator_id: string
  username: string
  display_name: string
  creator_since: Date
  role: Role | null
  me: MembershipView | null
}

/** A chatroom as one user sees it, and where it is found. */
export interface ViewedRoom {
  room: RoomRef
  /** `seq` of what was said last, if anything was. */
  saidSeq: number | undefined
  /** Without `last_message`. */
  view: ChatroomView
}

/** @param source where to read */
export async function viewRooms(
  source: DataSource,
  userId: string,
  which: { ids: readonly number[] } | { name: string },
): Promise<ViewedRoom[]> {
  const [statement, value] = 'ids' in which ? [ROOMS_BY_ID, which.ids] : [ROOM_NAMED, which.name]
  return (await runPrepared<Row>(source, statement, [value, userId])).map(viewed)
}

function viewed(row: Row): ViewedRoom {
  const { id, name, log, said_seq } = row
  const creator = {
    id: row.creator_id,
    username: row.username,
    displayName: row.display_name,
    createdAt: row.creator_since,
  }
  return {
    room: { id, name, log },
    saidSeq: said_seq > 0 ? said_seq : undefined,
    view: {
      name,
      description: row.description,
      max_members: row.max_members,
      member_count: row.member_count,
      last_seq: row.last_seq,
      log,
      pinned: row.pinned.map(Number),
      role: row.role,
      ...(row.me && { me: membershipView(row.me) }),
      created_by: userView(creator),
      created_at: row.created_at.toISOString(),
    },
  }
}
