import 'reflect-metadata'
import { Client } from 'pg'
import { setTimeout } from 'node:timers/promises'
import { readConfig } from './src/config/config.js'
import { openDataSource } from './src/database/data-source.js'
import { EmbeddedPostgres } from './src/database/embedded/embedded-postgres.js'
import { fillPeople, fillRooms } from './test/bench/targets/world.js'
import { writeFileSync } from 'node:fs'
const pg = await EmbeddedPostgres.start('/tmp/search-scratch/data')
writeFileSync('/tmp/search-scratch/url', pg.url)
console.log(pg.url)
await (await openDataSource(readConfig({ DATABASE_URL: pg.url }), pg.url)).destroy()
const c = new Client(pg.url); await c.connect()
const rooms = { name: 'talk', count: 100, members: 1, messages: 10000 }
const t0 = Date.now()
await fillPeople(c, 1)
await fillRooms(c, rooms, { people: 1, clientIds: false })
for (let from = 0; from < 10000; from += 500)
  await c.query(`UPDATE messages m SET created_at = now() - make_interval(secs => $1::int - m.n), message = (
    SELECT string_agg(left(md5(floor(exp(random() * ln(50000)))::int::text), 9), ' ') FROM generate_series(1, 8) WHERE m.n > 0)
  WHERE m.n > $2::int AND m.n <= $3::int`, [10000, from, from + 500])
console.log('filled', Date.now() - t0)
await c.query(`INSERT INTO message_words SELECT m.chatroom_id, m.seq, m.created_at, m.sender_id, 'text', ' ' || m.message || ' ' FROM messages m WHERE m.n > 0`)
console.log('indexed', Date.now() - t0)
await c.query('VACUUM ANALYZE')
console.log('ready', Date.now() - t0)
await setTimeout(3600_000)
