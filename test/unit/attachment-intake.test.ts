// What is learned of a file while its bytes flow past, and how they are cut into chunks.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { inChunks } from '../../src/attachments/attachment-store.js'
import { Intake } from '../../src/attachments/intake.js'

async function* pieces(...parts: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part)
}

async function* inPieces(file: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < file.length; start += size) yield file.subarray(start, start + size)
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

    it('is measured however far behind, in pieces of any size, and followed in no circle', async () => {
      const bytes = Buffer.concat(jpeg(1000, 60))
      const short = Buffer.concat(jpeg(1000, 2))
      const fills = Buffer.concat([Buffer.from('ffd8ffff', 'hex'), ...jpeg(1000, 0).slice(1)])
      for (const [file, size] of [
        [short, 1],
        [short, 7],
        [bytes, 65_536],
        [fills, 100_000],
      ] as const) {
        const cut = () => inPieces(file.subarray(0, 4_000_000), size)
        const intake = new Intake(1e9, undefined, 1_000_000)
        await drain(intake.through(cut()))
        expect(intake.result(undefined, 'file')).toMatchObject({ type: 'image', mimeType: 'image/jpeg' })
        const smaller = new Intake(1e9, 'image', 999_999)
        await expect(drain(smaller.through(cut()))).rejects.toMatchObject({ code: 'payload_too_large' })
      }
    })

    it('with data before its size is no picture of known size: a document, also unless it is said', async () => {
      const broken = [Buffer.from('ffd8ffe00002ffda', 'hex'), Buffer.alloc(200_000)]
      await expect(drain(new Intake(1e9, 'image').through(pieces(...broken)))).rejects.toMatchObject({
        code: 'unsupported_media_type',
        detail: expect.stringContaining('document') as string,
      })
      for (const declared of [undefined, 'document'] as const) {
        const intake = new Intake(1e9, declared)
        await drain(intake.through(pieces(...broken)))
        expect(intake.result(declared, 'file')).toMatchObject({ type: 'document', mimeType: 'image/jpeg' })
      }
    })
  })

  describe('a TIFF', () => {
    const DIRECTORY_AT = 300_000

    /** Pages of so many pixels each way, their directories one behind the other, far behind the beginning. */
    function tiff(sides: number[], { big = false, little = true, next = 0 } = {}): Buffer {
      const file = Buffer.alloc(DIRECTORY_AT + 1000 * sides.length)
      const put = (value: number, at: number, bytes: 2 | 4 | 8) => {
        if (bytes === 8) {
          if (little) file.writeBigUInt64LE(BigInt(value), at)
          else file.writeBigUInt64BE(BigInt(value), at)
        } else if (little) file.writeUIntLE(value, at, bytes)
        else file.writeUIntBE(value, at, bytes)
      }
      const [offset, count, entry] = big ? ([8, 8, 20] as const) : ([4, 2, 12] as const)
      file.write(little ? 'II' : 'MM')
      put(big ? 43 : 42, 2, 2)
      if (big) put(8, 4, 2)
      put(DIRECTORY_AT, big ? 8 : 4, offset)
      for (const [page, side] of sides.entries()) {
        const at = DIRECTORY_AT + 1000 * page
        put(2, at, count)
        for (const [nth, tag] of [256, 257].entries()) {
          const field = at + count + nth * entry
          put(tag, field, 2)
          put(nth === 0 ? 3 : 4, field + 2, 2)
          put(1, field + 4, big ? 8 : 4)
          put(side, field + entry - offset, nth === 0 ? 2 : 4)
        }
        const last = page === sides.length - 1
        put(last ? next : at + 1000, at + count + 2 * entry, offset)
      }
      return file
    }

    it.each([
      ['in either order of bytes', {}],
      ['in either order of bytes', { little: false }],
      ['for files of any size', { big: true }],
      ['for files of any size', { big: true, little: false }],
    ])('%s is one by its first bytes, and its largest page is measured', async (_, form) => {
      const file = tiff([10, 1000, 20], form)
      for (const size of [1000, 65_537, file.length]) {
        const intake = new Intake(1e9, undefined, 1_000_000)
        await drain(intake.through(inPieces(file, size)))
        expect(intake.result(undefined, 'file')).toMatchObject({ type: 'image', mimeType: 'image/tiff' })
        const smaller = new Intake(1e9, 'image', 999_999)
        await expect(drain(smaller.through(inPieces(file, size)))).rejects.toMatchObject({
          code: 'payload_too_large',
        })
      }
    })

    it('whose list of pages goes on behind its end has the pages that are there', async () => {
      const intake = new Intake(1e9, 'image', 999_999)
      await drain(intake.through(inPieces(tiff([1000], { next: 2 ** 31 }), 65_536)))
      expect(() => intake.result('image', 'file')).toThrow('MAX_IMAGE_PIXELS')
    })

    it('whose list of pages leads back is no picture of known size', async () => {
      const file = tiff([10], { next: 8 })
      await expect(drain(new Intake(1e9, 'image').through(inPieces(file, 65_536)))).rejects.toMatchObject({
        code: 'unsupported_media_type',
      })
    })
  })

  it('of any picture as a document asks for no size', async () => {
    const header = Buffer.alloc(33)
    header.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')
    header.writeUInt32BE(2 ** 31 - 1, 16)
    header.writeUInt32BE(2 ** 31 - 1, 20)
    for (const before of [undefined, 'document'] as const) {
      const intake = new Intake(1e9, before, 1000)
      await drain(intake.through(pieces(header)))
      expect(intake.result('document', 'file')).toMatchObject({ type: 'document', mimeType: 'image/png' })
    }
    const undeclared = new Intake(1e9, undefined, 1000)
    await drain(undeclared.through(pieces(header)))
    expect(() => undeclared.result(undefined, 'file')).toThrow('MAX_IMAGE_PIXELS')
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
