// Indexes that keep the keys of what was deleted are built anew, while everything goes on; broken off, it is begun again.
import { Client } from 'pg'
import { describe, expect, it, vi } from 'vitest'
import { migratedDatabase } from '../support/database.js'
import { registered, roomWith, say } from '../support/people.js'
import { expectFirst } from '../support/search.js'
import { startServer } from '../support/server.js'
import { whenDone } from '../support/when-done.js'

const MEBIBYTE = 1024 * 1024
/** Housekeeping looks every 10 seconds. */
const PATIENCE = { timeout: 40_000, interval: 200 }

/** Words of rooms that nobody has heard of, and then not even that. */
const SAY = `
  INSERT INTO message_words (chatroom_id, seq, at, sender_id, type, words)
  SELECT 1000000 + n, 1, now(), gen_random_uuid(), 'text', ' ' || (
    SELECT string_agg(md5(n || '.' || word), ' ') FROM generate_series(1, 10) word
  ) || ' ' FROM generate_series(1, 4000) n`
const FORGET = 'DELETE FROM message_words WHERE chatroom_id > 1000000'
const INDEXES = `
  SELECT c.relname AS name, pg_relation_size(c.oid)::int AS bytes FROM pg_class c WHERE c.relname ~ '^message_words_keys' ORDER BY c.relname`

async function connected(databaseUrl: string): Promise<Client> {
  const client = new Client(databaseUrl)
  await client.connect()
  whenDone(() => client.end())
  return client
}

/** A database in which the index of the search is large, and the words that it was made of are gone. */
async function bloated(): Promise<{ databaseUrl: string; database: Client }> {
  const databaseUrl = await migratedDatabase()
  const database = await connected(databaseUrl)
  await database.query(SAY)
  await database.query(FORGET)
  await database.query('VACUUM message_words')
  const [index] = (await database.query<{ bytes: number }>(INDEXES)).rows
  expect(index!.bytes).toBeGreaterThan(MEBIBYTE)
  return { databaseUrl, database }
}

const indexesOf = async (database: Client) =>
  (await database.query<{ name: string; bytes: number }>(INDEXES)).rows

/** One index, and it holds next to nothing. */
const expectSmall = (database: Client) =>
  vi.waitFor(
    async () => expect((await indexesOf(database)).map(({ bytes }) => bytes < MEBIBYTE / 2)).toEqual([true]),
    PATIENCE,
  )

describe.concurrent('the index of the search', () => {
  it('is small again some time after rooms were deleted, and finds what it found', async () => {
    const { databaseUrl, database } = await bloated()
    const server = await startServer({ databaseUrl })
    const ann = await registered(server)
    const room = await roomWith(ann)
    const { seq } = await say(ann, room, 'pelican')
    await expectSmall(database)
    await expectFirst(ann, 'pelican', seq)
    expect(await indexesOf(database)).toHaveLength(1)
  })

  it('is left alone while it is no larger than what it holds', async () => {
    const databaseUrl = await migratedDatabase()
    const database = await connected(databaseUrl)
    await startServer({ databaseUrl })
    await database.query(SAY)
    const builds = async () =>
      (
        await database.query(
          `SELECT seq FROM followers WHERE name = 'reindex message_words_keys' AND seq > 0`,
        )
      ).rows
    await vi.waitFor(async () => expect(await builds()).toHaveLength(1), PATIENCE)
    const node = `SELECT pg_relation_filenode('message_words_keys') AS node`
    const { rows: before } = await database.query(node)
    await new Promise((resolve) => setTimeout(resolve, 12_000))
    expect((await database.query(node)).rows).toEqual(before)
  })

  it('holds up no server that is to stop, which leaves to the next what it had begun', async () => {
    const { databaseUrl, database } = await bloated()
    const reader = await connected(databaseUrl)
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
    await reader.query('SELECT count(*) FROM message_words')
    const server = await startServer({ databaseUrl })
    await vi.waitFor(async () => expect(await indexesOf(database)).toHaveLength(2), PATIENCE)
    await server.stop()
    await reader.query('COMMIT')
    expect((await indexesOf(database)).map(({ name }) => name)).toContain('message_words_keys_ccnew')
    await startServer({ databaseUrl })
    await expectSmall(database)
  })
})
