// What nothing refers to is removed after its time, by whichever node comes first; what is in use stays.
import { request } from 'node:http'
import { Client } from 'pg'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { freshDatabase } from '../support/database.js'
import { pause, range } from '../support/inbox.js'
import { must, registered, roomWith, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { startS3 } from '../support/s3.js'
import { startServer } from '../support/server.js'
import type { Attachment } from '../support/wire.js'

const s3 = await startS3()
/** Seconds. The sweep's interval is its least, 1 s. */
const TTL = 3
/** Milliseconds after which a sweep has surely looked at what was uploaded before. */
const SWEPT = (TTL + 1.5) * 1000
const settings = {
  env: { ...s3.env(), ATTACHMENT_UNUSED_TTL: String(TTL) },
  databaseUrl: await freshDatabase(),
}
const [server] = await Promise.all([startServer(settings), startServer(settings)])
const database = new Client(server.databaseUrl)
await database.connect()
afterAll(() => database.end())

async function upload(person: Person): Promise<string> {
  const body = new FormData()
  body.append('file', new File(['some bytes'], 'file.txt'))
  return must(await person.api.send<Attachment>({ method: 'POST', path: '/attachments', body }), 201).id
}

const send = async (person: Person, room: string, id: string): Promise<number> =>
  (await person.api.post(at('/send-message', room), { type: 'attachment', attachment: { id } })).status

/** An upload that was sent; on a slow machine the sweep may have been faster. */
async function sent(person: Person, room: string): Promise<string> {
  const id = await upload(person)
  return (await send(person, room, id)) === 201 ? id : sent(person, room)
}

const rows = async (sql: string, values: unknown[] = []) => (await database.query(sql, values)).rowCount ?? 0
const kept = (ids: string[]) => rows('SELECT FROM attachments WHERE id = ANY ($1)', [ids])
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 100 })

describe.concurrent('the sweep', () => {
  it('removes uploads that no message used, bytes and all, and never one that is used', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const used = await sent(ann, room)
    const unused = await Promise.all(range(1, 25).map(() => upload(ann)))
    await eventually(async () => expect(await kept(unused)).toBe(0))
    const objects = await s3.objects()
    expect(unused.filter((id) => objects.includes(`attachments/${id}`))).toEqual([])
    const gone = unused[0]!
    expectProblem(await ann.api.get(`/attachments/${gone}`), 'attachment_not_found')
    const body = { type: 'attachment', attachment: { id: gone } }
    expectProblem(await ann.api.post(at('/send-message', room), body), 'attachment_not_found')
    await pause(SWEPT)
    expect((await ann.api.get(`/attachments/${used}`)).status).toBe(200)
  })

  it('decides together with the log, whoever comes first', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const outcomes = await Promise.all(
      range(1, 40).map(async (turn) => {
        await pause(turn * 25)
        const id = await upload(ann)
        await pause(TTL * 1000 - 500 + turn * 25)
        return { id, status: await send(ann, room, id) }
      }),
    )
    await pause(SWEPT)
    for (const { id, status } of outcomes) {
      const found = (await ann.api.get(`/attachments/${id}`)).status
      expect([status, found]).toEqual(status === 201 ? [201, 200] : [404, 404])
    }
    console.log(`${outcomes.filter(({ status }) => status === 201).length} of 40 were sent before the sweep`)
  })

  it('removes what was only in a deleted chatroom', async () => {
    const ann = await registered(server)
    const [doomed, other] = [await roomWith(ann), await roomWith(ann)]
    const [gone, stays] = [await sent(ann, doomed), await sent(ann, doomed)]
    expect(await send(ann, other, stays)).toBe(201)
    must(await ann.api.delete(at('/chatroom', doomed)), 204)
    await eventually(async () => expect(await kept([gone])).toBe(0))
    await pause(SWEPT)
    expect((await ann.api.get(`/attachments/${stays}`)).status).toBe(200)
  })

  it('finishes the deletion of a chatroom that a crash broke off', async () => {
    const { rows: found } = await database.query<{ id: string }>(
      `WITH room AS (INSERT INTO deleted_chatrooms VALUES (1000000) RETURNING chatroom_id AS id)
       INSERT INTO messages (chatroom_id, seq, type, sender_id, created_at)
       SELECT id, seq, 'text', gen_random_uuid(), now() FROM room, generate_series(1, 12000) seq
       RETURNING chatroom_id AS id`,
    )
    expect(found).toHaveLength(12_000)
    await eventually(async () => {
      expect(await rows('SELECT FROM messages WHERE chatroom_id = 1000000')).toBe(0)
      expect(await rows('SELECT FROM deleted_chatrooms')).toBe(0)
    })
  })

  it('leaves an upload alone for as long as it is coming in', async () => {
    const ann = await registered(server)
    const answer = new Promise<number>((resolve, reject) => {
      const form = request(`${server.url}/attachments`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'multipart/form-data; boundary=x' },
      })
      form.on('response', (response) => resolve(response.resume().statusCode ?? 0)).on('error', reject)
      form.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n')
      void (async () => {
        for (const _ of range(1, TTL * 20)) {
          form.write('some more bytes')
          await pause(100)
        }
        form.end('\r\n--x--\r\n')
      })()
    })
    expect(await answer).toBe(201)
  })
})
