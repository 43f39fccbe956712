// One look at everything that might grow, by name.
import { readdirSync } from 'node:fs'
import type { Client } from 'pg'
import type { ServerProcess } from './ground.js'
import { inside } from './inside.js'

export type Sample = Map<string, number>

/** What a series is made of: it decides what counts as growth. */
export const KINDS = ['memory', 'things', 'rows', 'bytes', 'lag'] as const
export type Kind = (typeof KINDS)[number]

export const kindOf = (name: string): Kind => name.split(' ', 1)[0] as Kind

const RELATIONS = `
  SELECT c.relname AS name, c.relkind = 'i' AS is_index, pg_table_size(c.oid)::float8 AS bytes,
    coalesce(pg_stat_get_dead_tuples(c.oid), 0)::float8 AS dead
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')`

const CONNECTIONS = `
  SELECT count(*)::int AS count FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'whatsapp-api-server'`

/** Gauges that say how many of something there are, not how far something has come. */
const GAUGE =
  /^(chat_(?:connections|follower_lag|webhooks|webhook_lag|held_bytes|database_connections)(?:\{.*\})?) (\S+)$/

export async function sampleOf(server: ServerProcess, database: Client, nth: number): Promise<Sample> {
  const sample: Sample = new Map()
  await lookInside(sample, server, nth)
  sample.set('things descriptors', readdirSync(`/proc/${server.pid}/fd`).length)
  await lookAtMetrics(sample, server)
  await lookAtDatabase(sample, database)
  return sample
}

async function lookInside(sample: Sample, server: ServerProcess, nth: number): Promise<void> {
  const { rss, heapUsed, external, arrayBuffers, resources } = await inside(server, nth)
  for (const [name, bytes] of Object.entries({ rss, heapUsed, external, arrayBuffers }))
    sample.set(`memory ${name}`, bytes)
  for (const [name, count] of Object.entries(resources)) sample.set(`things ${name}`, count)
}

async function lookAtMetrics(sample: Sample, { metrics }: ServerProcess): Promise<void> {
  const text = await (await fetch(metrics)).text()
  for (const line of text.split('\n')) {
    const [, name, value] = GAUGE.exec(line) ?? []
    // Webhooks and what they lag behind have names of their own that come and go.
    if (!name || name.includes('webhook="')) continue
    sample.set(`${name.includes('lag') ? 'lag' : 'things'} ${name}`, Number(value))
  }
}

interface Relation {
  name: string
  is_index: boolean
  bytes: number
  dead: number
}

async function lookAtDatabase(sample: Sample, database: Client): Promise<void> {
  const { rows: relations } = await database.query<Relation>(RELATIONS)
  for (const { name, is_index, bytes, dead } of relations) {
    sample.set(`bytes ${name}`, bytes)
    if (is_index) continue
    const { rows } = await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM "${name}"`)
    sample.set(`rows ${name}`, rows[0]!.count)
    sample.set(`rows dead ${name}`, dead)
  }
  const { rows } = await database.query<{ bytes: number }>(
    'SELECT pg_database_size(current_database())::float8 AS bytes',
  )
  sample.set('bytes all of it', rows[0]!.bytes)
  const connected = await database.query<{ count: number }>(CONNECTIONS)
  sample.set('things database connections', connected.rows[0]!.count)
}
