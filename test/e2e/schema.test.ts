// The schema: one baseline that says what the entities say, functions that are those of the folder, and nodes that bring it about
// together, or beside others that are at work.
import { DataSource } from 'typeorm'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { migrationOptions, openDataSource } from '../../src/database/data-source.js'
import { createFunctions, functions } from '../../src/database/functions/index.js'
import type { Action } from '../../src/membership/policy.js'
import { freshDatabase } from '../support/database.js'
import { range } from '../support/inbox.js'
import { EXPECTED, settingOf, standing, STATES } from '../support/policy.js'
import { crowd, must, registered, roomWith, say } from '../support/people.js'
import { Server } from '../support/server.js'
import { whenDone } from '../support/when-done.js'
import { websocketDoor } from '../support/websocket.door.js'
import type { MessagePage } from '../support/wire.js'

const config = readConfig({})

/** A migrated database, and a connection to it without time limits. */
async function migrated(): Promise<DataSource> {
  const url = await freshDatabase()
  await (await openDataSource(config, url)).destroy()
  const source = await new DataSource(migrationOptions(config, url)).initialize()
  whenDone(() => source.destroy())
  return source
}

async function started(databaseUrl: string): Promise<Server> {
  const server = await Server.start({ databaseUrl })
  whenDone(() => server.kill())
  return server
}

describe('a migrated database', () => {
  it('is what the entities say: the schema builder finds nothing to do', async () => {
    const source = await migrated()
    const { upQueries } = await source.driver.createSchemaBuilder().log()
    expect(upQueries.map(({ query }) => query)).toEqual([])
  })

  it('has the functions of the folder, letter for letter, and no others', async () => {
    const source = await migrated()
    const rows = await source.query<{ name: string; body: string }[]>(
      `SELECT proname AS name, prosrc AS body FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname`,
    )
    const folder = functions()
    expect(rows.map(({ name }) => name)).toEqual([...folder.keys()].toSorted())
    for (const { name, body } of rows) {
      const text = folder.get(name)!
      expect(text).toMatch(new RegExp(`^CREATE OR REPLACE FUNCTION ${name}\\(`, 'm'))
      expect(text.split('$$')[1]).toBe(body)
    }
  })
})

describe('who may do what', () => {
  it('is the same in SQL as in TypeScript, cell by cell', async () => {
    const source = await migrated()
    const cells = (Object.keys(EXPECTED) as Action[]).flatMap((action) =>
      STATES.filter((state) => state !== 'stranger').map((state) => ({ action, state })),
    )
    const answers = cells.map(async ({ action, state }) => {
      const { who, settings } = standing(state, settingOf(action))
      const member = { role: who.role, silenced_until: who.silencedUntil, blocked: who.blocked }
      return { action, state, answer: await permissionOf(source, member, settings, action) }
    })
    expect(await Promise.all(answers)).toEqual(
      cells.map((cell) => ({ ...cell, answer: EXPECTED[cell.action][cell.state] })),
    )
  })

  it('grants nothing that it does not know, and nothing to who is not there', async () => {
    const source = await migrated()
    expect(await permissionOf(source, { role: 'owner', blocked: false }, {}, 'made up')).toBe('not_a_member')
    const [none] = await source.query(
      `SELECT (SELECT permission(m, '{}', 'read', now()) FROM members m) = 'granted' AS granted`,
    )
    expect(none.granted).toBeNull()
  })
})

async function permissionOf(
  source: DataSource,
  member: object,
  settings: object,
  action: string,
): Promise<string> {
  const [row] = await source.query<[{ permission: string }]>(
    'SELECT permission(jsonb_populate_record(NULL::members, $1), $2, $3, clock_timestamp())',
    [JSON.stringify(member), JSON.stringify(settings), action],
  )
  return row.permission
}

describe('nodes and migrations', () => {
  it('two that start at once on an empty database both serve, and it was migrated once', async () => {
    const url = await freshDatabase()
    const [one, two] = await Promise.all([started(url), started(url)])
    const ann = await registered(one)
    const room = await roomWith(ann)
    await say(ann, room, 'through one')
    const there = await websocketDoor.connect(two, ann.token, room, { after_seq: 0 })
    await there.waitFor(({ message }) => message === 'through one')
    const source = await new DataSource(migrationOptions(config, url)).initialize()
    whenDone(() => source.destroy())
    expect(await source.query('SELECT name FROM migrations')).toHaveLength(1)
  })

  it('a new one that puts its functions in place beside an old one, which is at work, disturbs nothing; then both serve', async () => {
    const old = await started(await freshDatabase())
    const [ann] = await crowd(old, 1)
    const room = await roomWith(ann!)
    const over = new AbortController()
    const saying = (async () => {
      let said = 0
      while (!over.signal.aborted) await say(ann!, room, `${++said}`)
      return said
    })()
    const source = await new DataSource(migrationOptions(config, old.databaseUrl)).initialize()
    whenDone(() => source.destroy())
    // What a later migration does with a function that has changed.
    for (let times = 0; times < 5; times++)
      await source.transaction(({ queryRunner }) => createFunctions(queryRunner!))
    const fresh = await started(old.databaseUrl)
    const reader = await websocketDoor.connect(fresh, ann!.token, room, { after_seq: 0 })
    over.abort()
    const said = await saying
    expect(said).toBeGreaterThan(10)
    await reader.waitFor(({ message }) => message === `${said}`)
    expect(reader.messages.slice(1).map(({ message }) => message)).toEqual(range(1, said).map(String))
    const { messages } = must<MessagePage>(await ann!.api.get(`/chatroom/${room}/messages?limit=100`), 200)
    expect(messages.at(-1)!.seq).toBe(said + 1)
  })
})
