// Pictures and sound: what everybody learns of them, by every way that they come in, and what becomes of those that are broken.
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { DOORS } from '../support/doors.js'
import { logOf, registered, must, roomWith, type Person } from '../support/people.js'
import { bytesOf, canvas, expectNothingRead, photograph, upload, type Fields } from '../support/pictures.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import {
  matroskaOpus,
  mp4Aac,
  mp4Film,
  mp4Opus,
  MP3,
  oggOpus,
  quickTimeAac,
  wave,
  webmOpus,
} from '../support/sounds.js'
import type { Attachment, Message } from '../support/wire.js'

const server = await sharedServer()

const thumbnailOf = (person: Person, { id }: Attachment, headers: Fields = {}) =>
  person.api.send<Buffer>({ method: 'GET', path: `/attachments/${id}/thumbnail`, headers })

const READ = {
  blurhash: expect.stringMatching(/^.{28}$/) as string,
  thumbnail_url: expect.any(String) as string,
}

describe.concurrent('a picture', () => {
  it('is described turned as its camera says; its thumbnail is small, and says nothing of where it was taken', async () => {
    const ann = await registered(server)
    const file = await photograph()
    const view = must(await upload(ann, file), 201)
    expect(view).toMatchObject({ type: 'image', mime_type: 'image/jpeg', width: 600, height: 900, ...READ })
    const { status, headers, body } = await thumbnailOf(ann, view)
    expect([status, headers.get('content-type')]).toEqual([200, 'image/webp'])
    expect(headers.get('content-disposition')).toBe('inline; filename=thumbnail.webp')
    expect(body.length).toBeLessThan(10_000)
    const thumbnail = await sharp(body).metadata()
    expect(thumbnail).toMatchObject({ format: 'webp', width: 213, height: 320 })
    for (const field of ['exif', 'xmp', 'icc', 'orientation'])
      expect(thumbnail[field as 'exif']).toBeUndefined()
    // The file itself is as it was sent.
    const whole = await ann.api.get<Buffer>(`/attachments/${view.id}`)
    expect(whole.body.equals(file)).toBe(true)
  })

  it.each(['png', 'webp', 'gif', 'avif', 'tiff'] as const)('may be %s', async (format) => {
    const ann = await registered(server)
    const view = must(
      await upload(ann, await bytesOf(canvas(64, 48).toFormat(format)), { type: 'image' }),
      201,
    )
    expect(view).toMatchObject({
      type: 'image',
      mime_type: `image/${format}`,
      width: 64,
      height: 48,
      ...READ,
    })
    expect(await sharp((await thumbnailOf(ann, view)).body).metadata()).toMatchObject({
      width: 64,
      height: 48,
    })
  })

  it('is a document where it is sent as one, and then has nothing', async () => {
    const ann = await registered(server)
    const view = must(await upload(ann, await photograph(), { type: 'document' }), 201)
    expect(view.type).toBe('document')
    expectNothingRead(view)
    expectProblem(await thumbnailOf(ann, view), 'attachment_not_found')
  })

  it.each([
    ['HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic' + 'x'.repeat(200), 'latin1')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    [
      'a broken TIFF',
      async () => (await canvas(99, 99).tiff({ compression: 'deflate' }).toBuffer()).fill(0, 8, 150),
    ],
    ['a broken AVIF', async () => (await canvas(99, 99).avif().toBuffer()).subarray(0, -9)],
  ])(
    'that cannot be read, such as %s, is refused as a picture, and welcome as a document',
    async (_, made) => {
      const ann = await registered(server)
      const bytes = Uint8Array.from(typeof made === 'function' ? await made() : made)
      const problem = expectProblem(await upload(ann, bytes, { type: 'image' }), 'unsupported_media_type')
      expect(problem.detail).toMatch(/document/)
      for (const fields of [{}, { type: 'document' }] as Fields[]) {
        const view = must(await upload(ann, bytes, fields), 201)
        expect(view.type).toBe('document')
        expectNothingRead(view)
      }
    },
  )

  it('that breaks its reader is a document, whatever it was called, and can be had as it was sent', async () => {
    const ann = await registered(server)
    const whole = await photograph()
    const png = Uint8Array.from(await canvas(300, 300).png({ compressionLevel: 0 }).toBuffer())
    for (const bytes of [whole.slice(0, whole.length - 500), png.fill(0xff, 5000, 9000)])
      for (const fields of [{}, { type: 'image' }] as Fields[]) {
        const view = must(await upload(ann, bytes, fields), 201)
        expect(view).toMatchObject({ type: 'document', size: bytes.length })
        expectNothingRead(view)
        expect((await ann.api.get<Buffer>(`/attachments/${view.id}`)).body.equals(bytes)).toBe(true)
      }
    must(await upload(ann, whole), 201)
  })
})

describe('a thumbnail', async () => {
  const [ann, ben, eve] = await Promise.all(['ann', 'ben', 'eve'].map((name) => registered(server, name)))
  const room = await roomWith(ann!, [ben!])
  const view = must(await upload(ann!, await photograph()), 201)

  it('is for whoever may read the picture', async () => {
    for (const other of [ben!, eve!]) expectProblem(await thumbnailOf(other, view), 'attachment_not_found')
    const body = { type: 'attachment', attachment: { id: view.id } }
    const { attachment } = must(await ann!.api.post<Message>(at('/send-message', room), body), 201)
    expect(attachment).toEqual(view)
    expect((await thumbnailOf(ben!, view)).status).toBe(200)
    expectProblem(await thumbnailOf(eve!, view), 'attachment_not_found')
    expect((await logOf(ben!, room)).at(-1)!.attachment).toEqual(view)
  })

  it('is handed out as files are: in parts, once, and by its own ETag', async () => {
    const whole = await thumbnailOf(ann!, view)
    const etag = whole.headers.get('etag')!
    expect(etag).not.toContain(view.sha256)
    expect((await thumbnailOf(ann!, view, { 'if-none-match': etag })).status).toBe(304)
    const part = await thumbnailOf(ann!, view, { range: 'bytes=4-9' })
    expect([part.status, part.body.equals(whole.body.subarray(4, 10))]).toEqual([206, true])
    expect((await thumbnailOf(ann!, view, { range: 'bytes=99999999-' })).status).toBe(416)
    const head = await ann!.api.send({ method: 'HEAD', path: `/attachments/${view.id}/thumbnail` })
    expect(head.headers.get('content-length')).toBe(String(whole.body.length))
  })

  it('goes with the last message that shows its picture', async () => {
    const { id } = must(await upload(ann!, await photograph()), 201)
    const body = { type: 'attachment', attachment: { id } }
    const { seq, attachment } = must(await ann!.api.post<Message>(at('/send-message', room), body), 201)
    expect((await thumbnailOf(ann!, attachment!)).status).toBe(200)
    must(await ann!.api.post(at('/send-message', room), { type: 'delete', target_seq: seq }), 201)
    expectProblem(await thumbnailOf(ann!, attachment!), 'attachment_not_found')
  })

  it.each(['6f1e3b0a-9a3b-4a57-8f5e-0a3c7d1b2c11', 'x', '%00'])('of %s does not exist', async (id) => {
    expectProblem(await ann!.api.get(`/attachments/${id}/thumbnail`), 'attachment_not_found')
  })
})

describe.concurrent('sound and film', () => {
  it('have their length, and a film its size as it is shown', async () => {
    const ann = await registered(server)
    const film = must(await upload(ann, await mp4Film()), 201)
    expect(film).toMatchObject({
      type: 'video',
      mime_type: 'video/mp4',
      width: 240,
      height: 320,
      duration: 3,
    })
    const song = must(await upload(ann, MP3), 201)
    expect(song).toMatchObject({ type: 'audio', mime_type: 'audio/mpeg', duration: 2 })
    for (const field of ['voice', 'waveform', 'width', 'blurhash']) expect(song).not.toHaveProperty(field)
    expect(must(await upload(ann, wave()), 201)).toMatchObject({ type: 'audio', duration: 1 })
  })

  it('that cannot be read are kept without', async () => {
    const ann = await registered(server)
    const bytes = MP3.subarray(0, 20)
    const view = must(await upload(ann, Uint8Array.from(bytes), { type: 'audio' }), 201)
    expect(view.type).toBe('audio')
    expectNothingRead(view)
    expect(must(await upload(ann, bytes, { type: 'audio', duration: '7.6' }), 201).duration).toBe(8)
  })
})

describe.concurrent('a voice note', () => {
  const voice = { voice: 'true' }
  const waveform = Array.from({ length: 64 }, (_, part) => part)

  it.each([
    ['Opus in Ogg', oggOpus, 'audio/ogg', 3],
    ['Opus in WebM', webmOpus, 'audio/webm', 3],
    ['AAC in MP4', mp4Aac, 'audio/mp4', 2],
    ['AAC in QuickTime', quickTimeAac, 'video/quicktime', 2],
    ['MP3', async () => MP3, 'audio/mpeg', 2],
  ] as const)('may be %s', async (_, make, mime_type, duration) => {
    const ann = await registered(server)
    const file = await make()
    const view = must(await upload(ann, file, voice), 201)
    expect(view).toMatchObject({ type: 'audio', mime_type, voice: true, duration })
    if (mime_type.endsWith('mp4') || mime_type.endsWith('quicktime'))
      expect(view).not.toHaveProperty('waveform')
    else expect(Math.max(...view.waveform!)).toBe(100)
    const told = { ...voice, type: 'audio', duration: '9', waveform: JSON.stringify(waveform) }
    expect(must(await upload(ann, file, told), 201)).toMatchObject({ duration: 9, waveform })
  })

  it.each([
    ['uncompressed', async () => wave()],
    ['Opus in Matroska', matroskaOpus],
    ['Opus in MP4', mp4Opus],
    ['a text', async () => Buffer.from('hello')],
    ['MP3 that has none', async () => Buffer.from('ID3\x03\0\0\0\0\0\x0a'.padEnd(500, 'x'))],
  ])('is not %s, which is sound or a document all the same', async (_, make) => {
    const ann = await registered(server)
    const bytes = Uint8Array.from(await make())
    expectProblem(await upload(ann, bytes, voice), 'unsupported_media_type')
    expect(must(await upload(ann, bytes), 201)).not.toHaveProperty('voice')
  })

  it('that does not fit what else is said is malformed', async () => {
    const ann = await registered(server)
    const file = await oggOpus()
    for (const [field, fields] of [
      ['voice', { ...voice, type: 'image' }],
      ['voice', { voice: 'maybe' }],
      ['waveform', { type: 'audio', waveform: JSON.stringify(waveform) }],
      ['waveform', { ...voice, waveform: '[]' }],
      ['duration', { ...voice, duration: '-1' }],
    ] as [string, Fields][])
      expectProblem(await upload(ann, file, fields), 'validation_failed', field)
    expect(must(await upload(ann, file, { voice: 'false' }), 201)).not.toHaveProperty('voice')
  })

  it.each(DOORS)('is said through $name, and is the same to everybody, live and later', async (door) => {
    const [ann, ben] = await Promise.all([registered(server), registered(server)])
    const room = await roomWith(ann, [ben])
    const [anns, bens] = await Promise.all([ann, ben].map(({ token }) => door.connect(server, token, room)))
    const content = (await oggOpus()).toString('base64')
    const note = { type: 'audio', filename: 'note.ogg', content, voice: true, duration: 3, waveform }
    const sent = { type: 'attachment', attachment: note, client_id: 'note' }
    const first = await anns!.send(sent)
    expect(first).toMatchObject({ ok: true, duplicate: false })
    const { attachment } = await bens!.waitFor(({ type }) => type === 'attachment')
    expect(attachment).toMatchObject({ type: 'audio', voice: true, duration: 3, waveform })
    expect((await logOf(ben, room)).at(-1)!.attachment).toEqual(attachment)
    expect(await anns!.send(sent)).toEqual({ ...first, duplicate: true })
    const plain = { ...sent, attachment: { type: 'audio', filename: 'note.ogg', content } }
    expect(await anns!.send(plain)).toMatchObject({ ok: false, error: { code: 'client_id_reused' } })
    for (const wrong of [{ waveform: [1] }, { duration: 'long' }, { voice: 'true' }, { type: 'video' }])
      expect(
        await anns!.send({ type: 'attachment', attachment: { ...note, ...wrong } }),
        JSON.stringify(wrong),
      ).toMatchObject({ ok: false, error: { code: 'validation_failed' } })
    await Promise.all([anns!.close(), bens!.close()])
  })
})
