// Texts are appended by look-ups of single keys, whatever PostgreSQL thinks of the size of its tables.
import type { MigrationInterface, QueryRunner } from 'typeorm'
import { APPEND_TEXTS } from './1763800000050-append-texts.js'

// As before, see there, but nothing is joined. The plan is kept, and may have been made when the tables were almost empty: every
// flight of a new server then read all heads and all members, until autovacuum came round.
//
// p_rooms ascends, and so do the locks: an index scan takes the elements of an ANY in their order. width_bucket is a search in
// sorted thresholds: the place of the room among p_rooms.
const APPEND_TEXTS_BY_KEYS = `
  CREATE OR REPLACE FUNCTION append_texts(
    p_rooms bigint[], p_counts int[], p_places int[], p_ranks int[], p_senders uuid[], p_messages text[],
    p_client_ids text[], p_digests bytea[], p_announce boolean, OUT heads bigint[], OUT at timestamptz
  ) LANGUAGE plpgsql
  SET lock_timeout = '500ms' SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off SET enable_bitmapscan = off AS $$
  BEGIN
    WITH counted AS (
      UPDATE chatroom_heads h SET last_seq = h.last_seq + p_counts[width_bucket(h.chatroom_id, p_rooms)]
      WHERE h.chatroom_id = ANY (p_rooms)
      RETURNING h.chatroom_id, h.last_seq
    )
    SELECT array_agg(c.last_seq ORDER BY c.chatroom_id) INTO heads FROM counted c;
    at := date_trunc('milliseconds', clock_timestamp());

    IF cardinality(heads) IS DISTINCT FROM cardinality(p_rooms) OR EXISTS (
        SELECT FROM unnest(p_places, p_senders) AS d (place, sender)
        WHERE (SELECT true FROM members m WHERE m.chatroom_id = p_rooms[d.place] AND m.user_id = d.sender) IS NULL
      ) OR p_client_ids IS NOT NULL AND EXISTS (
        SELECT FROM unnest(p_places, p_senders, p_client_ids) AS d (place, sender, client_id)
        WHERE (
          SELECT true FROM messages e
          WHERE e.chatroom_id = p_rooms[d.place] AND e.sender_id = d.sender AND e.client_id = d.client_id
        )
      )
    THEN
      UPDATE chatroom_heads h SET last_seq = h.last_seq - p_counts[width_bucket(h.chatroom_id, p_rooms)]
        WHERE h.chatroom_id = ANY (p_rooms);
      heads := NULL;
      RETURN;
    END IF;

    INSERT INTO messages (chatroom_id, seq, type, sender_id, message, client_id, digest, created_at)
    SELECT p_rooms[d.place], heads[d.place] - d.rank, 'text', d.sender, d.message, d.client_id, d.digest, at
    FROM unnest(p_places, p_ranks, p_senders, p_messages, p_client_ids, p_digests)
      AS d (place, rank, sender, message, client_id, digest);

    IF p_announce THEN
      PERFORM pg_notify('chat', '{"heads":[' || string_agg('[' || h.room || ',' || h.seq || ']', ',') || ']}')
      FROM unnest(p_rooms, heads) WITH ORDINALITY AS h (room, seq, n) GROUP BY h.n / 200;
    END IF;
  END
  $$;
`

export class AppendTextsByKeys1763800000060 implements MigrationInterface {
  name = 'AppendTextsByKeys1763800000060'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(APPEND_TEXTS_BY_KEYS)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION append_texts')
    await runner.query(APPEND_TEXTS)
  }
}
