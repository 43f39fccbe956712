// Which chatrooms are on a page of the list, newest first: a bounded amount of work for each, however many rooms there are.
import type { DataSource } from 'typeorm'
import { runPrepared, type Prepared } from '../database/prepared.js'

/** How many of a user's rooms one page looks through. */
const MOST_LOOKED_THROUGH = 5000

/**
 * Of all that follow: $1 before which id, $2 how many, $3 whose page it is. `floor`: below it nothing was looked through.
 * Here the rooms of that user that are looked through. @param after down to which id
 */
const MINE = (after = '0') => `
  mine AS MATERIALIZED (
    SELECT m.chatroom_id AS id FROM members m
    WHERE m.user_id = $3 AND m.chatroom_id < $1 AND m.chatroom_id > ${after}
    ORDER BY m.chatroom_id DESC LIMIT ${MOST_LOOKED_THROUGH}
  ), through AS MATERIALIZED (
    SELECT CASE WHEN count(*) = ${MOST_LOOKED_THROUGH} THEN min(id) END AS floor FROM mine
  )`

/** All of a user's rooms. */
export const ROOMS_OF = {
  name: 'rooms_of',
  text: `
    SELECT m.chatroom_id AS id FROM members m
    WHERE m.user_id = $3 AND m.chatroom_id < $1 ORDER BY m.chatroom_id DESC LIMIT $2`,
}

/** Public rooms, and those of the user that are not: of these, only where the page reaches. */
export const ALL_ROOMS = {
  name: 'all_rooms',
  text: `
    WITH listed AS MATERIALIZED (
      SELECT c.id FROM chatrooms c WHERE c.visibility = 'public' AND c.id < $1 ORDER BY c.id DESC LIMIT $2
    ), ${MINE('(SELECT CASE WHEN count(*) = $2 THEN min(id) ELSE 0 END FROM listed)')}
    SELECT found.id, through.floor FROM through LEFT JOIN LATERAL (
      SELECT each.id FROM (
        SELECT id FROM listed
        UNION ALL
        SELECT mine.id FROM mine WHERE (SELECT c.visibility = 'private' FROM chatrooms c WHERE c.id = mine.id)
      ) each
      WHERE each.id >= coalesce(through.floor, 0) ORDER BY each.id DESC LIMIT $2
    ) found ON true`,
}

/** Whether a room `c` is called so, $4 being a LIKE pattern: a direct chat has no name but the other one's. */
const NAMED_SO = `CASE WHEN c.kind = 'direct' THEN (
  SELECT u.username LIKE $4 FROM direct_chats d, users u WHERE d.chatroom_id = c.id AND d.peer_id <> $3 AND u.id = d.peer_id LIMIT 1
) ELSE c.folded_name LIKE $4 END`

/** Those of a user's rooms that are called so: $4 a LIKE pattern. */
export const ROOMS_OF_NAMED = {
  name: 'rooms_of_named',
  text: `
    WITH ${MINE()}
    SELECT found.id, through.floor FROM through LEFT JOIN LATERAL (
      SELECT mine.id FROM mine WHERE (SELECT ${NAMED_SO} FROM chatrooms c WHERE c.id = mine.id)
      ORDER BY mine.id DESC LIMIT $2
    ) found ON true`,
}

/** Ids of one block, as the index chatrooms_name_grams has them. */
const BLOCK = 8192
/** How many blocks one page looks through: a million ids. */
const MOST_BLOCKS = 128
/** More pairs of letters would only say again what a name must look like. */
const MOST_PAIRS = 12

/**
 * $4 a LIKE pattern, $5 what is in the name. Block after block of public rooms from the newest, until there are enough, and those of
 * the user that are not public. Adding 0 keeps PostgreSQL from reading all rooms in order of their ids instead.
 */
export const ROOMS_NAMED = {
  name: 'rooms_named',
  text: `
    WITH asked AS MATERIALIZED (
      SELECT top, greatest(top - ${MOST_BLOCKS - 1}, 0) AS bottom, ARRAY(
        SELECT DISTINCT substr($5::text, i, 2)
        FROM generate_series(1, least(greatest(length($5::text) - 1, 1), ${MOST_PAIRS})) i
      ) AS grams
      FROM (SELECT least($1::bigint - 1, (SELECT max(id) FROM chatrooms)) / ${BLOCK} AS top) newest
    ), listed AS MATERIALIZED (
      SELECT hit.id FROM asked, LATERAL generate_series(asked.top, asked.bottom, -1) block
      CROSS JOIN LATERAL (
        SELECT c.id FROM chatrooms c
        WHERE c.folded_name LIKE $4 AND c.id + 0 < $1
          AND chatroom_grams(c.id, c.folded_name, c.visibility) @> ARRAY(SELECT block || ':' || gram FROM unnest(asked.grams) gram)
        ORDER BY c.id + 0 DESC LIMIT $2
      ) hit LIMIT $2
    ), ${MINE('(SELECT CASE WHEN count(*) = $2 THEN min(id) ELSE 0 END FROM listed)')}, ends AS MATERIALIZED (
      SELECT greatest(through.floor, nullif(asked.bottom, 0) * ${BLOCK}) AS floor FROM asked, through
    )
    SELECT found.id, ends.floor FROM ends LEFT JOIN LATERAL (
      SELECT each.id FROM (
        SELECT id FROM listed
        UNION ALL
        SELECT mine.id FROM mine
        WHERE (SELECT c.visibility = 'private' AND ${NAMED_SO} FROM chatrooms c WHERE c.id = mine.id)
      ) each
      WHERE each.id >= coalesce(ends.floor, 0) ORDER BY each.id DESC LIMIT $2
    ) found ON true`,
}

/** Above every id. */
const NEWEST = Number.MAX_SAFE_INTEGER

interface Asked {
  /** Only rooms with this in their name, as `foldCase` has it. */
  q: string | undefined
  /** For whom. */
  userId: string
  /** Only rooms that they are in. */
  mine: boolean
  limit: number
  /** Only rooms with a smaller id. */
  before: number | undefined
}

export interface PageOfIds {
  ids: number[]
  /** Where the next page begins, below this id; null after the last. The page before it may hold less than was asked for. */
  next: number | null
}

interface Row {
  id: number | null
  floor?: number | null
}

/** @param source where to read */
export async function pageOfRooms(source: DataSource, asked: Asked): Promise<PageOfIds> {
  const { limit } = asked
  const rows = await runPrepared<Row>(source, ...statementOf(asked))
  const found = rows.flatMap(({ id }) => (id === null ? [] : [id]))
  const ids = found.slice(0, limit)
  return { ids, next: found.length > limit ? ids.at(-1)! : (rows[0]?.floor ?? null) }
}

function statementOf({ q, userId, mine, limit, before = NEWEST }: Asked): [Prepared, unknown[]] {
  // One more than the page holds tells whether there is another.
  const range = [before, limit + 1, userId]
  if (!q) return [mine ? ROOMS_OF : ALL_ROOMS, range]
  const pattern = `%${escapeLike(q)}%`
  return mine ? [ROOMS_OF_NAMED, [...range, pattern]] : [ROOMS_NAMED, [...range, pattern, q]]
}

/** Takes the special meaning from what LIKE would read as a pattern. */
const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')
