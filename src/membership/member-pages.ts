// Pages of a room's members, in the order in which they came: a bounded amount of work for each, however many there are.
import type { DataSource } from 'typeorm'
import type { Role } from '../database/entities/index.js'
import { runPrepared, type Prepared } from '../database/prepared.js'
import { USER, type UserRow } from '../people/people-statements.js'

const MEMBER = `m.role, m.joined_seq AS "joinedSeq", m.joined_at AS "joinedAt", m.silenced_until AS "silencedUntil"`
/** $1 room, $2 the joined_seq after which the page begins. */
const IN_ORDER = `
  SELECT * FROM members m WHERE m.chatroom_id = $1 AND m.joined_seq > 0 AND m.joined_seq > $2 ORDER BY m.joined_seq`

/** $3 how many. */
export const MEMBERS_OF: Prepared = {
  name: 'members_of',
  text: `
    SELECT ${USER}, ${MEMBER}
    FROM (${IN_ORDER} LIMIT $3) m
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = m.user_id LIMIT 1) u
    ORDER BY m.joined_seq`,
}

/** How many members one page looks through for a name. */
const MOST_LOOKED_THROUGH = 5000

/** $4 how one of their names begins, $5 what is above all names that do. `floor`: after it nothing was looked through. */
export const MEMBERS_NAMED: Prepared = {
  name: 'members_named',
  text: `
    WITH looked AS MATERIALIZED (${IN_ORDER} LIMIT ${MOST_LOOKED_THROUGH})
    SELECT found.*, through.floor
    FROM (SELECT CASE WHEN count(*) = ${MOST_LOOKED_THROUGH} THEN max(joined_seq) END AS floor FROM looked) through
    LEFT JOIN LATERAL (
      SELECT ${USER}, ${MEMBER} FROM (
        SELECT * FROM looked m
        WHERE (SELECT true FROM user_names n WHERE n.user_id = m.user_id AND n.name >= $4 AND n.name < $5 LIMIT 1)
        ORDER BY m.joined_seq LIMIT $3
      ) m
      CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = m.user_id LIMIT 1) u
    ) found ON true
    ORDER BY found."joinedSeq"`,
}

/** Above every character, in the order of the database's bytes. */
const LAST_CHARACTER = '\u{10FFFF}'

export interface MemberRow extends UserRow {
  role: Role
  joinedSeq: number
  joinedAt: Date
  silencedUntil: Date | null
}

type Row = { [Field in keyof MemberRow]: MemberRow[Field] | null } & { floor?: number | null }

interface Asked {
  roomId: number
  /** How one of their names begins, as `sought` has it. */
  start: string | undefined
  /** joined_seq of the last on the page before. */
  after: number
  limit: number
}

/** @returns a page, which may hold less than was asked for, and after which joined_seq the next begins; null after the last */
export async function pageOfMembers(
  source: DataSource,
  { roomId, start, after, limit }: Asked,
): Promise<{ members: MemberRow[]; next: number | null }> {
  const range = [roomId, after, limit + 1]
  const rows =
    start === undefined
      ? await runPrepared<Row>(source, MEMBERS_OF, range)
      : await runPrepared<Row>(source, MEMBERS_NAMED, [...range, start, start + LAST_CHARACTER])
  const found = rows.filter(({ id }) => id !== null) as MemberRow[]
  const members = found.slice(0, limit)
  return { members, next: found.length > limit ? members.at(-1)!.joinedSeq : (rows[0]?.floor ?? null) }
}
