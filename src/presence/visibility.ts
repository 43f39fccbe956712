// Who may see whether somebody is there: both have to show themselves to each other, and whom they block sees nothing.
import { Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { PersonView } from '../auth/user.view.js'
import { runPrepared } from '../database/prepared.js'

/** Most pairs of people that one statement looks at. */
const ASKED_AT_ONCE = 1000

/** $1 usernames as they are kept: the ids of those that are somebody's. */
export const FIND_NAMED = {
  name: 'find_named',
  text: `
    SELECT u.id FROM unnest($1::text[]) AS asked (username)
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.username = asked.username AND u.erased <> u.id LIMIT 1) u`,
}

/**
 * $1 who looks, $2 at whom: what there is to see of each. Whoever shows themselves to those with whom they share a room sees only
 * these, too.
 */
export const FIND_SEEN = {
  name: 'find_seen',
  text: `
    SELECT asked.n, u.id, u.username, u.display_name, u.last_seen_at AS "lastSeenAt",
      CASE
        WHEN u.id = o.id THEN true
        WHEN 'nobody' IN (u.privacy_last_seen, o.privacy_last_seen) THEN false
        WHEN (SELECT true FROM blocks b WHERE b.user_id = u.id AND b.blocked_id = o.id) THEN false
        WHEN 'shared_rooms' IN (u.privacy_last_seen, o.privacy_last_seen) THEN share_a_room(u.id, o.id)
        ELSE true
      END AS visible
    FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS asked (observer_id, user_id, n)
    CROSS JOIN LATERAL (SELECT * FROM users o WHERE o.id = asked.observer_id LIMIT 1) o
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = asked.user_id LIMIT 1) u`,
}

/** Who looks at whom: ids of users. */
export type Look = [observerId: string, userId: string]

/** What somebody shows somebody else. */
export interface Seen {
  user: PersonView
  /** Whether they show whether they are there. */
  visible: boolean
  lastSeenAt: Date | null
}

type Row = PersonView & Omit<Seen, 'user'> & { n: number }

@Injectable()
export class Visibility {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Ids of those who have these usernames, as they are kept. */
  async named(usernames: string[]): Promise<string[]> {
    if (usernames.length === 0) return []
    const rows = await runPrepared<{ id: string }>(this.dataSource, FIND_NAMED, [usernames])
    return rows.map(({ id }) => id)
  }

  /** Of each look what there is to see, in their order; undefined where one of the two is not there. */
  async seen(looks: readonly Look[]): Promise<(Seen | undefined)[]> {
    const found = looks.map((): Seen | undefined => undefined)
    for (let start = 0; start < looks.length; start += ASKED_AT_ONCE) {
      const asked = looks.slice(start, start + ASKED_AT_ONCE)
      const columns = [asked.map(([observerId]) => observerId), asked.map(([, userId]) => userId)]
      for (const row of await runPrepared<Row>(this.dataSource, FIND_SEEN, columns)) {
        const { n, visible, lastSeenAt, ...user } = row
        found[start + n - 1] = { user, visible, lastSeenAt }
      }
    }
    return found
  }
}
