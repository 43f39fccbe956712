// What is asked of the database about marks, statement by statement.
import { logOf } from '../room-log/log-row.js'
import { MEMBERSHIP } from './membership.view.js'

/** Columns, as the function says: rooms, their logs, users, `read` and `delivered`, or NULL. */
export const SET_MARKS = {
  name: 'set_marks',
  text: 'SELECT * FROM set_marks($1, $2, $3, $4, $5) ORDER BY nth',
}

/** $1 chatroom id, $2 its log, $3 user, $4 seq. */
export const MARK_UNREAD_FROM = 'SELECT * FROM mark_unread_from($1, $2, $3, $4)'

/** $1 chatroom ids, $2 a user for each: how far they are now, with all that is told of it. */
export const MARKS_NOW = {
  name: 'marks_now',
  text: `
    SELECT asked.nth::int AS nth, c.name AS chatroom, u.id, u.username, u.display_name, u.privacy_read_receipts AS shown,
      h.member_count AS members, h.last_seq, s.*
    FROM unnest($1::bigint[], $2::uuid[]) WITH ORDINALITY AS asked (room, member, nth)
    CROSS JOIN LATERAL (SELECT c.name FROM chatrooms c WHERE c.id = asked.room LIMIT 1) c
    CROSS JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = asked.room LIMIT 1) h
    CROSS JOIN LATERAL (
      SELECT in_blocked_chat(m, h.settings) AS blocked, s.* FROM members m CROSS JOIN LATERAL marks_of(m, h.last_n) s
      WHERE m.chatroom_id = asked.room AND m.user_id = asked.member LIMIT 1
    ) s
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = asked.member LIMIT 1) u`,
}

/**
 * $1 chatroom id, $2 after which joined_seq, $3 limit, $4 its log: how far its members are, in the order in which they came. The
 * condition that is true of every row is that of the index.
 */
export const MARKS_OF_MEMBERS = {
  name: 'marks_of_members',
  text: `
    SELECT m.joined_seq AS place, u.id, u.username, u.display_name, u.privacy_read_receipts AS shown, m.read, m.delivered
    FROM (
      SELECT m.user_id, m.joined_seq, s.read, s.delivered FROM members m CROSS JOIN LATERAL marks_of(m, 0) s
      WHERE m.chatroom_id = $1 AND m.joined_seq > $2 AND m.joined_seq > 0 AND ${logOf('$1')} = $4
      ORDER BY m.joined_seq LIMIT $3
    ) m
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = m.user_id LIMIT 1) u
    ORDER BY m.joined_seq`,
}

/** $1 chatroom id, $2 seq, $3 its log: who has said what is there, and how many members the room has. No row where nothing was said, or its time is over. */
export const SAID_TO = {
  name: 'said_to',
  text: `
    SELECT m.sender_id, (SELECT h.member_count FROM chatroom_heads h WHERE h.chatroom_id = $1) AS members FROM messages m
    WHERE m.chatroom_id = $1 AND m.seq = $2 AND m.n IS NOT NULL AND NOT is_over(m) AND ${logOf('$1')} = $3`,
}

/** $1 chatroom id, $2 its log, $3 user, $4 whether `muted_until` is given, $5 that, $6 archived, $7 favourite, or NULL for either. */
export const UPDATE_MEMBERSHIP = {
  name: 'update_membership',
  text: `
    UPDATE members m SET muted_until = CASE WHEN $4::boolean THEN $5::timestamptz ELSE m.muted_until END,
      archived = coalesce($6::boolean, m.archived), favourite = coalesce($7::boolean, m.favourite)
    FROM chatroom_heads h
    WHERE m.chatroom_id = $1 AND m.user_id = $3 AND h.chatroom_id = $1 AND h.incarnation || log_history() = $2
    RETURNING ${MEMBERSHIP} AS me`,
}
