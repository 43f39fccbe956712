// Whoever was erased is forgotten whatever happens meanwhile: the node that is at it dies, they are still talking, files lie elsewhere.
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { foundInBytes, foundInDatabase } from '../support/dump.js'
import {
  signedUpCrowd as crowd,
  logOf,
  must,
  PASSWORD,
  personOn,
  roomWith,
  type Person,
} from '../support/people.js'
import { upload } from '../support/pictures.js'
import { at, erasing } from '../support/rest.js'
import { startS3 } from '../support/s3.js'
import { startServer, type Server } from '../support/server.js'
import type { Attachment, Message } from '../support/wire.js'

const PATIENCE = { timeout: 60_000, interval: 250 }

const word = (): string => `w${randomBytes(9).toString('hex')}`

const erase = async (person: Person): Promise<void> =>
  must(await person.api.send<undefined>(erasing(PASSWORD)), 204)

/** As if they had said so many things there, one after the other; that would take too long here. */
async function talked(
  { databaseUrl }: Server,
  { user }: Person,
  room: string,
  many: number,
  words: string,
): Promise<void> {
  const database = new Client(databaseUrl)
  await database.connect()
  await database.query(
    `WITH head AS (
       UPDATE chatroom_heads SET last_seq = last_seq + $2, last_n = last_n + $2
       WHERE chatroom_id = (SELECT id FROM chatrooms WHERE name = $1) RETURNING chatroom_id, last_seq, last_n
     )
     INSERT INTO messages (chatroom_id, seq, n, type, sender_id, message, client_id, created_at)
     SELECT h.chatroom_id, h.last_seq - s.back, h.last_n - s.back, 'text', $3, $4, $4 || s.back, now()
     FROM head h, generate_series(0, $2 - 1) s (back)`,
    [room, many, user.id, words],
  )
  await database.end()
}

it('the node that was at it is killed in the middle: another one finishes, and nothing is done twice', async () => {
  const cluster = await startCluster({ nodes: 2 })
  const [one, two] = cluster.nodes as [Server, Server]
  const [ann, ben] = (await crowd(one, 2)) as [Person, Person]
  const rooms = [await roomWith(ben, [ann]), await roomWith(ann, [ben]), await roomWith(ben, [ann])]
  const secret = word()
  const many = 800
  for (const room of rooms) await talked(one, ann, room, many, secret)
  await erase(ann)
  const bens = personOn(two, ben)
  // It has begun, and is far from its end.
  await expect
    .poll(async () => (await deletions(bens, rooms[0]!)).length, { timeout: 15_000, interval: 20 })
    .toBeGreaterThan(0)
  await cluster.kill(0)
  expect(await foundInDatabase(two.databaseUrl, [secret])).not.toEqual([])
  await expect.poll(() => foundInDatabase(two.databaseUrl, [secret, ann.user.username]), PATIENCE).toEqual([])
  for (const room of rooms) {
    const log = await logOf(bens, room)
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1))
    const targets = log.filter(({ type }) => type === 'delete').map(({ target_seq }) => target_seq)
    expect(targets).toHaveLength(many)
    expect(new Set(targets).size).toBe(many)
    expect(log.filter(({ type, sender }) => type === 'left' && sender.id === ann.user.id)).toHaveLength(1)
  }
})

/** The first of what was deleted lies right behind what was said. */
async function deletions(reader: Person, room: string): Promise<Message[]> {
  const newest = must(
    await reader.api.get<{ messages: Message[] }>(at('/chatroom', room, '/messages'), { limit: 100 }),
    200,
  )
  return newest.messages.filter(({ type }) => type === 'delete')
}

it('whoever still talks on both nodes while they are erased has said nothing afterwards', async () => {
  const cluster = await startCluster({ nodes: 2 })
  const [one, two] = cluster.nodes as [Server, Server]
  const [ann, ben] = (await crowd(one, 2)) as [Person, Person]
  const room = await roomWith(ben, [ann])
  const others = await Promise.all(Array.from({ length: 4 }, () => roomWith(ben)))
  const secret = word()
  const over = new AbortController()
  const talking = [one, two, one, two].map(async (node, index) => {
    const { api } = personOn(node, ann)
    while (!over.signal.aborted) {
      await api.post(at('/send-message', room), { type: 'text', message: secret, client_id: word() })
      await api.post(at('/enter-chatroom', others[index]!))
      await api.post(at('/send-message', others[index]!), { type: 'text', message: secret })
      await upload(personOn(node, ann), new Uint8Array(Buffer.from(secret)), {}, `${secret}.txt`)
    }
  })
  await expect.poll(async () => (await logOf(ben, room)).length).toBeGreaterThan(20)
  await erase(ann)
  await new Promise((resolve) => setTimeout(resolve, 500))
  over.abort()
  await Promise.all(talking)
  await expect.poll(() => foundInDatabase(two.databaseUrl, [secret, ann.user.username]), PATIENCE).toEqual([])
})

it('their files are gone from the bucket, but for what others have forwarded', async () => {
  const s3 = await startS3()
  const server = await startServer({ env: s3.env() })
  const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
  const [room, other] = [await roomWith(ben, [ann]), await roomWith(ben)]
  const [gone, kept, unsent] = [word(), word(), word()]
  const sent = async (bytes: string): Promise<Message> => {
    const { id } = must(await upload(ann, new Uint8Array(Buffer.from(bytes)), {}, 'a.txt'), 201)
    return must(
      await ann.api.post<Message>(at('/send-message', room), { type: 'attachment', attachment: { id } }),
      201,
    )
  }
  await sent(gone)
  const { seq } = await sent(kept)
  must(await upload(ann, new Uint8Array(Buffer.from(unsent)), {}, 'b.txt'), 201)
  const forward = { type: 'forward', forward: { chatroom: room, seq } }
  const forwarded = must(await ben.api.post<Message>(at('/send-message', other), forward), 201)
  expect(foundInBytes(await s3.everything(), [gone, kept, unsent])).toHaveLength(3)
  await erase(ann)
  await expect
    .poll(async () => foundInBytes(await s3.everything(), [gone, kept, unsent]), PATIENCE)
    .toEqual([kept])
  const { url } = (forwarded as unknown as { attachment: Attachment }).attachment
  expect(must(await ben.api.get<Buffer>(new URL(url, server.url).pathname), 200).toString()).toBe(kept)
})
