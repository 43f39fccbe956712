// Names of chatrooms are looked up without their case as this server folds it, whatever the locale of the database.
import type { MigrationInterface, QueryRunner } from 'typeorm'
import { foldCase } from '../../common/fold-case.js'

/** Rooms that are read and written at once. */
const BATCH = 5000

// As before, but of a name that has been folded.
const SEARCH = `
  CREATE FUNCTION chatroom_grams(p_id bigint, p_folded text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT (p_id >> 13) || ':' || substr(p_folded, i, n))
    FROM generate_series(1, 2) n, generate_series(1, length(p_folded) - n + 1) i
  $$;
  CREATE INDEX "chatrooms_name_grams" ON "chatrooms"
    USING gin (chatroom_grams("id", "folded_name")) WITH (gin_pending_list_limit = 256);
`

const SEARCH_BEFORE = `
  CREATE FUNCTION chatroom_grams(p_id bigint, p_name text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT (p_id >> 13) || ':' || substr(lower(p_name), i, n))
    FROM generate_series(1, 2) n, generate_series(1, length(lower(p_name)) - n + 1) i
  $$;
  CREATE INDEX "chatrooms_name_grams" ON "chatrooms" USING gin (chatroom_grams("id", "name")) WITH (gin_pending_list_limit = 256);
`

export class FoldedNames1763800000080 implements MigrationInterface {
  name = 'FoldedNames1763800000080'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX "chatrooms_name_grams"')
    await runner.query('DROP FUNCTION chatroom_grams')
    await runner.query('ALTER TABLE "chatrooms" ADD "folded_name" text')
    await fold(runner)
    await runner.query('ALTER TABLE "chatrooms" ALTER COLUMN "folded_name" SET NOT NULL')
    await runner.query(SEARCH)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX "chatrooms_name_grams"')
    await runner.query('DROP FUNCTION chatroom_grams')
    await runner.query('ALTER TABLE "chatrooms" DROP COLUMN "folded_name"')
    await runner.query(SEARCH_BEFORE)
  }
}

async function fold(runner: QueryRunner): Promise<void> {
  for (let after = 0; ;) {
    const rooms = (await runner.query(
      'SELECT id::float8 AS id, name FROM chatrooms WHERE id > $1 ORDER BY id LIMIT $2',
      [after, BATCH],
    )) as { id: number; name: string }[]
    if (rooms.length === 0) return
    after = rooms.at(-1)!.id
    await runner.query(
      `UPDATE chatrooms c SET folded_name = folded.name
       FROM unnest($1::bigint[], $2::text[]) AS folded (id, name) WHERE c.id = folded.id`,
      [rooms.map(({ id }) => id), rooms.map(({ name }) => foldCase(name))],
    )
  }
}
