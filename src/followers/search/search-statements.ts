// How messages are found: the newest are walked through, which is where common words are; beyond them, an index is asked, block by block.
import type { Prepared } from '../../database/prepared.js'

/** `seq`s of one block are alike above these bits: see search_keys.sql. */
const BLOCK_BITS = 12

/** $1 user, $2 one room, or null for all that they are in. What they may read of each. */
export const SEARCHED_ROOMS: Prepared = {
  name: 'searched_rooms',
  text: `
    SELECT m.chatroom_id AS id, c.name, h.log, readable_since(m, h.settings) AS since
    FROM members m
    CROSS JOIN LATERAL (SELECT c.name FROM chatrooms c WHERE c.id = m.chatroom_id LIMIT 1) c
    CROSS JOIN LATERAL (
      SELECT h.settings, h.incarnation || (SELECT log_history()) AS log FROM chatroom_heads h WHERE h.chatroom_id = m.chatroom_id LIMIT 1
    ) h
    WHERE m.user_id = $1 AND m.chatroom_id BETWEEN coalesce($2::bigint, 0) AND coalesce($2::bigint, ${Number.MAX_SAFE_INTEGER})`,
}

/** $1 a username. */
export const FIND_SENDER: Prepared = {
  name: 'find_sender',
  text: 'SELECT u.id FROM users u WHERE u.username = $1',
}

/**
 * Of WALK and IN_BLOCKS: $1 patterns that words have to match, $2 that they may not; $3 a sender, $4 a type, or null; $5 the earliest time, $6 how many. Nothing of it
 * serves an index: IS TRUE keeps PostgreSQL from reading one by the time alone.
 */
const MATCHES = `
  w.words LIKE ALL ($1::text[]) AND NOT w.words LIKE ANY ($2::text[])
  AND ($3::uuid IS NULL OR w.sender_id = $3) AND ($4::text IS NULL OR w.type = $4) AND (w.at >= $5::timestamptz) IS TRUE`

/**
 * $7 rooms, $8 the first seq of each, $9 and $10 before which time and seq of each, $11 how many of each are looked through. Down to
 * `floor`, not with it, nothing is left out; where that is null, nothing at all.
 */
export const WALK: Prepared = {
  name: 'search_walk',
  text: `
    WITH newest AS MATERIALIZED (
      SELECT w.* FROM unnest($7::bigint[], $8::bigint[], $10::bigint[]) AS asked (room, since, before)
      CROSS JOIN LATERAL (
        SELECT * FROM message_words w
        WHERE w.chatroom_id = asked.room AND (w.at, w.seq) < ($9::timestamptz, asked.before) AND w.at >= $5 AND w.seq >= asked.since
        ORDER BY w.at DESC, w.seq DESC LIMIT $11
      ) w
    ), walked AS MATERIALIZED (
      SELECT max(oldest) AS floor FROM (
        SELECT min(n.at) AS oldest FROM newest n GROUP BY n.chatroom_id HAVING count(*) = $11
      ) room
    )
    SELECT walked.floor, found.* FROM walked LEFT JOIN LATERAL (
      SELECT w.chatroom_id AS room, w.seq, w.at FROM newest w
      WHERE (walked.floor IS NULL OR w.at > walked.floor) AND ${MATCHES}
      ORDER BY w.at DESC, w.chatroom_id DESC, w.seq DESC LIMIT $6
    ) found ON true`,
}

/**
 * $1 rooms, $2 the first seq of each, $3 and $4 before which time and seq of each, $5 the earliest time. The blocks in which there may be something, those with
 * the latest message first, and from where to where they are looked through. OFFSET 0: both bounds
 * are looked up once.
 */
export const BLOCKS: Prepared = {
  name: 'search_blocks',
  text: `
    SELECT asked.room, block.nth AS block, greatest(bounds.first, block.nth << ${BLOCK_BITS}) AS first, top.seq AS last, top.at
    FROM unnest($1::bigint[], $2::bigint[], $4::bigint[]) AS asked (room, since, before)
    CROSS JOIN LATERAL (
      SELECT greatest(asked.since, (
          SELECT w.seq FROM message_words w WHERE w.chatroom_id = asked.room AND w.at >= $5::timestamptz ORDER BY w.at, w.seq LIMIT 1
        )) AS first, (
          SELECT w.seq FROM message_words w WHERE w.chatroom_id = asked.room AND (w.at, w.seq) < ($3::timestamptz, asked.before)
          ORDER BY w.at DESC, w.seq DESC LIMIT 1
        ) AS last OFFSET 0
    ) bounds
    CROSS JOIN LATERAL generate_series(bounds.first >> ${BLOCK_BITS}, bounds.last >> ${BLOCK_BITS}) AS block (nth)
    CROSS JOIN LATERAL (
      SELECT w.seq, w.at FROM message_words w
      WHERE w.chatroom_id = asked.room AND w.seq >= greatest(bounds.first, block.nth << ${BLOCK_BITS})
        AND w.seq <= least(bounds.last, (block.nth + 1 << ${BLOCK_BITS}) - 1)
      ORDER BY w.seq DESC LIMIT 1
    ) top
    ORDER BY top.at DESC`,
}

/** $7 what is asked of the index for each block, $8 and $9 its first and last seq. Adding 0 keeps PostgreSQL from reading the whole block. */
export const IN_BLOCKS: Prepared = {
  name: 'search_in_blocks',
  text: `
    SELECT found.* FROM unnest($7::text[], $8::bigint[], $9::bigint[]) AS asked (keys, first, last)
    CROSS JOIN LATERAL (
      SELECT w.chatroom_id AS room, w.seq, w.at FROM message_words w
      WHERE search_keys(w.chatroom_id, w.seq, w.words) @@ asked.keys::tsquery AND w.seq + 0 BETWEEN asked.first AND asked.last
        AND ${MATCHES}
      ORDER BY w.seq + 0 DESC LIMIT $6
    ) found`,
}

/**
 * $1 rooms, $2 and $3 their first and last seq: what was said or changed there, as it is now, and when the last was said that stands
 * before. Of a message that is not there any more, `type` is null; and of one that goes within a minute: nothing in the log would say
 * that its words, written a moment later, are to go again.
 */
export const TO_INDEX = `
  SELECT asked.nth, said.seq, t.type, t.message, t.filename, t.question, t.sender_id, t.created_at, prior.at AS prior
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS asked (room, first, last, nth)
  CROSS JOIN LATERAL (
    SELECT DISTINCT coalesce(m.target_seq, m.seq) AS seq FROM messages m
    WHERE m.chatroom_id = asked.room AND m.seq BETWEEN asked.first AND asked.last AND (m.n IS NOT NULL OR m.type IN ('edit', 'delete'))
  ) said
  LEFT JOIN LATERAL (
    SELECT t.type, t.message, t.payload -> 'poll' ->> 'question' AS question, t.sender_id, t.created_at,
      (SELECT a.filename FROM attachments a WHERE a.id = t.attachment_id) AS filename
    FROM messages t WHERE t.chatroom_id = asked.room AND t.seq = said.seq AND is_said(t)
      AND (t.expires_at <= statement_timestamp() + interval '1 minute') IS NOT TRUE LIMIT 1
  ) t ON true
  LEFT JOIN LATERAL (
    SELECT w.at FROM message_words w WHERE w.chatroom_id = asked.room AND w.seq < asked.first ORDER BY w.seq DESC LIMIT 1
  ) prior ON true
  ORDER BY asked.nth, said.seq`

/** $1 rooms, $2 seqs, $3 times, $4 senders, $5 types, $6 words. */
export const KEEP_WORDS = `
  INSERT INTO message_words (chatroom_id, seq, at, sender_id, type, words)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::uuid[], $5::text[], $6::text[])
  ON CONFLICT (chatroom_id, seq) DO UPDATE SET words = excluded.words WHERE message_words.words <> excluded.words`

/** $1 rooms, $2 seqs. */
export const FORGET_WORDS = `
  SELECT forget_words(gone.room, gone.seq) FROM unnest($1::bigint[], $2::bigint[]) AS gone (room, seq)`

/** $1 rooms that were deleted: what was read of them before that, and written after they were purged. */
export const FORGET_ROOMS = `
  DELETE FROM message_words WHERE ctid = ANY (ARRAY(
    SELECT w.ctid FROM unnest($1::bigint[]) AS gone (room)
    CROSS JOIN LATERAL (SELECT w.ctid FROM message_words w WHERE w.chatroom_id = gone.room LIMIT 2000) w
  ))`
