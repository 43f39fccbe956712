// How chatrooms are read for one user: any number in one statement, with what they are to that user.
import type { DataSource } from 'typeorm'
import { avatarUrl, userView } from '../auth/user.view.js'
import {
  DEFAULT_SETTINGS,
  type KeptSettings,
  type Role,
  type RoomKind,
  type RoomSettings,
  type RoomVisibility,
} from '../database/entities/index.js'
import { runPrepared, type Prepared } from '../database/prepared.js'
import { MEMBERSHIP, membershipView, type MembershipView } from '../receipts/membership.view.js'
import type { Admitted } from '../room-feed/admission.js'
import type { RoomRef } from '../room-log/draft.js'
import type { ChatroomView } from './chatroom.view.js'

/** For whom a room is viewed that no user looks at, but somebody's backend, which may see all of them. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Of a head `h`: what is pinned and still there. */
const PINNED = `CASE WHEN h.pinned = '{}' THEN h.pinned ELSE ARRAY(
    SELECT p.seq FROM unnest(h.pinned) WITH ORDINALITY AS p (seq, nth)
    WHERE (SELECT is_said(e) FROM messages e WHERE e.chatroom_id = h.chatroom_id AND e.seq = p.seq) ORDER BY p.nth
  ) END`

/** $2 the user. `asked` has ids, and `nth`, their order. */
const roomsIn = (asked: string) => `
  SELECT c.id, c.name, c.kind, c.visibility, c.description, c.metadata, c.avatar_id, c.created_at, h.first_seq, h.last_seq,
    h.said_seq,     h.max_members, h.member_count, ${PINNED} AS pinned, h.settings, h.incarnation || (SELECT log_history()) AS log,
    u.id AS creator_id, u.username, u.display_name, u.avatar_id AS creator_avatar_id, u.bot AS creator_bot,
    u.created_at AS creator_since, m.role, m.joined_seq, m.since, m.me, p.peer
  FROM ${asked}
  CROSS JOIN LATERAL (SELECT * FROM chatrooms c WHERE c.id = asked.id LIMIT 1) c
  CROSS JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = asked.id LIMIT 1) h
  CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = c.created_by LIMIT 1) u
  LEFT JOIN LATERAL (
    SELECT m.role, m.joined_seq, readable_since(m, h.settings) AS since, ${MEMBERSHIP} AS me
    FROM members m WHERE m.chatroom_id = asked.id AND m.user_id = $2 LIMIT 1
  ) m ON true
  LEFT JOIN LATERAL (
    SELECT json_build_object(
      'id', p.id, 'username', p.username, 'displayName', p.display_name, 'avatarId', p.avatar_id,
      'bot', p.bot, 'createdAt', p.created_at
    ) AS peer FROM direct_chats d, users p
    WHERE c.kind = 'direct' AND d.chatroom_id = asked.id AND d.user_id = $2 AND p.id = d.peer_id LIMIT 1
  ) p ON true
  WHERE c.visibility = 'public' OR m.role IS NOT NULL OR $2 = '${NOBODY}'
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
  kind: RoomKind
  visibility: RoomVisibility
  description: string
  metadata: Record<string, unknown>
  avatar_id: string | null
  created_at: Date
  first_seq: number
  last_seq: number
  said_seq: number
  max_members: number
  member_count: number
  pinned: (number | string)[]
  settings: KeptSettings
  log: string
  creator_id: string
  username: string
  display_name: string
  creator_avatar_id: string | null
  creator_bot: boolean
  creator_since: Date
  role: Role | null
  joined_seq: number | null
  since: number | null
  me: MembershipView | null
  /** Of a direct chat: the other one; times as JSON has them. */
  peer: (Omit<Parameters<typeof userView>[0], 'createdAt'> & { createdAt: string }) | null
}

/** A chatroom as one user sees it, and where it is found. */
export interface ViewedRoom {
  room: RoomRef
  /** The first `seq` that the user may read. */
  since: number
  /** For whoever lets a connection of theirs hear the room. */
  admitted: Admitted
  /** `seq` of what was said last, if anything was. */
  saidSeq: number | undefined
  /** Without `last_message`. */
  view: ChatroomView
}

/**
 * @param source where to read
 * @param base what all addresses begin with: `config.base`
 */
export async function viewRooms(
  source: DataSource,
  userId: string,
  which: { ids: readonly number[] } | { name: string },
  base: string,
): Promise<ViewedRoom[]> {
  return (await rowsOf(source, userId, which)).map((row) => viewed(row, base))
}

/** The same, as nobody in particular sees them: from their first entry on, without `me`, `peer` and `last_message`. */
export async function viewRoomsOfAll(
  source: DataSource,
  ids: readonly number[],
  base: string,
): Promise<ViewedRoom[]> {
  return (await rowsOf(source, NOBODY, { ids })).map((row) => viewed({ ...row, since: row.first_seq }, base))
}

function rowsOf(
  source: DataSource,
  userId: string,
  which: { ids: readonly number[] } | { name: string },
): Promise<Row[]> {
  const [statement, value] = 'ids' in which ? [ROOMS_BY_ID, which.ids] : [ROOM_NAMED, which.name]
  return runPrepared<Row>(source, statement, [value, userId])
}

function viewed(row: Row, base: string): ViewedRoom {
  const { id, name, log, said_seq, settings, peer } = row
  const hidesPast = settings.history === 'since_joined'
  // Whoever comes in now begins with that.
  const since = row.since ?? (hidesPast ? row.last_seq + 1 : row.first_seq)
  const creator = {
    id: row.creator_id,
    username: row.username,
    displayName: row.display_name,
    avatarId: row.creator_avatar_id,
    bot: row.creator_bot,
    createdAt: row.creator_since,
  }
  return {
    room: { id, name, log },
    since,
    admitted: {
      seq: row.last_seq,
      joinedSeq: row.joined_seq ?? Infinity,
      hidesPast,
    },
    saidSeq: said_seq > 0 ? said_seq : undefined,
    view: {
      name,
      kind: row.kind,
      visibility: row.visibility,
      description: row.description,
      max_members: row.max_members,
      member_count: row.member_count,
      first_seq: since,
      last_seq: row.last_seq,
      log,
      avatar_url: avatarUrl(base, pathOf(name), row.avatar_id),
      settings: settingsView(settings),
      metadata: row.metadata,
      pinned: row.pinned.map(Number).filter((seq) => seq >= since),
      role: row.role,
      ...(peer && { peer: userView({ ...peer, createdAt: new Date(peer.createdAt) }, base) }),
      ...(row.me && { me: membershipView(row.me) }),
      created_by: userView(creator, base),
      created_at: row.created_at.toISOString(),
    },
  }
}

/** Of a room in addresses. */
export const pathOf = (name: string): string => `/chatroom/${encodeURIComponent(name)}`

/** All settings of a room. */
export function settingsView(kept: KeptSettings): RoomSettings {
  const settings: KeptSettings & RoomSettings = { ...DEFAULT_SETTINGS, ...kept }
  delete settings.direct
  return settings
}
