// Which chatrooms are on a page of the list, newest first: a bounded amount of work for each, however many rooms there are.
import type { DataSource } from 'typeorm'
import { runPrepared, type Prepared } from '../database/prepared.js'

/** $1 before which id, $2 how many. */
export const ALL_ROOMS = {
  name: 'all_rooms',
  text: 'SELECT c.id FROM chatrooms c WHERE c.id < $1 ORDER BY c.id DESC LIMIT $2',
}

/** $1 before which id, $2 how many, $3 whose. */
export const ROOMS_OF = {
  name: 'rooms_of',
  text: `
    SELECT m.chatroom_id AS id FROM members m
    WHERE m.user_id = $3 AND m.chatroom_id < $1 ORDER BY m.chatroom_id DESC LIMIT $2`,
}

/** How many of a user's rooms one page looks through for a name. */
const MOST_LOOKED_THROUGH = 5000

/** As before, $4 a LIKE pattern. `floor`: below it nothing was looked through. */
export const ROOMS_OF_NAMED = {
  name: 'rooms_of_named',
  text: `
    WITH mine AS MATERIALIZED (
      SELECT m.chatroom_id AS id FROM members m
      WHERE m.user_id = $3 AND m.chatroom_id < $1 ORDER BY m.chatroom_id DESC LIMIT ${MOST_LOOKED_THROUGH}
    )
    SELECT found.id, through.floor
    FROM (SELECT CASE WHEN count(*) = ${MOST_LOOKED_THROUGH} THEN min(id) END AS floor FROM mine) through
    LEFT JOIN LATERAL (
      SELECT mine.id FROM mine
      WHERE (SELECT c.folded_name LIKE $4 FROM chatrooms c WHERE c.id = mine.id)
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
 * $1 before which id, $2 how many, $3 what is in the name, $4 the same as a LIKE pattern. Block after block from the newest,
 * until there are enough. Adding 0 keeps PostgreSQL from reading all rooms in order of their ids instead. `floor` as before.
 */
export const ROOMS_NAMED = {
  name: 'rooms_named',
  text: `
    WITH asked AS MATERIALIZED (
      SELECT top, greatest(top - ${MOST_BLOCKS - 1}, 0) AS bottom, $4::text AS pattern, ARRAY(
        SELECT DISTINCT substr($3::text, i, 2)
        FROM generate_series(1, least(greatest(length($3::text) - 1, 1), ${MOST_PAIRS})) i
      ) AS grams
      FROM (SELECT least($1::bigint - 1, (SELECT max(id) FROM chatrooms)) / ${BLOCK} AS top) newest
    )
    SELECT found.id, nullif(asked.bottom, 0) * ${BLOCK} AS floor FROM asked
    LEFT JOIN LATERAL (
      SELECT hit.id FROM generate_series(asked.top, asked.bottom, -1) block
      CROSS JOIN LATERAL (
        SELECT c.id FROM chatrooms c
        WHERE chatroom_grams(c.id, c.folded_name) @> ARRAY(SELECT block || ':' || gram FROM unnest(asked.grams) gram)
          AND c.folded_name LIKE asked.pattern AND c.id + 0 < $1
        ORDER BY c.id + 0 DESC LIMIT $2
      ) hit LIMIT $2
    ) found ON true`,
}

/** Above every id. */
const NEWEST = Number.MAX_SAFE_INTEGER

interface Asked {
  /** Only rooms with this in their name; both as `foldCase` has them. */
  q: string | undefined
  /** Only rooms of this user. */
  memberId: string | undefined
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

function statementOf({ q, memberId, limit, before = NEWEST }: Asked): [Prepared, unknown[]] {
  // One more than the page holds tells whether there is another.
  const range = [before, limit + 1]
  if (!q) return memberId ? [ROOMS_OF, [...range, memberId]] : [ALL_ROOMS, range]
  const pattern = `%${escapeLike(q)}%`
  return memberId ? [ROOMS_OF_NAMED, [...range, memberId, pattern]] : [ROOMS_NAMED, [...range, q, pattern]]
}

/** Takes the special meaning from what LIKE would read as a pattern. */
const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')
