// What is asked of the database about people, statement by statement.
import type { Prepared } from '../database/prepared.js'

/** Of a user `u`: what userView is made of. */
export const USER = `u.id, u.username, u.display_name AS "displayName", u.avatar_id AS "avatarId", u.bot, u.created_at AS "createdAt"`

export interface UserRow {
  id: string
  username: string
  displayName: string
  avatarId: string | null
  bot: boolean
  createdAt: Date
}

/** The same as JSON, of a user by another name: for rows that are about several. */
export const userJson = (name: string): string => `json_build_object(
    'id', ${name}.id, 'username', ${name}.username, 'displayName', ${name}.display_name, 'avatarId', ${name}.avatar_id,
    'bot', ${name}.bot, 'createdAt', ${name}.created_at
  )`

/** As JSON has it. */
export type UserJson = Omit<UserRow, 'createdAt'> & { createdAt: string }

export const userOf = ({ createdAt, ...user }: UserJson): UserRow => ({
  ...user,
  createdAt: new Date(createdAt),
})

/** How many names one page looks through: a user whose name has the same beginning many times is on it once. */
const MOST_LOOKED_THROUGH = 5000

/**
 * $1 how the name begins, $2 what is above all names that do, $3 after which name and $4 which user, $5 how many. Each user stands
 * where the first of their names does. `floor` is where the next page begins if there are too few on this one, and not everything was
 * looked through: a user and a name.
 */
export const PEOPLE_NAMED: Prepared = {
  name: 'people_named',
  text: `
    WITH found AS MATERIALIZED (
      SELECT n.name, ${USER}
      FROM (
        SELECT n.name, n.user_id FROM user_names n
        WHERE n.name < $2 AND (n.name, n.user_id) > ($3, $4::uuid)
        ORDER BY n.name, n.user_id LIMIT ${MOST_LOOKED_THROUGH}
      ) n
      CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = n.user_id LIMIT 1) u
      WHERE (
        SELECT true FROM user_names o WHERE o.user_id = n.user_id AND o.name >= $1 AND o.name < n.name LIMIT 1
      ) IS NULL
      ORDER BY n.name, n.user_id LIMIT $5
    )
    SELECT found.*, CASE WHEN (SELECT count(*) FROM found) < $5 THEN (
      SELECT concat(n.user_id, n.name) FROM user_names n
      WHERE n.name < $2 AND (n.name, n.user_id) > ($3, $4::uuid)
      ORDER BY n.name, n.user_id LIMIT 1 OFFSET ${MOST_LOOKED_THROUGH - 1}
    ) END AS floor
    FROM (SELECT) one LEFT JOIN found ON true
    ORDER BY found.name, found.id`,
}

/** $1 who has blocked, before $2 when and $3 whom, $4 how many: the latest first. */
export const BLOCKED_BY = `
  SELECT b.created_at AS "blockedAt", ${USER}
  FROM (
    SELECT * FROM blocks b
    WHERE b.user_id = $1 AND (b.created_at, b.blocked_id) < ($2::timestamptz, $3::uuid)
    ORDER BY b.created_at DESC, b.blocked_id DESC LIMIT $4
  ) b
  CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = b.blocked_id LIMIT 1) u
  ORDER BY b.created_at DESC, b.blocked_id DESC`

/** $1 who blocks, $2 whom, $3 whether, $4 how many they may have blocked. See src/database/functions/set_block.sql. */
export const SET_BLOCK = 'SELECT set_block($1, $2, $3, $4) AS outcome'
