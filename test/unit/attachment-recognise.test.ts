// What files are taken for, and when their sender's word is not believed.
import { describe, expect, it } from 'vitest'
import { ChatError } from '../../src/common/errors.js'
import type { AttachmentType } from '../../src/database/entities/index.js'
import { recognise, settle } from '../../src/attachments/recognise.js'

const PNG = Buffer.from(
  '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000049444154',
  'hex',
)
const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')
const MP4 = Buffer.concat([Buffer.from('00000018', 'hex'), Buffer.from('ftypisom\0\0\0\0isommp42')])
const MP3 = Buffer.concat([
  Buffer.from('ID3\x03\0\0\0\0\0\x0a'),
  Buffer.alloc(10),
  Buffer.from('fffb9064', 'hex'),
])
const OGG = Buffer.concat([Buffer.from('OggS'), Buffer.alloc(24), Buffer.from('OpusHead'), Buffer.alloc(64)])
const PDF = Buffer.from('%PDF-1.7\n%âãÏÓ\n')
const UNKNOWN = Buffer.from([0x00, 0xfe, 0x13, 0x37, 0xff, 0x80])

async function taken(bytes: Buffer | string, declared?: AttachmentType): Promise<string> {
  const { type, mimeType } = settle(await recognise(Buffer.from(bytes)), declared)
  return `${type} ${mimeType}`
}

async function refusal(bytes: Buffer | string, declared: AttachmentType): Promise<ChatError> {
  const error = await taken(bytes, declared).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ChatError)
  return error as ChatError
}

describe('recognising a file', () => {
  it.each([
    ['a picture', PNG, 'image image/png'],
    ['a photograph', JPEG, 'image image/jpeg'],
    ['a film', MP4, 'video video/mp4'],
    ['a song', MP3, 'audio audio/mpeg'],
    ['a voice message', OGG, 'audio audio/ogg'],
    ['a document', PDF, 'document application/pdf'],
    ['text', 'Grüße, 你好 😀\r\n', 'document text/plain'],
    ['text as Windows exports it', Buffer.from('\ufeffName\tWert\r\n', 'utf16le'), 'document text/plain'],
    ['unknown bytes', UNKNOWN, 'document application/octet-stream'],
  ])('%s is seen from its bytes', async (_, bytes, expected) => {
    expect(await taken(bytes)).toBe(expected)
  })

  it.each([
    ['a drawing of AutoCAD', 'AC1032', 'image/vnd.dwg'],
    ['a raw photograph of Fujifilm', 'FUJIFILMCCD-RAW 0201', 'image/x-fujifilm-raf'],
    ['one of Olympus', 'IIRO\x08\0\0\0\x18', 'image/x-olympus-orf'],
    ['one of Canon', '\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'image/x-canon-cr3'],
    ['a picture of GIMP', 'gimp xcf v011', 'image/x-xcf'],
    ['a photograph of an iPhone', '\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'image/heic'],
    ['a bitmap of Windows', 'BM\x36\0\0\0', 'image/bmp'],
    ['a picture of Photoshop', '8BPS\0\x01', 'image/vnd.adobe.photoshop'],
  ])('%s is a document, since it cannot be read here', async (_, start, mimeType) => {
    const bytes = Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(200)])
    expect(await taken(bytes)).toBe(`document ${mimeType}`)
    expect(await taken(bytes, 'document')).toBe(`document ${mimeType}`)
    expect((await refusal(bytes, 'image')).detail).toContain('document')
  })

  it.each(['II*\0', 'MM\0*', 'II+\0', 'MM\0+'])('a TIFF is one by its first bytes (%j)', async (start) => {
    expect(await taken(Buffer.from(`${start}\xff\xff\xff\x7f\0\0\0\0`, 'latin1'))).toBe('image image/tiff')
    await refusal(Buffer.from(`${start}\xff\xff\xff\x7f`, 'latin1'), 'video')
  })

  it.each([
    ['SVG', '<!-- drawn --><svg xmlns="http://www.w3.org/2000/svg"/>', 'document image/svg+xml'],
    ['XML', '<?xml version="1.0"?><svg/>', 'document application/xml'],
    ['HTML', '  <!DOCTYPE html><script>alert(1)</script>', 'document text/html'],
  ])('%s is a document and never an image', async (_, markup, expected) => {
    expect(await taken(markup)).toBe(expected)
    expect((await refusal(markup, 'image')).code).toBe('unsupported_media_type')
  })

  it('text that is cut within a character is still text', async () => {
    expect(await taken(Buffer.from('Grüße 😀').subarray(0, -2))).toBe('document text/plain')
  })

  it('text with a NUL is not text', async () => {
    expect(await taken('a\0b')).toBe('document application/octet-stream')
  })

  it('no beginning of a file makes the recogniser fail', async () => {
    for (const file of [PNG, JPEG, MP4, MP3, OGG, PDF])
      for (let length = 0; length <= file.length; length++)
        await expect(recognise(file.subarray(0, length))).resolves.toHaveProperty('kind')
  })
})

describe('the declared type', () => {
  it('document accepts everything, and the mime type stays what the bytes say', async () => {
    expect(await taken(PNG, 'document')).toBe('document image/png')
    expect(await taken(UNKNOWN, 'document')).toBe('document application/octet-stream')
  })

  it('is refused when the bytes are certainly something else, and the refusal says what', async () => {
    const error = await refusal(PNG, 'video')
    expect(error.code).toBe('unsupported_media_type')
    expect(error.detail).toBe(
      'The file was sent as a video, but its bytes are image/png. Anything may be a document.',
    )
    await refusal(MP4, 'image')
    await refusal(PDF, 'audio')
    await refusal(MP3, 'video')
  })

  it('decides where a container may hold sound or film', async () => {
    expect(await taken(MP4, 'audio')).toBe('audio audio/mp4')
    expect(await taken(OGG, 'video')).toBe('video video/ogg')
  })

  it('audio fits what can hold sound alone: voice memos, recordings of the radio', async () => {
    const quickTime = '\0\0\0\x14ftypqt  \0\0\0\0qt  '
    const stream = Buffer.alloc(188 * 3)
      .fill('G', 0, 1)
      .fill('G', 188, 189)
      .fill('G', 376, 377)
    expect(await taken(quickTime, 'audio')).toBe('audio video/quicktime')
    expect(await taken(stream, 'audio')).toBe('audio video/mp2t')
    expect(await taken('FLV\x01\x04\0\0\0\x09\0\0\0\0', 'audio')).toBe('audio video/x-flv')
    await refusal(quickTime, 'image')
  })

  it('is believed for formats that nobody here knows', async () => {
    expect(await taken(UNKNOWN, 'video')).toBe('video application/octet-stream')
    expect(await taken('#EXTM3U', 'audio')).toMatch(/^audio /)
  })
})
