// What is asked of the database for an export, page by page.
import { LIVE } from '../../auth/session-statements.js'
import type { Prepared } from '../../database/prepared.js'
import { MEMBERSHIP } from '../../receipts/membership.view.js'
import { STORED_FILE } from '../../room-log/attachment.view.js'

/** $1 user, $2 after which room, $3 how many. */
export const EXPORTED_MEMBERSHIPS: Prepared = {
  name: 'exported_memberships',
  text: `
    SELECT m.chatroom_id AS place, c.name, c.kind, m.role, m.joined_at, ${MEMBERSHIP} AS me
    FROM (
      SELECT * FROM members m WHERE m.user_id = $1 AND m.chatroom_id > $2 ORDER BY m.chatroom_id LIMIT $3
    ) m
    CROSS JOIN LATERAL (SELECT * FROM chatrooms c WHERE c.id = m.chatroom_id LIMIT 1) c
    CROSS JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = m.chatroom_id LIMIT 1) h
    ORDER BY m.chatroom_id`,
}

/**
 * $1 user, $2 after which room and $3 which `n` in it, $4 how many: what they have said, in rooms that they have left, too. A range of
 * senders, and their order, as only the index messages_said_by has it: others begin with the room, and would read what all have said.
 */
export const EXPORTED_MESSAGES: Prepared = {
  name: 'exported_messages',
  text: `
    SELECT m.chatroom_id, m.n, m.seq, c.name, h.log
    FROM (
      SELECT m.chatroom_id, m.n, m.seq FROM messages m
      WHERE (m.sender_id, m.chatroom_id, m.n) > ($1::uuid, $2::bigint, $3::bigint) AND m.sender_id <= $1 AND m.n > 0
      ORDER BY m.sender_id, m.chatroom_id, m.n LIMIT $4
    ) m
    LEFT JOIN LATERAL (SELECT c.name FROM chatrooms c WHERE c.id = m.chatroom_id LIMIT 1) c ON true
    LEFT JOIN LATERAL (
      SELECT h.incarnation || (SELECT log_history()) AS log FROM chatroom_heads h WHERE h.chatroom_id = m.chatroom_id LIMIT 1
    ) h ON true
    ORDER BY m.chatroom_id, m.n`,
}

/** $1 user, $2 after which star, $3 how many. */
export const EXPORTED_STARS: Prepared = {
  name: 'exported_stars',
  text: `
    SELECT s.id AS place, c.name, s.seq
    FROM (SELECT * FROM stars s WHERE s.user_id = $1 AND s.id > $2 ORDER BY s.id LIMIT $3) s
    CROSS JOIN LATERAL (SELECT c.name FROM chatrooms c WHERE c.id = s.chatroom_id LIMIT 1) c
    ORDER BY s.id`,
}

/** $1 user: all, of whom there are MAX_BLOCKS at the most. */
export const EXPORTED_BLOCKS: Prepared = {
  name: 'exported_blocks',
  text: `
    SELECT u.id, u.username, u.display_name, b.created_at
    FROM (SELECT * FROM blocks b WHERE b.user_id = $1) b
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = b.blocked_id LIMIT 1) u
    ORDER BY b.created_at, u.id`,
}

/** $1 user: all that live, of which there are MAX_SESSIONS_PER_USER at the most. */
export const EXPORTED_SESSIONS: Prepared = {
  name: 'exported_sessions',
  text: `
    SELECT s.id, s.created_at, s.last_seen_at, s.user_agent FROM sessions s
    WHERE s.user_id = $1 AND ${LIVE} ORDER BY s.created_at, s.id`,
}

/** $1 user: all, of which there are MAX_PUSH_SUBSCRIPTIONS at the most. */
export const EXPORTED_BROWSERS: Prepared = {
  name: 'exported_browsers',
  text: `
    SELECT b.endpoint, b.created_at FROM push_subscriptions b
    WHERE b.user_id = $1 ORDER BY b.created_at, b.id`,
}

/** $1 room, $2 message, $3 after which of its wordings, $4 how many. */
export const EXPORTED_WORDINGS: Prepared = {
  name: 'exported_wordings',
  text: `
    SELECT v.version_seq AS place, v.message, v.content, v.created_at FROM message_versions v
    WHERE v.chatroom_id = $1 AND v.seq = $2 AND v.version_seq > $3
    ORDER BY v.version_seq LIMIT $4`,
}

/** $1 user, $2 after which file, $3 how many: those that no message shows. */
export const EXPORTED_UPLOADS: Prepared = {
  name: 'exported_uploads',
  text: `
    SELECT a.id AS place, ${STORED_FILE} AS file FROM attachments a
    WHERE a.uploader_id = $1 AND a.id > $2 AND a.used_at IS NULL AND a.complete
    ORDER BY a.id LIMIT $3`,
}

/** $1 user, $2 after which report, $3 how many. */
export const EXPORTED_REPORTS: Prepared = {
  name: 'exported_reports',
  text: `
    SELECT r.id AS place, c.name, r.seq, r.reason, r.created_at
    FROM (SELECT * FROM reports r WHERE r.user_id = $1 AND r.id > $2 ORDER BY r.id LIMIT $3) r
    CROSS JOIN LATERAL (SELECT c.name FROM chatrooms c WHERE c.id = r.chatroom_id LIMIT 1) c
    ORDER BY r.id`,
}

/** $1 user, $2 after which room, $3 how many: where they wait to be let in. */
export const EXPORTED_REQUESTS: Prepared = {
  name: 'exported_requests',
  text: `
    SELECT r.chatroom_id AS place, c.name, r.created_at
    FROM (
      SELECT * FROM join_requests r WHERE r.user_id = $1 AND r.chatroom_id > $2 ORDER BY r.chatroom_id LIMIT $3
    ) r
    CROSS JOIN LATERAL (SELECT c.name FROM chatrooms c WHERE c.id = r.chatroom_id LIMIT 1) c
    ORDER BY r.chatroom_id`,
}
