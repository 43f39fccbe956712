// A database for a server under test, on the PostgreSQL of the run.
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'

/** A database that has been migrated and holds nothing; answers its address. Dropped when the run ends. */
export const freshDatabase = (): Promise<string> => create(inject('databaseTemplate'))

/** A database as PostgreSQL makes it, without a schema. */
export const emptyDatabase = (): Promise<string> => create('template1')

async function create(template: string): Promise<string> {
  const adminUrl = inject('adminUrl')
  const name = inject('databasePrefix') + randomBytes(6).toString('hex')
  const admin = new Client(adminUrl)
  await admin.connect()
  try {
    await admin.query(`CREATE DATABASE "${name}" TEMPLATE "${template}"`)
  } finally {
    await admin.end()
  }
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.href
}
