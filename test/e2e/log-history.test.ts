// What the database has to allow for its history to be known, and to whom.
import { Client } from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { startOwnPostgres } from '../support/own-postgres.js'
import { signedUp as registered, roomWith } from '../support/people.js'
import { at } from '../support/rest.js'
import { Server, startServer } from '../support/server.js'
import type { Chatroom } from '../support/wire.js'

// Not in a hook: what is to be undone at the end would not be heard of there.
const postgres = await startOwnPostgres()

/** The address of one of its databases, for one of its users. */
function urlOf(database: string, user?: string): string {
  const url = new URL(postgres.url)
  if (user) url.username = url.password = user
  url.pathname = database
  return url.href
}

/** A database of somebody who is nothing but its owner. */
async function ownedDatabase(name: string): Promise<string> {
  await postgres.query(`CREATE DATABASE ${name} OWNER ordinary`)
  return urlOf(name, 'ordinary')
}

beforeAll(async () => {
  await postgres.query(`CREATE ROLE ordinary LOGIN PASSWORD 'ordinary'`)
})

describe('the history of a database', () => {
  it('is known to its owner, who needs no other privilege', async () => {
    const server = await startServer({ databaseUrl: await ownedDatabase('owned') })
    const ann = await registered(server)
    const { body } = await ann.api.get<Chatroom>(at('/chatroom', await roomWith(ann)))
    expect(body.log).toMatch(/^[\w-]{8,32}$/)
  })

  it('must be known for the server to start, which otherwise says what is missing', async () => {
    const databaseUrl = await ownedDatabase('forbidden')
    const admin = new Client(urlOf('forbidden'))
    await admin.connect()
    await admin.query('REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC')
    await expect(Server.start({ databaseUrl })).rejects.toThrow(
      /does not tell which history it has: permission denied for function pg_control_system/,
    )
    // As docs/operating.md says.
    await admin.query('GRANT EXECUTE ON FUNCTION pg_control_system() TO ordinary')
    await admin.end()
    await startServer({ databaseUrl })
  })
})
