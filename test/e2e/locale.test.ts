// What is promised of letters holds on a database of any locale; one that cannot hold every letter is refused.
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { StartupError } from '../../src/config/startup-error.js'
import { openDataSource } from '../../src/database/data-source.js'
import { freshDatabase } from '../support/database.js'
import { must, registered, roomWith } from '../support/people.js'
import { startServer } from '../support/server.js'
import type { ChatroomList } from '../support/wire.js'

const made = (encoding: string) =>
  `TEMPLATE template0 ENCODING '${encoding}' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'`

/** Names, and what finds each. */
const FOUND: Record<string, string[]> = {
  ПРИВЕТ_всем: ['привет', 'Привет', 'ВСЕМ', 'т_в'],
  'hauptstraße.1': ['STRASSE', 'strasse', 'straße', 'STRAẞE', 'HauptStraSSe'],
  'BIG-STRASSE': ['straße', 'g-s'],
  ὈΔΥΣΣΕΎΣ: ['ὀδυσσεύς', 'σσεύσ', 'ΕΎΣ', 'ς'],
  café: ['CAFÉ', 'CAFE\u0301', 'é'],
  ՀԱՅ_հայ: ['հայ_ՀԱՅ'],
  İzmir: ['i\u0307zm', 'İZMİR', 'IZMIR', 'ızmır', 'ZM'],
  ﬁne: ['FINE', 'fi'],
}

describe('a database of locale C', async () => {
  const url = await freshDatabase(made('UTF8'))
  const server = await startServer({ databaseUrl: url })
  const ann = await registered(server, 'ann')
  for (const name of Object.keys(FOUND)) await roomWith(ann, [], { name })

  it.each(Object.entries(FOUND))('finds %s whatever the case of its letters', async (name, asked) => {
    for (const q of asked) {
      for (const mine of [false, true]) {
        const list = must(await ann.api.get<ChatroomList>('/list-chatroom', { q, mine }), 200)
        expect({ q, names: list.chatrooms.map((each) => each.name) }).toEqual({
          q,
          names: expect.arrayContaining([name.normalize('NFC')]) as string[],
        })
      }
    }
  })

  it('finds nothing else', async () => {
    for (const q of ['ПРИВЕД', 'straβe', 'cafe', '%']) {
      const list = must(await ann.api.get<ChatroomList>('/list-chatroom', { q }), 200)
      expect({ q, ...list }).toMatchObject({ q, chatrooms: [] })
    }
  })
})

it.each(['LATIN1', 'SQL_ASCII'])('a database of encoding %s is refused in one sentence', async (encoding) => {
  const url = await freshDatabase(made(encoding))
  await expect(openDataSource(readConfig({}), url)).rejects.toEqual(
    new StartupError(
      `The database's encoding is ${encoding}, and messages are in every script: use one that was created with ENCODING 'UTF8' TEMPLATE template0.`,
    ),
  )
  const client = new Client(url)
  await client.connect()
  const { rows } = await client.query(`SELECT FROM pg_tables WHERE schemaname = 'public'`)
  await client.end()
  expect(rows).toEqual([])
})
