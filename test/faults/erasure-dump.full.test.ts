// A dump that pg_dump writes after somebody was erased has nothing of them, as text, in hex or in base64.
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { startDebianPostgres } from '../support/debian-postgres.js'
import { foundInBytes } from '../support/dump.js'
import { leave, must, PASSWORD, personOf, signedUp as registered, roomWith, say } from '../support/people.js'
import { upload } from '../support/pictures.js'
import { api, at, erasing } from '../support/rest.js'
import { startServer } from '../support/server.js'
import type { Session } from '../support/wire.js'

const word = (): string => `w${randomBytes(9).toString('hex')}`

it('pg_dump finds no name, word or file of somebody who was erased', async () => {
  const postgres = await startDebianPostgres()
  const server = await startServer({ databaseUrl: postgres.url })
  const a = (): string => (words.push(word()), words.at(-1)!)
  const words: string[] = []
  const account = { username: a(), password: PASSWORD, display_name: a() }
  const ann = personOf(server, must(await api(server).post<Session>('/auth/register', account), 201))
  must(await ann.api.patch('/auth/me', { about: a() }), 200)
  const ben = await registered(server)
  const [here, left] = [await roomWith(ben, [ann]), await roomWith(ben, [ann])]
  await say(ann, here, a())
  await say(ann, left, a())
  await leave(ann, left)
  const { id } = must(await upload(ann, new Uint8Array(Buffer.from(a())), {}, `${a()}.txt`), 201)
  must(await ann.api.post(at('/send-message', here), { type: 'attachment', attachment: { id } }), 201)
  const { seq } = await say(ben, here, 'Hi')
  must(await ann.api.put(at('/chatroom', here, `/reports/${seq}`), { reason: a() }), 204)
  expect(foundInBytes(await postgres.dump(), words)).toEqual(words)
  must(await ann.api.send<undefined>(erasing(PASSWORD)), 204)
  await expect.poll(async () => foundInBytes(await postgres.dump(), words), { timeout: 30_000 }).toEqual([])
})
