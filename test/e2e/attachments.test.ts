// Files: taken in, recognised by their bytes, and handed out whole or in parts to those who may have them.
import { createHash } from 'node:crypto'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { DOORS } from '../support/doors.js'
import { logOf, registered, must, roomWith, type Person } from '../support/people.js'
import { at, expectProblem, type Answer } from '../support/rest.js'
import { sharedServer, startServer } from '../support/server.js'
import { socketIoDoor } from '../support/socketio.door.js'
import { whenDone } from '../support/when-done.js'
import type { Attachment, Message } from '../support/wire.js'

const LIMIT = 65_536
const server = await startServer({ env: { MAX_ATTACHMENT_BYTES: String(LIMIT) } })
/** The limit that the contract names. */
const roomy = await sharedServer()

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function upload(
  person: Person,
  bytes: Uint8Array<ArrayBuffer>,
  name = 'file.bin',
  type?: string,
): Promise<Answer<Attachment>> {
  const form = new FormData()
  if (type) form.append('type', type)
  form.append('file', new File([bytes], name))
  return person.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form })
}

const database = new Client(server.databaseUrl)
await database.connect()
whenDone(() => database.end())

/** Those of these uploads that a message refers to. */
async function usedAmong(ids: string[]): Promise<string[]> {
  const query = 'SELECT id FROM attachments WHERE id = ANY ($1) AND used_at IS NOT NULL'
  return (await database.query<{ id: string }>(query, [ids])).rows.map(({ id }) => id)
}

const download = (person: Person, id: string, headers: Record<string, string> = {}) =>
  person.api.send<Buffer>({ method: 'GET', path: `/attachments/${id}`, headers })

describe.concurrent('an upload', () => {
  it('is described, and handed out as it came in', async () => {
    const ann = await registered(server)
    const view = must(await upload(ann, PIXEL, 'sunset.png'), 201)
    expect(view).toEqual({
      id: expect.any(String) as string,
      type: 'image',
      filename: 'sunset.png',
      mime_type: 'image/png',
      size: PIXEL.length,
      sha256: sha256(PIXEL),
      url: expect.stringContaining(view.id) as string,
      width: 1,
      height: 1,
      blurhash: expect.any(String) as string,
      thumbnail_url: `${view.url}/thumbnail`,
    })
    const answer = await download(ann, view.id)
    expect(answer.status).toBe(200)
    expect(answer.body.equals(PIXEL)).toBe(true)
    const { pathname } = new URL(view.url, server.url)
    expect(pathname).toBe(`/attachments/${view.id}`)
  })

  it('may be called what it likes', async () => {
    const ann = await registered(server)
    const name = 'صورة 照片 "quoted" 100%.png'
    const view = must(await upload(ann, PIXEL, name), 201)
    expect(view.filename).toContain('照片')
    const disposition = (await download(ann, view.id)).headers.get('content-disposition') ?? ''
    expect(disposition).toMatch(/^(inline|attachment); filename="[\x20-\x7e]+"/)
    expect(decodeURIComponent(/filename\*=UTF-8''(\S+)/i.exec(disposition)?.[1] ?? '')).toBe(view.filename)
  })

  it('never keeps a path as its name', async () => {
    const ann = await registered(server)
    for (const name of ['../../etc/passwd', String.raw`C:\windows\system.ini`, '/etc/passwd'])
      expect(must(await upload(ann, PIXEL, name), 201).filename).not.toMatch(/[/\\]|\.\./)
  })

  it('is known by its bytes and not by its name', async () => {
    const ann = await registered(server)
    expect(must(await upload(ann, PIXEL, 'film.mp4'), 201)).toMatchObject({
      type: 'image',
      mime_type: 'image/png',
    })
    const html = Buffer.from('<html><script>alert(1)</script></html>')
    const page = must(await upload(ann, html, 'picture.png'), 201)
    expect(page.type).toBe('document')
  })

  it('whose bytes are certainly of another kind than claimed is refused', async () => {
    const ann = await registered(server)
    expectProblem(await upload(ann, PIXEL, 'a.mp3', 'audio'), 'unsupported_media_type')
    const client = await DOORS[0]!.connect(server, ann.token, await roomWith(ann))
    const attachment = { type: 'video', filename: 'a.mp4', content: PIXEL.toString('base64') }
    const answer = await client.send({ type: 'attachment', attachment })
    expect(answer).toMatchObject({ ok: false, error: { code: 'unsupported_media_type' } })
    await client.close()
  })

  it('can always be sent as a document', async () => {
    const ann = await registered(server)
    expect(must(await upload(ann, PIXEL, 'a.png', 'document'), 201).type).toBe('document')
  })

  it('never runs as a page', async () => {
    const ann = await registered(server)
    for (const [text, name] of [
      ['<html><script>alert(1)</script></html>', 'a.html'],
      ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'a.svg'],
    ] as const) {
      const { id } = must(await upload(ann, Buffer.from(text), name), 201)
      const { headers } = await download(ann, id)
      expect(headers.get('content-type')).not.toMatch(/html|svg|xml/)
      expect(headers.get('content-disposition')).toMatch(/^attachment/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toContain('sandbox')
    }
  })

  it('of exactly the limit passes and one byte more is refused', async () => {
    const ann = await registered(server)
    const bytes = Buffer.alloc(LIMIT + 1, 'x')
    const view = must(await upload(ann, bytes.subarray(0, LIMIT)), 201)
    expect(view).toMatchObject({ size: LIMIT, sha256: sha256(bytes.subarray(0, LIMIT)) })
    const problem = expectProblem(await upload(ann, bytes), 'payload_too_large')
    expect(problem.detail).toContain(String(LIMIT))
  })

  it('without a file, with two, with an empty one or with other fields is refused', async () => {
    const ann = await registered(server)
    const forms = [new FormData(), new FormData(), new FormData(), new FormData(), new FormData()]
    forms[0]!.append('type', 'image')
    for (const name of ['a', 'b']) forms[1]!.append('file', new File(['x'], name))
    forms[2]!.append('file', new File([], 'empty'))
    for (const [name, value] of [['colour', 'red']] as const) forms[3]!.append(name, value)
    forms[3]!.append('file', new File(['x'], 'a'))
    forms[4]!.append('type', 'hologram')
    forms[4]!.append('file', new File(['x'], 'a'))
    for (const body of forms)
      expectProblem(await ann.api.send({ method: 'POST', path: '/attachments', body }), 'validation_failed')
  })

  it('that is not multipart is refused', async () => {
    const ann = await registered(server)
    expectProblem(await ann.api.post('/attachments', { file: 'x' }), 'unsupported_media_type')
  })

  it('that breaks off is refused', async () => {
    const ann = await registered(server)
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const body = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf'
    expectProblem(
      await ann.api.send({ method: 'POST', path: '/attachments', headers, body }),
      'validation_failed',
    )
  })
})

describe('a download', async () => {
  const ann = await registered(server)
  const bytes = Buffer.from(Array.from({ length: 60_000 }, (_, index) => index % 251))
  const { id } = must(await upload(ann, bytes), 201)

  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=100-199', 100, 200],
    ['bytes=59990-', 59_990, 60_000],
    ['bytes=-10', 59_990, 60_000],
    ['bytes=59999-70000', 59_999, 60_000],
    ['bytes=-70000', 0, 60_000],
  ])('with Range: %s has the bytes from %i up to %i', async (range, start, end) => {
    const { status, headers, body } = await download(ann, id, { range })
    expect(status).toBe(206)
    expect(headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/60000`)
    expect(headers.get('content-length')).toBe(String(end - start))
    expect(body.equals(bytes.subarray(start, end))).toBe(true)
  })

  it('with a range beyond the end is told how long the file is', async () => {
    const { status, headers } = await download(ann, id, { range: 'bytes=60000-' })
    expect(status).toBe(416)
    expect(headers.get('content-range')).toBe('bytes */60000')
  })

  it('with a range that means nothing has the whole file', async () => {
    for (const range of ['bytes=x-y', 'lines=1-2', 'bytes=9-1']) {
      const { status, body } = await download(ann, id, { range })
      expect([status, body.length]).toEqual([200, 60_000])
    }
  })

  it('has an ETag, by which it is not sent twice', async () => {
    const { headers } = await download(ann, id)
    const etag = headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[^"]+"$/)
    expect(headers.get('accept-ranges')).toBe('bytes')
    const again = await download(ann, id, { 'if-none-match': etag })
    expect([again.status, again.body]).toEqual([304, undefined])
    expect((await download(ann, id, { 'if-none-match': '"other"' })).status).toBe(200)
    expect((await download(ann, id, { range: 'bytes=0-0', 'if-range': etag })).status).toBe(206)
    expect((await download(ann, id, { range: 'bytes=0-0', 'if-range': '"other"' })).status).toBe(200)
  })

  it.each(['6f1e3b0a-9a3b-4a57-8f5e-0a3c7d1b2c11', 'x', '..%2f..%2fetc%2fpasswd', '%00'])(
    'of %s does not exist',
    async (unknown) => {
      expectProblem(await download(ann, unknown), 'attachment_not_found')
    },
  )
})

describe.each(DOORS)('a message through $name whose answer was lost', (door) => {
  const content = PIXEL.toString('base64')

  it('is the same with the same bytes uploaded again, or inside the message', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const client = await door.connect(server, ann.token, room)
    const say = (attachment: object, more: object = {}) =>
      client.send({ type: 'attachment', attachment, message: 'look', client_id: 'lost', ...more })
    const again = async (bytes = PIXEL, name = 'sunset.png', type = 'image') => ({
      id: must(await upload(ann, bytes, name, type), 201).id,
    })
    const first = await again()
    const unheard = await say(first)
    expect(unheard).toMatchObject({ ok: true, seq: 2, duplicate: false })
    const second = await again()
    for (const attachment of [first, second, { type: 'image', filename: 'sunset.png', content }])
      expect(await say(attachment)).toEqual({ ...unheard, duplicate: true })
    const other = { type: 'image', filename: 'sunrise.png', content }
    for (const attachment of [
      other,
      await again(PIXEL, 'sunset.png', 'document'),
      await again(Buffer.concat([PIXEL, PIXEL])),
    ])
      expect(await say(attachment)).toMatchObject({ ok: false, error: { code: 'client_id_reused' } })
    expect(await say(first, { message: 'look!' })).toMatchObject({ error: { code: 'client_id_reused' } })
    const log = await logOf(ann, room)
    expect(log.map(({ attachment }) => attachment?.id)).toEqual([undefined, first.id])
    // No message refers to the others: they go as uploads do that nobody sends.
    expect(await usedAmong([first.id, second.id])).toEqual([first.id])
    await client.close()
  })

  it('is one message where both are sent at the same time', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const client = await door.connect(server, ann.token, room)
    const ids = await Promise.all([1, 2, 3].map(async () => must(await upload(ann, PIXEL, 'a.png'), 201).id))
    const answers = await Promise.all(
      ids.map((id) => client.send({ type: 'attachment', attachment: { id }, client_id: 'at once' })),
    )
    for (const answer of answers) expect(answer).toMatchObject({ ok: true, seq: 2 })
    expect(answers.filter((answer) => answer.ok && !answer.duplicate)).toHaveLength(1)
    expect(await usedAmong(ids)).toHaveLength(1)
    await client.close()
  })
})

describe('16 MiB, the limit unless set otherwise', () => {
  const bytes = Buffer.alloc(16 * 1024 * 1024 + 1, 'limit ')
  const full = bytes.subarray(0, -1)

  it('pass as an upload and not one byte more', async () => {
    const ann = await registered(roomy)
    const { id, size } = must(await upload(ann, full), 201)
    expect(size).toBe(16_777_216)
    expect(sha256((await download(ann, id)).body)).toBe(sha256(full))
    expectProblem(await upload(ann, bytes), 'payload_too_large')
  })

  it.each(DOORS)('pass through $name and not one byte more', async (door) => {
    const ann = await registered(roomy)
    const client = await door.connect(roomy, ann.token, await roomWith(ann))
    const body = (content: Buffer) => ({
      type: 'attachment',
      attachment: { type: 'document', filename: 'big.txt', content: content.toString('base64') },
    })
    expect(await client.send(body(full))).toMatchObject({ ok: true, seq: 2 })
    expect(await client.send(body(bytes))).toMatchObject({ ok: false, error: { code: 'payload_too_large' } })
    expect(await client.send({ type: 'text', message: 'x' })).toMatchObject({ ok: true, seq: 3 })
    await client.close()
  })
})

describe.each(['websocket', 'polling'])('raw bytes over Socket.IO (%s)', (transport) => {
  const door = socketIoDoor(transport, [transport])

  it('are content like base64, and the same content', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const client = await door.connect(server, ann.token, room)
    const attachment = { type: 'image', filename: 'pixel.png', content: PIXEL }
    const first = await client.send({ type: 'attachment', attachment, client_id: 'raw' })
    expect(first).toMatchObject({ ok: true, seq: 2 })
    const retry = {
      type: 'attachment',
      attachment: { ...attachment, content: PIXEL.toString('base64') },
      client_id: 'raw',
    }
    const { status, body } = await ann.api.post<Message>(at('/send-message', room), retry)
    expect([status, body.seq, body.attachment?.sha256]).toEqual([200, 2, sha256(PIXEL)])
    await client.close()
  })

  it('are refused where text is meant, and beyond the limit', async () => {
    const ann = await registered(server)
    const client = await door.connect(server, ann.token, await roomWith(ann))
    const big = { type: 'document', filename: 'a', content: Buffer.alloc(LIMIT + 1, 'x') }
    expect(await client.send({ type: 'attachment', attachment: big })).toMatchObject({
      error: { code: 'payload_too_large' },
    })
    for (const body of [
      PIXEL,
      { type: 'text', message: PIXEL },
      { type: PIXEL },
      { type: 'text', message: 'x', client_id: PIXEL },
    ])
      expect(await client.send(body)).toMatchObject({ ok: false, error: { code: 'validation_failed' } })
    expect(await client.send({ type: 'text', message: 'still here' })).toMatchObject({ ok: true, seq: 2 })
    await client.close()
  })
})
