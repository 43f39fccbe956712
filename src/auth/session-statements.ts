// What is asked of the database about sessions, statement by statement.

// All times are the database's: nodes' clocks may differ.
export const LIVE = `s.ended_at IS NULL AND s.expires_at > now()`
/** Of a user `u`: an Actor, but for the session. */
export const PROFILE = `u.id, u.username, u.display_name AS "displayName", u.avatar_id AS "avatarId", u.bot,
  u.created_at AS "createdAt", u.version, u.privacy_read_receipts AS "readReceipts"`
export const ACTOR = `${PROFILE}, s.id AS "sessionId"`

/** How often it is noted at the most that a session is in use. */
const USE_NOTED_EVERY = `interval '1 minute'`

/** $1 session ids, $2 the user that each must be of, or null. `idle`: its use is to be noted. */
export const FIND_ACTORS = {
  name: 'find_actors',
  text: `
    SELECT asked.n, s.idle, ${ACTOR}
    FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS asked (session_id, user_id, n)
    CROSS JOIN LATERAL (
      SELECT s.id, s.user_id, s.last_seen_at < now() - ${USE_NOTED_EVERY} AS idle FROM sessions s
      WHERE s.id = asked.session_id AND s.user_id = coalesce(asked.user_id, s.user_id) AND ${LIVE} LIMIT 1
    ) s
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = s.user_id AND u.erased <> u.id LIMIT 1) u`,
}

export const ENDED_AMONG = {
  name: 'ended_among',
  text: `
    SELECT asked.id FROM unnest($1::uuid[]) AS asked (id)
    WHERE (SELECT true FROM sessions s WHERE s.id = asked.id AND ${LIVE}) IS NULL`,
}

/**
 * Exchanges a refresh token. $1 session, $2 its family's hash, $3 the token's hash and $4 the next one's; in seconds, $5
 * REFRESH_GRACE, $6 REFRESH_TOKEN_TTL, $7 SESSION_TTL; $8 what its client says it is. The session's row is locked before anything else is looked at for long:
 * the same token on two nodes at once is used once after the other. Those that nobody will use go: the old, and all but the
 * newest hundred of a client that asks again and again.
 */
export const ROTATE = `
  WITH session AS (
    SELECT s.id FROM sessions s WHERE s.id = $1 AND s.family_hash = $2 AND ${LIVE} FOR NO KEY UPDATE
  ), used AS (
    UPDATE refresh_tokens t SET used_at = coalesce(t.used_at, now()) FROM session s
    WHERE t.session_id = s.id AND t.hash = $3
      AND (t.used_at IS NULL OR t.used_at > now() - make_interval(secs => $5)) RETURNING s.id
  ), next AS (
    INSERT INTO refresh_tokens (session_id, hash) SELECT id, $4 FROM used
  ), forgotten AS (
    DELETE FROM refresh_tokens t USING used u WHERE t.session_id = u.id AND t.hash <> $3 AND (
      t.used_at <= now() - make_interval(secs => $5) OR t.hash IN (
        SELECT o.hash FROM refresh_tokens o WHERE o.session_id = $1 AND o.used_at IS NULL
        ORDER BY o.created_at DESC, o.hash OFFSET 100
      )
    )
  ), refreshed AS (
    UPDATE sessions s SET last_seen_at = now(), user_agent = coalesce($8, s.user_agent),
      expires_at = least(now() + make_interval(secs => $6), s.created_at + make_interval(secs => $7), s.ends_by)
    FROM used WHERE s.id = used.id RETURNING s.id, s.user_id, ceil(extract(epoch FROM s.expires_at - now()))::int AS lives
  )
  SELECT ${ACTOR}, s.lives FROM refreshed s JOIN users u ON u.id = s.user_id AND u.erased <> u.id`

// A day late, so that nothing that is still in flight meets a session that is gone. An external token that was signed out
// stays refused for as long as it would have worked. What the index `sessions_over` is made of, letter for letter.
const OVER_AT = `CASE WHEN family_hash = '' THEN expires_at ELSE least(ended_at, expires_at) END`
export const SWEEP_SESSIONS = `
  DELETE FROM sessions WHERE id IN (
    SELECT id FROM sessions WHERE (${OVER_AT}) < now() - interval '1 day'
    ORDER BY ${OVER_AT} LIMIT 100 FOR UPDATE SKIP LOCKED
  )`

export const LOCK_USER = 'SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE'

// $1 user, $2 the session that has just begun, $3 how many others may go on. The user's row is locked: nobody else begins one.
// More than a few at a time end only where the setting was lowered.
export const END_UNUSED = `
  WITH ended AS (
    UPDATE sessions SET ended_at = now() WHERE id IN (
      SELECT s.id FROM sessions s WHERE s.user_id = $1 AND s.id <> $2 AND ${LIVE}
      ORDER BY s.last_seen_at DESC, s.id OFFSET $3 LIMIT 1000
    ) RETURNING id
  )
  SELECT id FROM ended`

// $1 user, $2 the session that goes on. No more than MAX_SESSIONS_PER_USER, found by the index of those that have not ended.
export const END_OTHERS = `
  WITH ended AS (
    UPDATE sessions s SET ended_at = now() WHERE s.user_id = $1 AND s.id <> $2 AND ${LIVE} RETURNING s.id
  )
  SELECT id FROM ended`

// $1 user, before $2 when and $3 which id, $4 how many. No more than MAX_SESSIONS_PER_USER, found as above.
export const LIVE_SESSIONS_OF = `
  SELECT s.id, s.created_at AS "createdAt", s.last_seen_at AS "lastSeenAt", s.user_agent AS "userAgent"
  FROM sessions s
  WHERE s.user_id = $1 AND ${LIVE} AND (s.created_at, s.id) < ($2::timestamptz, $3::uuid)
  ORDER BY s.created_at DESC, s.id DESC LIMIT $4`

// $1 ids of sessions that are in use. One that is locked is being refreshed or ended, or another node has just noted it.
export const NOTE_USE = `
  UPDATE sessions SET last_seen_at = now() WHERE id = ANY (ARRAY(
    SELECT s.id FROM unnest($1::uuid[]) AS asked (id)
    CROSS JOIN LATERAL (
      SELECT s.id FROM sessions s WHERE s.id = asked.id AND s.last_seen_at < now() - ${USE_NOTED_EVERY} AND s.ended_at IS NULL
      LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
    ) s
  ))`
