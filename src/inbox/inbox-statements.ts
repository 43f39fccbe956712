// What the database is asked about the rooms of one user: whichever of them there are, in one statement each.
import type { DataSource } from 'typeorm'
import type { ErrorCode } from '../common/errors.js'
import { runPrepared } from '../database/prepared.js'
import type { RoomRef } from '../room-log/draft.js'

/** $1 user: their rooms, with the `seq` of their latest entering. */
export const MEMBERSHIPS = {
  name: 'memberships',
  text: 'SELECT m.chatroom_id AS id, m.joined_seq FROM members m WHERE m.user_id = $1',
}

/** $1 rooms: their names, logs and heads. */
export const ROOMS_WITH_HEADS = {
  name: 'rooms_with_heads',
  text: `
    SELECT c.id, c.name, h.last_seq, h.incarnation || (SELECT log_history()) AS log, h.settings ->> 'history' AS history
    FROM unnest($1::bigint[]) AS asked (id)
    CROSS JOIN LATERAL (SELECT c.id, c.name FROM chatrooms c WHERE c.id = asked.id LIMIT 1) c
    CROSS JOIN LATERAL (
      SELECT h.last_seq, h.incarnation, h.settings FROM chatroom_heads h WHERE h.chatroom_id = asked.id LIMIT 1
    ) h`,
}

/** $1 names, $2 user: those that public rooms have, and whether the user is banned there. A private room is none for who is not in it. */
export const NAMES_IN_USE = {
  name: 'names_in_use',
  text: `
    SELECT asked.name, (
      SELECT true FROM bans b WHERE b.chatroom_id = c.id AND b.user_id = $2 AND (b.until IS NULL OR b.until > now()) LIMIT 1
    ) IS TRUE AS banned
    FROM unnest($1::text[]) AS asked (name)
    CROSS JOIN LATERAL (SELECT c.id, c.visibility FROM chatrooms c WHERE c.name = asked.name LIMIT 1) c
    WHERE c.visibility = 'public'`,
}

/** $1 user, $2 rooms: of which of these they are no member, and of which others they are one. */
export const CHANGED_MEMBERSHIPS = {
  name: 'changed_memberships',
  text: `
    SELECT m.chatroom_id AS id, true AS member FROM members m WHERE m.user_id = $1 AND m.chatroom_id <> ALL ($2::bigint[])
    UNION ALL
    SELECT asked.id, false FROM unnest($2::bigint[]) AS asked (id)
    WHERE (SELECT true FROM members m WHERE m.chatroom_id = asked.id AND m.user_id = $1) IS NULL`,
}

/**
 * $1 user, $2 whether archived, $3 and $4 the activity and the id before which the page begins, $5 how many. The activity of a room is
 * what was said last in it, or when the user came, if that was later.
 */
export const LATELY_ACTIVE = {
  name: 'lately_active',
  text: `
    SELECT active.id, active.at FROM (
      SELECT m.chatroom_id AS id, greatest(h.said_at, m.joined_at) AS at FROM members m
      CROSS JOIN LATERAL (SELECT h.said_at FROM chatroom_heads h WHERE h.chatroom_id = m.chatroom_id LIMIT 1) h
      WHERE m.user_id = $1 AND m.archived = $2
    ) active
    WHERE (active.at, active.id) < ($3::timestamptz, $4::bigint)
    ORDER BY active.at DESC, active.id DESC LIMIT $5`,
}

export interface Membership {
  id: number
  joined_seq: number
}

export const membershipsOf = (source: DataSource, userId: string): Promise<Membership[]> =>
  runPrepared<Membership>(source, MEMBERSHIPS, [userId])

/** A room as the database knows it. */
export interface FoundRoom {
  room: RoomRef
  head: number
  /** Whether it hides from each member what was before they came. */
  hidesPast: boolean
}

/** Those of these rooms that there are, by id. */
export async function findRooms(source: DataSource, ids: readonly number[]): Promise<Map<number, FoundRoom>> {
  if (ids.length === 0) return new Map()
  const rows = await runPrepared<RoomRef & { last_seq: number; history: string | null }>(
    source,
    ROOMS_WITH_HEADS,
    [ids],
  )
  return new Map(
    rows.map(({ id, name, log, last_seq, history }) => [
      id,
      { room: { id, name, log }, head: last_seq, hidesPast: history === 'since_joined' },
    ]),
  )
}

/** Why a user is in none of the rooms of these names. */
export async function whyOut(
  source: DataSource,
  userId: string,
  names: readonly string[],
): Promise<Map<string, ErrorCode>> {
  const rows = await runPrepared<{ name: string; banned: boolean }>(source, NAMES_IN_USE, [names, userId])
  const found = new Map(rows.map(({ name, banned }) => [name, banned]))
  return new Map(
    names.map((name) => {
      const banned = found.get(name)
      return [name, banned === undefined ? 'chatroom_not_found' : banned ? 'banned' : 'not_a_member']
    }),
  )
}

/** How what somebody is taken to be a member of differs from what they are one of. */
export const changedMemberships = (
  source: DataSource,
  userId: string,
  known: readonly number[],
): Promise<{ id: number; member: boolean }[]> => runPrepared(source, CHANGED_MEMBERSHIPS, [userId, known])
