// A fresh database for a server under test, on the PostgreSQL of the run.
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'

/**
 * Creates a database with the schema in it, as the second start of a server finds it; answers its address. Dropped when the run ends.
 */
export const migratedDatabase = (): Promise<string> => freshDatabase(`TEMPLATE "${inject('template')}"`)

/**
 * Creates an empty database; answers its address. Dropped when the run ends.
 * @param options of CREATE DATABASE, where it shall not be like all others
 */
export async function freshDatabase(options = ''): Promise<string> {
  const adminUrl = inject('adminUrl')
  const name = inject('databasePrefix') + randomBytes(6).toString('hex')
  const admin = new Client(adminUrl)
  await admin.connect()
  try {
    await admin.query(`CREATE DATABASE "${name}" ${options}`)
  } finally {
    await admin.end()
  }
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.href
}
