// What is asked of the database about pushes, statement by statement.
import { logOf } from '../../room-log/log-row.js'

/** $1 id, $2 user. */
export const UNSUBSCRIBE = 'DELETE FROM push_subscriptions WHERE id = $1 AND user_id = $2'

/** How many browsers there are; whether everybody is to be told of in events. */
export const DEMAND = `
  SELECT (SELECT count(*) FROM push_subscriptions) AS subscribers, EXISTS (
    SELECT FROM webhooks w WHERE w.events && ARRAY['message.unseen', 'message.*', '*']
  ) AS unseen`

/** $1 a follower, which is this node's for now, $2 seconds. */
export const REST = `
  UPDATE followers SET scanned_at = clock_timestamp() + make_interval(secs => $2) WHERE name = $1`
export const RESTS = 'SELECT f.scanned_at > clock_timestamp() AS rests FROM followers f WHERE f.name = $1'

/** $1 seconds. */
export const RIPE_UNTIL = 'SELECT clock_timestamp() - make_interval(secs => $1) AS time'

/** As the functions say. */
export const SUBSCRIBE = 'SELECT subscribe_push($1, $2, $3, $4, $5, $6, $7)'
export const PUSH_CANDIDATES = 'SELECT * FROM push_candidates($1, $2, $3, $4, $5, $6)'
export const NOTE_PUSHES = 'SELECT note_pushes($1, $2, $3, $4)'
export const REVIEW_PUSHES = 'SELECT review_pushes($1, $2, $3, $4, $5) AS changed'
export const SETTLE_PUSH = { name: 'settle_push', text: 'SELECT settle_push($1, $2, $3, $4, $5)' }

/**
 * $1 rooms, $2 and $3 which entries of each: whose notices may not hold any more, since they have said something themselves, have
 * left or were sent away, or something was deleted: `deleted` is the newest of that.
 */
export const IN_DOUBT_AFTER = `
  SELECT a.room AS chatroom_id, x.user_id, max(x.deleted) AS deleted
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS a (room, first, last)
  CROSS JOIN LATERAL (
    SELECT CASE WHEN e.type IN ('removed', 'banned') THEN e.user_id ELSE e.sender_id END AS user_id, NULL::bigint AS deleted
    FROM messages e WHERE e.chatroom_id = a.room AND e.seq BETWEEN a.first AND a.last
      AND (e.n IS NOT NULL OR e.type IN ('left', 'removed', 'banned'))
    UNION
    SELECT n.user_id, gone.newest FROM (
      SELECT max(e.target_seq) AS newest FROM messages e
      WHERE e.chatroom_id = a.room AND e.seq BETWEEN a.first AND a.last AND e.type = 'delete'
    ) gone
    CROSS JOIN LATERAL (
      SELECT n.user_id FROM push_notices n
      WHERE gone.newest IS NOT NULL AND n.chatroom_id = a.room AND n.look_at IS NOT NULL
    ) n
  ) x
  WHERE (
    SELECT true FROM push_notices n WHERE n.user_id = x.user_id AND n.chatroom_id = a.room AND n.unread > 0
  )
  GROUP BY a.room, x.user_id`

/** $1 a room that is gone. */
export const NOTICES_OF_ROOM = `
  SELECT n.chatroom_id, n.user_id FROM push_notices n WHERE n.chatroom_id = $1 AND n.look_at IS NOT NULL`

/**
 * $1 how many: those that were withdrawn so long ago that no browser is told of it any more, as settle_push.sql gives up then too. Who
 * was told, and has nothing to read there, is none to be told once more.
 */
export const FORGET_NOTICES = `
  WITH gone AS (
    DELETE FROM push_notices n WHERE n.ctid = ANY (ARRAY(
      SELECT o.ctid FROM push_notices o WHERE o.withdrawn_at < now() - interval '1 day'
      ORDER BY o.withdrawn_at LIMIT $1 FOR UPDATE SKIP LOCKED
    )) RETURNING 1
  )
  SELECT count(*)::int AS count FROM gone`

/** $1 rooms and $2 people whose marks have moved, as columns: those of them that a notice is there for. */
export const NOTICED_AMONG = {
  name: 'noticed_among',
  text: `
    SELECT a.room AS chatroom_id, a.member AS user_id FROM unnest($1::bigint[], $2::uuid[]) AS a (room, member)
    WHERE (
      SELECT true FROM push_notices n WHERE n.user_id = a.member AND n.chatroom_id = a.room AND n.unread > 0
    )`,
}

/** $1 how many: those that nobody has looked at for long. */
export const NOTICES_TO_LOOK_AT = {
  name: 'notices_to_look_at',
  text: `
    SELECT n.chatroom_id, n.user_id FROM push_notices n WHERE n.look_at <= now() ORDER BY n.look_at LIMIT $1`,
}

/**
 * $1 how many, $2 for how many seconds: browsers to which there is something to send. Nobody else takes them meanwhile. Those whose
 * time has come are found by now(), which does not move: by a clock that does, all that wait would be gone through.
 */
export const CLAIM = {
  name: 'claim_pushes',
  text: `
    UPDATE push_subscriptions s SET due_at = clock_timestamp() + make_interval(secs => $2)
    WHERE s.id = ANY (ARRAY(
      SELECT d.id FROM push_subscriptions d WHERE d.due_at <= now()
      ORDER BY d.due_at LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED
    ))
    RETURNING s.id, s.endpoint, s.p256dh, s.auth, s.failures, may_push(s) AS live`,
}

/** $1 ids, $2 for each, in how many seconds it is to be tried. */
export const PUT_OFF = `
  UPDATE push_subscriptions s
  SET due_at = clock_timestamp() + make_interval(secs => ($2::double precision[])[array_position($1::bytea[], s.id)])
  WHERE s.id = ANY ($1)`

/** $1 id: whoever signed out on it, or a push service that does not know it any more. */
export const FORGET = 'DELETE FROM push_subscriptions WHERE id = $1'

/**
 * $1 ids of subscriptions, $2 how many rooms of each at the most: of what they are to be told, as it is now. `seq` is null, and
 * `unread` 0, where there is nothing to tell any more.
 */
export const TASKS = {
  name: 'push_tasks',
  text: `
    SELECT asked.nth::int AS nth, t.chatroom_id, t.chatroom, t.version, n.at IS NOT NULL AS told, m.seq, coalesce(m.unread, 0) AS unread,
      m.log, m.mentioned
    FROM unnest($1::bytea[]) WITH ORDINALITY AS asked (id, nth)
    CROSS JOIN LATERAL (SELECT * FROM push_subscriptions s WHERE s.id = asked.id LIMIT 1) s
    CROSS JOIN LATERAL (
      SELECT * FROM push_tasks t WHERE t.subscription_id = asked.id ORDER BY t.created_at LIMIT $2
    ) t
    LEFT JOIN LATERAL (
      SELECT * FROM push_notices n WHERE n.user_id = s.user_id AND n.chatroom_id = t.chatroom_id LIMIT 1
    ) n ON true
    LEFT JOIN LATERAL (
      SELECT n.seq, k.unread, ${logOf('t.chatroom_id')} AS log, (
        SELECT true FROM mentions e WHERE e.chatroom_id = t.chatroom_id AND e.seq = n.seq
          AND e.user_id IN (s.user_id, '00000000-0000-0000-0000-000000000000'::uuid) LIMIT 1
      ) AS mentioned
      FROM members m
      CROSS JOIN LATERAL marks_of(m, (SELECT h.last_n FROM chatroom_heads h WHERE h.chatroom_id = t.chatroom_id)) k
      WHERE m.chatroom_id = t.chatroom_id AND m.user_id = s.user_id AND n.unread > 0 AND k.read < n.seq AND k.unread > 0
      LIMIT 1
    ) m ON true`,
}
