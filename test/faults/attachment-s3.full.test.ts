// A server whose attachments are in S3: the same for its clients, and no worse for a store that fails.
import { createHash, randomBytes } from 'node:crypto'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { awake } from '../support/awake.js'
import { pause } from '../support/inbox.js'
import { must, registered, roomWith, say, type Person } from '../support/people.js'
import { api, at, expectProblem, type Answer } from '../support/rest.js'
import { amount } from '../support/rounds.js'
import { startS3, Strait } from '../support/s3.js'
import { startServer } from '../support/server.js'
import { websocketDoor } from '../support/websocket.door.js'
import type { Attachment, Message } from '../support/wire.js'

const MIB = 1024 * 1024
/** Seconds: the default, or less where time matters. */
const TIMEOUT = amount(8, 3)
/** The promise, in milliseconds. */
const ANSWER_LIMIT = 10_000

const s3 = await startS3()
const way = await Strait.to(s3.url)
afterAll(() => way.close())
afterEach(() => way.mend())
const server = await startServer({ env: { ...s3.env(way.url), ATTACHMENT_STORE_TIMEOUT: String(TIMEOUT) } })
/** A node of the same service that was never told of the bucket. */
const without = await startServer({ databaseUrl: server.databaseUrl })

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function upload(person: Person, bytes: Buffer): Promise<Answer<Attachment>> {
  const body = new FormData()
  body.append('file', new File([new Uint8Array(bytes)], 'file.bin'))
  return person.api.send<Attachment>({ method: 'POST', path: '/attachments', body })
}

const download = (person: Person, id: string, headers: Record<string, string> = {}) =>
  person.api.send<Buffer>({ method: 'GET', path: `/attachments/${id}`, headers })

const inline = (bytes: Buffer) => ({
  type: 'attachment',
  attachment: { type: 'document', filename: 'a.bin', content: bytes.toString('base64') },
})

describe('attachments in S3', () => {
  it('come and go as they do in PostgreSQL', async () => {
    const [ann, bob] = [await registered(server), await registered(server)]
    const room = await roomWith(ann, [bob])
    for (const size of [1, 5 * MIB, 12 * MIB + 1]) {
      const bytes = randomBytes(size)
      const { id } = must(await upload(ann, bytes), 201)
      expect(await s3.objects()).toContain(`attachments/${id}`)
      must(await ann.api.post(at('/send-message', room), { type: 'attachment', attachment: { id } }), 201)
      const { status, body } = await download(bob, id)
      expect([status, sha256(body)]).toEqual([200, sha256(bytes)])
    }
    expect(await s3.uploads()).toEqual([])
  })

  it('are sent inside a message, once for each client_id', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const bytes = randomBytes(300_000)
    const send = () => ann.api.post<Message>(at('/send-message', room), { ...inline(bytes), client_id: 'x' })
    const { attachment } = must(await send(), 201)
    const count = (await s3.objects()).length
    expect(must(await send(), 200).attachment).toEqual(attachment)
    expect(await s3.objects()).toHaveLength(count)
    const part = await download(ann, attachment!.id, { range: 'bytes=100-199' })
    expect([part.status, part.body.equals(bytes.subarray(100, 200))]).toEqual([206, true])
  })

  it('leave nothing behind when they are refused', async () => {
    const ann = await registered(server)
    const count = (await s3.objects()).length
    expectProblem(await upload(ann, Buffer.alloc(16 * MIB + 1)), 'payload_too_large')
    expectProblem(await upload(ann, Buffer.alloc(0)), 'validation_failed')
    expect([(await s3.objects()).length, await s3.uploads()]).toEqual([count, []])
  })

  it('live beside those that were in PostgreSQL before', async () => {
    const ann = await registered(without)
    const elsewhere = { ...ann, api: api(server, ann.token) }
    const bytes = randomBytes(400_000)
    const old = must(await upload(ann, bytes), 201)
    expect(sha256((await download(elsewhere, old.id)).body)).toBe(sha256(bytes))
    const young = must(await upload(elsewhere, bytes), 201)
    expectProblem(await download(ann, young.id), 'unavailable')
  })
})

/** Sends a text every 10 ms until `until` settles; how long each took to be acknowledged, in milliseconds. */
async function talk(person: Person, room: string, until: Promise<unknown>): Promise<number[]> {
  const client = await websocketDoor.connect(person.api.server, person.token, room)
  const sent: Promise<number>[] = []
  const silence = new AbortController()
  void until.finally(() => silence.abort())
  while (!silence.signal.aborted) {
    const began = awake()
    sent.push(client.send({ type: 'text', message: 'x' }).then(() => awake() - began))
    await pause(10)
  }
  const times = await Promise.all(sent)
  await client.close()
  return times.toSorted((a, b) => a - b)
}

const p99 = (sorted: number[]) => Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? Infinity)

const timed = async <T>(answer: Promise<T>): Promise<[T, number]> => {
  const began = awake()
  return [await answer, awake() - began]
}

describe('an S3 that stops answering', () => {
  it('is unavailable in time, leaves nothing, and slows no text message', async () => {
    const [ann, bob] = [await registered(server), await registered(server)]
    const room = await roomWith(ann, [bob])
    const { id } = must(await upload(ann, randomBytes(2 * MIB)), 201)
    const count = (await s3.objects()).length
    way.stall()
    const answers = Promise.all([
      ...[1000, 100_000, 1 * MIB, 6 * MIB].map((size) => timed(upload(ann, randomBytes(size)))),
      timed(download(ann, id)),
      timed(ann.api.post(at('/send-message', room), inline(randomBytes(100_000)))),
    ])
    const beside = { ...bob, api: api(without, bob.token) }
    const [times, others] = await Promise.all([talk(bob, room, answers), talk(beside, room, answers)])
    for (const [answer, took] of await answers) {
      expectProblem(answer, 'unavailable')
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
      expect(took).toBeLessThan(ANSWER_LIMIT)
    }
    console.log(`texts beside a stalled store: p99 ${p99(times)} ms; on the other node: ${p99(others)} ms`)
    expect(times.length).toBeGreaterThan(TIMEOUT * 20)
    // A text that waits for the store takes as long as that may. The other node has the same machine and database, but no
    // stalled store: it tells a slow machine from a slow server.
    expect(p99(times)).toBeLessThan(Math.max((TIMEOUT * 1000) / 3, 2 * p99(others)))
    way.mend()
    expect((await download(ann, id)).status).toBe(200)
    expect([(await s3.objects()).length, await s3.uploads()]).toEqual([count, []])
  })
})

describe('an S3 that refuses', () => {
  it('is unavailable at once, and is used again when it is back', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const { id } = must(await upload(ann, randomBytes(1000)), 201)
    way.refuse()
    expectProblem(await upload(ann, randomBytes(1000)), 'unavailable')
    const refused = expectProblem(await download(ann, id), 'unavailable')
    expect(refused.detail).not.toMatch(/127\.0\.0\.1|socket/)
    await say(ann, room, 'still here')
    way.mend()
    must(await upload(ann, randomBytes(1000)), 201)
    expect((await download(ann, id)).status).toBe(200)
  })
})
