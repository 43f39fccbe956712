// What there is in the tables once they are full.
import {
  BEHIND,
  ENDED_SESSIONS,
  INCARNATION,
  LATER_ROOM,
  MESSAGES_OF_ROOM,
  OLD,
  OLD_ROOM,
  OVER,
  OVER_ROOMS,
  ROOMS,
  USERS,
  WEBHOOKS,
  user,
} from './world.js'

const uuid = `('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid`
const ofMessages = `chatrooms c, generate_series(2, 11) seq, generate_series(1, 100) n WHERE c.id < 10`
const ofRooms = `chatrooms c, generate_series(1, 50) n`

/** In this order. */
export const SEEDS: readonly string[] = [
  `INSERT INTO users (id, username, display_name, password_hash)
      SELECT ${uuid}, 'user' || n, '', '' FROM generate_series(1, ${USERS}) n`,
  `INSERT INTO sessions (id, user_id, family_hash, expires_at)
      SELECT ${uuid}, ${uuid}, '', now() + interval '1 day' FROM generate_series(1, ${USERS}) n`,
  `INSERT INTO sessions (id, user_id, family_hash, expires_at, ended_at)
      SELECT gen_random_uuid(), '${user(1)}', 'x', now() + interval '1 day', now()
      FROM generate_series(1, ${ENDED_SESSIONS})`,
  `INSERT INTO user_names (user_id, name)
      SELECT ${uuid}, name FROM generate_series(1, ${USERS}) n, LATERAL (VALUES
        ('user' || n), ('w' || n), ('wa' || n), ('wb' || n)) AS names (name)`,
  `INSERT INTO blocks (user_id, blocked_id, created_at)
      SELECT '${user(1)}', ${uuid}, now() - n * interval '1 s' FROM generate_series(2, 500) n`,
  `UPDATE sessions SET last_seen_at = now() - interval '1 hour'`,
  `INSERT INTO chatrooms (name, folded_name, created_by)
      SELECT 'room-' || n, 'room-' || n, '${user(1)}' FROM generate_series(1, ${ROOMS}) n ORDER BY n`,
  `INSERT INTO chatroom_heads (chatroom_id, last_seq, max_members, incarnation)
      SELECT id, ${MESSAGES_OF_ROOM}, 10, '${INCARNATION}' FROM chatrooms`,
  `INSERT INTO members (chatroom_id, user_id, role, joined_seq, joined_at)
      SELECT c.id, ${uuid}, 'member', n, now() FROM chatrooms c, generate_series(1, ${USERS}) n WHERE n % 10 = c.id % 10`,
  `INSERT INTO messages (chatroom_id, seq, n, type, sender_id, message, created_at)
      SELECT c.id, seq, seq, 'text', CASE WHEN seq = 1 THEN ('00000000-0000-4000-8000-' || lpad((${USERS} - 10 + c.id)::text, 12, '0'))::uuid
        ELSE ${uuid} END, 'x', now()
      FROM chatrooms c, generate_series(1, ${MESSAGES_OF_ROOM}) seq, LATERAL (SELECT 1 + (c.id * seq) % ${USERS}) AS u (n)`,
  `UPDATE messages SET target_seq = 1, n = NULL, type = 'delete' WHERE chatroom_id = 70 AND seq BETWEEN 11 AND 190`,
  `UPDATE messages SET media_type = CASE seq WHEN 3 THEN 'document' ELSE 'image' END WHERE seq % 2 = 1`,
  `UPDATE messages SET expires_at = now() + interval '1 day' WHERE chatroom_id > 90`,
  `INSERT INTO message_words (chatroom_id, seq, at, sender_id, type, words)
      SELECT m.chatroom_id, m.seq, now() + m.seq * interval '1 s', m.sender_id, 'text', ' word' || m.seq || ' ' FROM messages m`,
  `INSERT INTO message_reactions (chatroom_id, seq, user_id, emoji, entry_seq, created_at)
      SELECT c.id, seq, ${uuid}, '👍', n, now() FROM ${ofMessages}`,
  `INSERT INTO poll_votes (chatroom_id, seq, user_id, options, entry_seq, created_at)
      SELECT c.id, seq, ${uuid}, '{1}', n, now() FROM ${ofMessages}`,
  `INSERT INTO message_versions (chatroom_id, seq, version_seq, message, created_at)
      SELECT c.id, seq, n, 'x', now() FROM ${ofMessages}`,
  `INSERT INTO stars (user_id, chatroom_id, seq)
      SELECT ${uuid}, CASE seq % 2 WHEN 0 THEN 4 ELSE 5 END, seq
      FROM generate_series(1, 20) n, generate_series(2, ${MESSAGES_OF_ROOM}) seq ORDER BY seq`,
  `INSERT INTO direct_chats (user_id, peer_id, chatroom_id)
      SELECT d.user_id, d.peer_id, n FROM generate_series(1, ${ROOMS}) n, LATERAL (VALUES
        ('${user(1)}'::uuid, ${uuid}), (${uuid}, '${user(1)}'::uuid)) AS d (user_id, peer_id)
      WHERE ${uuid} <> '${user(1)}'`,
  `INSERT INTO push_subscriptions (id, user_id, endpoint, p256dh, auth, due_at)
      SELECT decode(lpad(to_hex(n), 64, '0'), 'hex'), ${uuid}, '', '', '',
        CASE WHEN n <= 5 THEN now() - interval '1 hour' ELSE now() + interval '1 day' END FROM generate_series(1, ${USERS}) n`,
  `INSERT INTO push_tasks (subscription_id, chatroom_id, chatroom)
      SELECT s.id, c.id, c.name FROM push_subscriptions s, chatrooms c WHERE c.id <= 20`,
  `INSERT INTO push_notices (user_id, chatroom_id, seq, unread, look_at)
      SELECT m.user_id, m.chatroom_id, 1, 1, now() + (m.chatroom_id - 10.5) * interval '1 day' FROM members m`,
  `UPDATE members SET role = 'owner' WHERE joined_seq BETWEEN 11 AND 20`,
  `INSERT INTO bans (chatroom_id, user_id, banned_by)
      SELECT c.id, ${uuid}, '${user(1)}' FROM ${ofRooms}`,
  `INSERT INTO join_requests (chatroom_id, user_id) SELECT c.id, ${uuid} FROM ${ofRooms}`,
  `INSERT INTO invites (chatroom_id, code, created_by)
      SELECT c.id, c.id || '-' || n, '${user(1)}' FROM ${ofRooms}`,
  `INSERT INTO events (position, chatroom_id, first, last, created_at)
      SELECT 1000 + n, n % ${ROOMS}, n, n, now() FROM generate_series(1, 1000) n`,
  `INSERT INTO webhooks (id, url, events, secret, position)
      SELECT ${uuid}, '', '{}', '', 1000 + 100 * n FROM generate_series(1, ${WEBHOOKS}) n`,
  `INSERT INTO webhook_rooms (webhook_id, chatroom_id, position, seq, attempt, due_at)
      SELECT w.id, n - 1, 1000 + n, 0, 1, now() - interval '1 hour' FROM webhooks w, generate_series(1, ${BEHIND}) n`,
  `INSERT INTO reports (chatroom_id, seq, user_id, reason)
      SELECT c.id, n, ${uuid}, '' FROM ${ofRooms}`,
  `INSERT INTO followers (name) VALUES ('retention')`,
  `UPDATE messages SET created_at = now() - interval '1 year' WHERE chatroom_id = ${OLD_ROOM} AND seq <= ${OLD}`,
  `UPDATE messages SET expires_at = now() + CASE WHEN chatroom_id = ${LATER_ROOM} THEN interval '1 hour' ELSE interval '-1 hour' END
      WHERE chatroom_id = ${LATER_ROOM} OR chatroom_id IN (${OVER_ROOMS.join()}) AND seq <= ${OVER}`,
]
