// What one user may store, and how large a picture may unfold, whatever door it comes through.
import { describe, expect, it } from 'vitest'
import { PATIENCE, pause, range } from '../support/inbox.js'
import { must, registered, roomWith, type Person } from '../support/people.js'
import { at, expectProblem, type Answer } from '../support/rest.js'
import { startServer } from '../support/server.js'
import type { Attachment } from '../support/wire.js'

const QUOTA = 10_000
const server = await startServer({
  env: {
    MAX_STORED_BYTES_PER_USER: String(QUOTA),
    MAX_IMAGE_PIXELS: '1000000',
    ATTACHMENT_UNUSED_TTL: '4s',
  },
})

function upload(person: Person, bytes: Buffer<ArrayBuffer>, type?: string): Promise<Answer<Attachment>> {
  const form = new FormData()
  if (type) form.append('type', type)
  form.append('file', new File([bytes], 'file.bin'))
  return person.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form })
}
const text = (size: number) => Buffer.alloc(size, 'a')

describe.concurrent('the bytes that one user has stored', () => {
  it('reach the quota, also of many at once, and never exceed it', async () => {
    const [ann, bob] = [await registered(server), await registered(server)]
    const answers = await Promise.all(range(1, 12).map(() => upload(ann, text(QUOTA / 5))))
    const taken = answers.filter(({ status }) => status === 201)
    expect(taken).toHaveLength(5)
    for (const answer of answers.filter(({ status }) => status !== 201))
      expect(expectProblem(answer, 'payload_too_large').detail).toContain('MAX_STORED_BYTES_PER_USER')
    must(await upload(bob, text(QUOTA)), 201)
  })

  it('count in messages, too, and are released when they are removed', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const send = (size: number) =>
      ann.api.post(at('/send-message', room), {
        type: 'attachment',
        attachment: { type: 'document', filename: 'a', content: text(size).toString('base64') },
      })
    must(await send(QUOTA), 201)
    expectProblem(await send(1), 'payload_too_large')
    must(await ann.api.delete(at('/chatroom', room)), 204)
    for (const end = Date.now() + PATIENCE; (await upload(ann, text(QUOTA))).status !== 201; await pause(250))
      if (Date.now() > end) throw new Error('The bytes of a deleted room are never released')
    expect((await upload(ann, text(1))).status).toBe(413)
  })
})

describe.concurrent('a picture', () => {
  /** A PNG by its header: nobody decodes it here. */
  function png(width: number, height: number): Buffer<ArrayBuffer> {
    const header = Buffer.alloc(33)
    header.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')
    header.writeUInt32BE(width, 16)
    header.writeUInt32BE(height, 20)
    header.writeUInt8(8, 24)
    return header
  }

  it('of any number of pixels may be a document, and is saved, not shown', async () => {
    const ann = await registered(server)
    const { id, type, mime_type } = must(await upload(ann, png(2 ** 31 - 1, 2 ** 31 - 1), 'document'), 201)
    expect([type, mime_type]).toEqual(['document', 'image/png'])
    const { headers } = await ann.api.get(`/attachments/${id}`)
    expect(headers.get('content-disposition')).toMatch(/^attachment/)
  })

  it.each(['image', undefined])('of too many pixels is refused as %s', async (type) => {
    const ann = await registered(server)
    must(await upload(ann, png(1000, 1000), type), 201)
    const refused = await upload(ann, png(1000, 1001), type)
    expect(expectProblem(refused, 'payload_too_large').detail).toContain('MAX_IMAGE_PIXELS')
    expectProblem(await upload(ann, png(2 ** 31 - 1, 2 ** 31 - 1), type), 'payload_too_large')
  })
})

it('a large body is read only for who is signed in', async () => {
  const body = JSON.stringify({ type: 'text', message: 'a'.repeat(1_000_000) }).slice(0, -2)
  const answer = await fetch(`${server.url}/send-message/x`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  // Cut short on purpose: had it been parsed, it would be malformed.
  expect(answer.status).toBe(401)
})
