// What is asked of the database about webhooks, statement by statement. Times are the database's: nodes' clocks may differ.

export interface WebhookRow {
  id: string
  url: string
  events: string[]
  chatrooms: string[] | null
  secret: Buffer
  position: number
  seq: number
  paused_at: Date | null
  paused_because: string | null
  created_at: Date
}

/** A room, or 0 for what is in none, of which the next event has to be tried again. */
export interface StuckRow {
  chatroom_id: number
  position: number
  seq: number
  attempt: number
}

const COLUMNS = `w.id, w.url, w.events, w.chatrooms, w.secret, w.position, w.seq, w.paused_at, w.paused_because, w.created_at`

/** $1 the node, $2 the newest position, $3 seconds: those that have something to deliver, and no node that does. */
export const CLAIM = `
  UPDATE webhooks w SET holder = $1, held_until = clock_timestamp() + make_interval(secs => $3)
  WHERE w.id = ANY (ARRAY(
    SELECT c.id FROM webhooks c
    WHERE c.paused_at IS NULL AND c.held_until < clock_timestamp() AND (
      c.position < $2 OR c.seq > 0 OR EXISTS (SELECT FROM webhook_rooms r WHERE r.webhook_id = c.id)
    )
    LIMIT 100 FOR UPDATE SKIP LOCKED
  )) RETURNING ${COLUMNS}`

/** $1 the webhook, $2 the node, $3 seconds: nothing where it is not this node's any more. */
export const RENEW = `
  UPDATE webhooks w SET held_until = clock_timestamp() + make_interval(secs => $3)
  WHERE w.id = $1 AND w.holder = $2 AND w.paused_at IS NULL RETURNING ${COLUMNS}`

/** $1 the webhook, $2 the node: another may take it. */
export const RELEASE = `
  UPDATE webhooks SET holder = NULL, held_until = '-infinity' WHERE id = $1 AND holder = $2`

/**
 * $1 the webhook, $2 the node, $3 and $4 up to where everything is settled; of attempts, $5 events, $6 which it was, $7 statuses,
 * $8 errors, $9 when. Nothing where it is not this node's any more.
 */
export const SETTLE = `
  WITH held AS (
    UPDATE webhooks SET position = $3, seq = $4 WHERE id = $1 AND holder = $2 RETURNING id
  ), noted AS (
    INSERT INTO deliveries (webhook_id, event_id, attempt, status, error, at)
    SELECT h.id, d.* FROM held h, unnest($5::text[], $6::int[], $7::int[], $8::text[], $9::timestamptz[]) AS d
  )
  SELECT id FROM held`

/** $1 the webhook, $2 how many attempts of it are kept. */
export const FORGET_DELIVERIES = `
  DELETE FROM deliveries WHERE webhook_id = $1 AND id <= (
    SELECT d.id FROM deliveries d WHERE d.webhook_id = $1 ORDER BY d.id DESC OFFSET $2 LIMIT 1
  )`

/** $1 the webhook, $2 the node, $3 the room, $4 and $5 its place, $6 attempts, $7 seconds until the next. */
export const STICK = `
  INSERT INTO webhook_rooms (webhook_id, chatroom_id, position, seq, attempt, due_at)
  SELECT w.id, $3, $4, $5, $6, clock_timestamp() + make_interval(secs => $7)
  FROM webhooks w WHERE w.id = $1 AND w.holder = $2
  ON CONFLICT (webhook_id, chatroom_id) DO UPDATE
    SET position = EXCLUDED.position, seq = EXCLUDED.seq, attempt = EXCLUDED.attempt, due_at = EXCLUDED.due_at`

/** $1 the webhook, $2 the node, $3 the room. */
export const UNSTICK = `
  DELETE FROM webhook_rooms r USING webhooks w
  WHERE r.webhook_id = $1 AND r.chatroom_id = $3 AND w.id = $1 AND w.holder = $2`

/** $1 the webhook. */
export const STUCK = `
  SELECT r.chatroom_id, r.position, r.seq, r.attempt, r.due_at <= clock_timestamp() AS due
  FROM webhook_rooms r WHERE r.webhook_id = $1`

/** $1 the webhook, $2 the node, $3 why. */
export const PAUSE = `
  UPDATE webhooks SET paused_at = clock_timestamp(), paused_because = $3, holder = NULL, held_until = '-infinity'
  WHERE id = $1 AND holder = $2`

/** $1 the webhook, $2 and $3 a place: what comes after it is delivered again, whichever node was at it. */
export const REPLAY = `
  WITH again AS (
    UPDATE webhooks SET position = $2, seq = $3, holder = NULL, held_until = '-infinity' WHERE id = $1 RETURNING id
  ), free AS (
    DELETE FROM webhook_rooms r USING again a WHERE r.webhook_id = a.id
  )
  SELECT id FROM again`

/** $1 the webhook: what waits for its next attempt is tried at once, and counted anew. */
export const RESUME = `
  WITH free AS (
    UPDATE webhook_rooms SET attempt = 0, due_at = clock_timestamp() WHERE webhook_id = $1
  )
  UPDATE webhooks SET paused_at = NULL, paused_because = NULL, holder = NULL, held_until = '-infinity' WHERE id = $1`
