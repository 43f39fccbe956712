// A fresh database for a server under test, on the PostgreSQL of the run.
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'

/** Creates an empty database; answers its address. Dropped when the run ends. */
export async function freshDatabase(): Promise<string> {
  const adminUrl = inject('adminUrl')
  const name = inject('databasePrefix') + randomBytes(6).toString('hex')
  const admin = new Client(adminUrl)
  await admin.connect()
  try {
    await admin.query(`CREATE DATABASE "${name}"`)
  } finally {
    await admin.end()
  }
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.href
}
