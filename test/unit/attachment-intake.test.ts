// What is learned of a file while its bytes flow past, and how they are cut into chunks.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { inChunks } from '../../src/attachments/attachment-store.js'
import { Intake } from '../../src/attachments/intake.js'

async function* pieces(...parts: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part)
}

async function drain(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const piece of bytes) all.push(piece)
  return Buffer.concat(all)
}

describe('taking a file in', () => {
  it('measures, fingerprints and recognises it without changing a byte', async () => {
    const intake = new Intake(100)
    expect((await drain(intake.through(pieces('Hello, ', 'world')))).toString()).toBe('Hello, world')
    expect(intake.result(undefined, 'file')).toEqual({
      type: 'document',
      mimeType: 'text/plain',
      size: 12,
      sha256: createHash('sha256').update('Hello, world').digest(),
    })
  })

  it('passes a file of exactly the limit and stops at one byte more', async () => {
    await drain(new Intake(8).through(pieces('1234', '5678')))
    await expect(drain(new Intake(8).through(pieces('1234', '5678', '9')))).rejects.toMatchObject({
      code: 'payload_too_large',
      detail: expect.stringMatching(/\b8 bytes\b.*MAX_ATTACHMENT_BYTES/),
    })
  })

  it('refuses what is not of the declared type before the rest has come', async () => {
    let taken = 0
    async function* film(): AsyncGenerator<Buffer> {
      yield Buffer.concat([Buffer.from('00000018', 'hex'), Buffer.from('ftypisom\0\0\0\0isommp42')])
      for (; taken < 1000; taken++) yield Buffer.alloc(64 * 1024)
    }
    await expect(drain(new Intake(1e9, 'image').through(film()))).rejects.toMatchObject({
      code: 'unsupported_media_type',
    })
    expect(taken).toBeLessThan(2)
  })

  describe('a photograph', () => {
    const segment = (marker: number, body: Buffer) =>
      Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]), body])
    /** A JPEG of so many pixels each way, behind so many segments of a profile. */
    const jpeg = (side: number, profiles: number) => {
      const frame = Buffer.from([8, side >> 8, side & 255, side >> 8, side & 255, 1, 1, 0x11, 0])
      const profile = segment(0xe2, Buffer.alloc(60_000, 'p'))
      const start = [
        Buffer.from('ffd8', 'hex'),
        segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0')),
      ]
      return [
        ...start,
        ...Array.from({ length: profiles }, () => profile),
        segment(0xc0, frame),
        Buffer.alloc(200_000),
      ]
    }

    it('is measured behind its previews and profiles, too', async () => {
      const intake = new Intake(1e9, 'image', 1_000_000)
      const bytes = jpeg(1000, 10)
      expect(await drain(intake.through(pieces(...bytes)))).toEqual(Buffer.concat(bytes))
      expect(intake.result('image', 'file')).toMatchObject({ type: 'image', mimeType: 'image/jpeg' })
      await expect(drain(new Intake(1e9, 'image', 999_999).through(pieces(...bytes)))).rejects.toMatchObject({
        code: 'payload_too_large',
      })
    })

    it('that hides its size behind more than a MiB is refused', async () => {
      const bytes = jpeg(60_000, 20)
      await expect(
        drain(new Intake(1e9, 'image', 1_000_000).through(pieces(...bytes))),
      ).rejects.toMatchObject({
        code: 'unsupported_media_type',
      })
    })
  })

  it('refuses an empty file and names the field', async () => {
    const intake = new Intake(8)
    await drain(intake.through(pieces()))
    expect(() => intake.result('image', 'attachment.content')).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        extra: { errors: [expect.objectContaining({ field: 'attachment.content' })] },
      }),
    )
  })
})

it('chunks have the same size, but for the last, however the bytes come', async () => {
  for (const parts of [['abcdefgh'], ['a', 'bc', 'defg', 'h'], ['abcd', '', 'efgh'], ['abc', 'defgh']]) {
    const chunks: string[] = []
    for await (const chunk of inChunks(pieces(...parts), 3)) chunks.push(chunk.toString())
    expect(chunks).toEqual(['abc', 'def', 'gh'])
  }
  for await (const _ of inChunks(pieces(''), 3)) expect.unreachable('no bytes are no chunk')
})
