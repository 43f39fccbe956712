// What is asked of the database about webhooks, statement by statement. Times are the database's: nodes' clocks may differ.

/** A webhook that is this node's. */
export interface HeldRow {
  id: string
  url: string
  events: string[]
  chatrooms: string[] | null
  secret: Buffer
  position: number
  seq: number
  version: number
  /** The database's clock. */
  now: Date
}

/** A room, or 0 for what is in none, which has a place of its own. */
export interface OwnPlaceRow {
  chatroom_id: number
  position: number
  seq: number
  attempt: number
}

/**
 * $1 the node, $2 seconds: all webhooks that are this node's from now on, those that nobody delivers to among them. In the order of
 * their ids: two nodes do not wait for each other.
 */
export const CLAIM = `
  UPDATE webhooks w SET holder = $1, held_until = clock_timestamp() + make_interval(secs => $2)
  WHERE w.id = ANY (ARRAY(
    SELECT c.id FROM webhooks c WHERE c.paused_at IS NULL AND (c.holder = $1 OR c.held_until < clock_timestamp())
    ORDER BY c.id FOR NO KEY UPDATE
  )) RETURNING w.id, w.url, w.events, w.chatrooms, w.secret, w.position, w.seq, w.version, clock_timestamp() AS now`

/** $1 the node: others may take what it had. */
export const RELEASE = `UPDATE webhooks SET holder = NULL, held_until = '-infinity' WHERE holder = $1`

/**
 * $1 the webhook, $2 the node, $3 its version; $4 and $5 up to where everything is settled. Of rooms that have a place of their own:
 * $6 which, $7 and $8 the place, $9 how often the next event was tried, $10 seconds until it is again; $11 rooms that have none any
 * more. Of attempts: $12 events, $13 which attempt it was, $14 statuses, $15 errors, $16 how many seconds ago.
 * Nothing, and nothing done, where the webhook is not this node's any more, or is to deliver again.
 */
export const SETTLE = `
  WITH held AS (
    UPDATE webhooks SET position = $4, seq = $5
    WHERE id = $1 AND holder = $2 AND version = $3 RETURNING id
  ), own AS (
    INSERT INTO webhook_rooms (webhook_id, chatroom_id, position, seq, attempt, due_at)
    SELECT h.id, r.room, r.position, r.seq, r.attempt, clock_timestamp() + make_interval(secs => r.wait)
    FROM held h, unnest($6::bigint[], $7::bigint[], $8::bigint[], $9::int[], $10::int[]) AS r (room, position, seq, attempt, wait)
    ON CONFLICT (webhook_id, chatroom_id) DO UPDATE
      SET position = EXCLUDED.position, seq = EXCLUDED.seq, attempt = EXCLUDED.attempt, due_at = EXCLUDED.due_at
  ), caught_up AS (
    DELETE FROM webhook_rooms r USING held h WHERE r.webhook_id = h.id AND r.chatroom_id = ANY ($11::bigint[])
  ), noted AS (
    INSERT INTO deliveries (webhook_id, event_id, attempt, status, error, at)
    SELECT h.id, d.event, d.attempt, d.status, d.error, clock_timestamp() - make_interval(secs => d.ago)
    FROM held h, unnest($12::text[], $13::int[], $14::int[], $15::text[], $16::double precision[]) AS d (event, attempt, status, error, ago)
  )
  SELECT id FROM held`

/** $1 the webhook, $2 how many attempts of it are kept. */
export const FORGET_DELIVERIES = `
  DELETE FROM deliveries WHERE webhook_id = $1 AND id <= (
    SELECT d.id FROM deliveries d WHERE d.webhook_id = $1 ORDER BY d.id DESC OFFSET $2 LIMIT 1
  )`

/** $1 the webhook. */
export const OWN_PLACES = `
  SELECT r.chatroom_id, r.position, r.seq, r.attempt FROM webhook_rooms r WHERE r.webhook_id = $1`

/** $1 the webhook: rooms of which the next event may be tried again. */
export const DUE = `
  SELECT r.chatroom_id FROM webhook_rooms r WHERE r.webhook_id = $1 AND r.due_at <= clock_timestamp()`

/** $1 the webhook, $2 the node, $3 its version, $4 why. */
export const PAUSE = `
  UPDATE webhooks SET paused_at = clock_timestamp(), paused_because = $4
  WHERE id = $1 AND holder = $2 AND version = $3`

/** What comes after a place, from a row of webhooks or of webhook_rooms: the first position of which not all was delivered. */
const nextOf = (row: string): string => `${row}.position + CASE WHEN ${row}.seq = 0 THEN 1 ELSE 0 END`

/** Of a webhook, how far it is behind the newest event. */
export interface LagRow {
  id: string
  paused: boolean
  /** Events from the oldest on that it may still have to get. */
  events: number
  /** For which that one has been there. */
  seconds: number
}

/** Of all webhooks. What one room waits for is older than all that the others have still to get. */
export const LAGS = `
  SELECT w.id, w.paused_at IS NOT NULL AS paused,
    greatest(0, f.position + 1 - least(${nextOf('w')}, ${nextOf('r')})) AS events,
    coalesce(extract(epoch FROM clock_timestamp() - least(e.created_at, o.created_at)), 0)::double precision AS seconds
  FROM webhooks w
  CROSS JOIN LATERAL (SELECT * FROM followers f WHERE f.name = 'collector' LIMIT 1) f
  LEFT JOIN LATERAL (SELECT * FROM webhook_rooms r WHERE r.webhook_id = w.id ORDER BY r.position LIMIT 1) r ON true
  LEFT JOIN LATERAL (
    SELECT * FROM events e WHERE e.position >= ${nextOf('w')} ORDER BY e.position LIMIT 1
  ) e ON true
  LEFT JOIN LATERAL (
    SELECT CASE WHEN r.chatroom_id = 0
      THEN (
        SELECT e.created_at FROM events e WHERE e.chatroom_id IS NULL AND e.position >= ${nextOf('r')} ORDER BY e.position LIMIT 1
      )
      ELSE (
        SELECT e.created_at FROM events e WHERE e.chatroom_id = r.chatroom_id AND e.position >= ${nextOf('r')}
        ORDER BY e.position LIMIT 1
      )
    END AS created_at
  ) o ON true`

/** In an order in which a part of an event comes before all of it. */
const placeOf = (row: string): string =>
  `(${row}.position, coalesce(nullif(${row}.seq, 0), 9223372036854775807))`
const ASKED = '($2::bigint, coalesce(nullif($3::bigint, 0), 9223372036854775807))'

/**
 * $1 the webhook, $2 and $3 a place: what comes after it is delivered again, whichever node is at it, and what waits for its next
 * attempt is tried at once. What was not delivered from before it still is.
 */
export const REPLAY = `
  WITH again AS (
    UPDATE webhooks w SET version = version + 1,
      position = CASE WHEN ${placeOf('w')} > ${ASKED} THEN $2 ELSE w.position END,
      seq = CASE WHEN ${placeOf('w')} > ${ASKED} THEN $3 ELSE w.seq END
    WHERE w.id = $1 RETURNING id
  ), all_again AS (
    DELETE FROM webhook_rooms r USING again a WHERE r.webhook_id = a.id AND ${placeOf('r')} > ${ASKED}
  ), tried AS (
    UPDATE webhook_rooms r SET attempt = 0, due_at = clock_timestamp()
    FROM again a WHERE r.webhook_id = a.id AND ${placeOf('r')} <= ${ASKED}
  )
  SELECT id FROM again`

/** $1 the webhook: what waits for its next attempt is tried at once, and counted anew. */
export const RESUME = `
  WITH tried AS (
    UPDATE webhook_rooms SET attempt = 0, due_at = clock_timestamp() WHERE webhook_id = $1
  )
  UPDATE webhooks SET paused_at = NULL, paused_because = NULL, version = version + 1 WHERE id = $1`
