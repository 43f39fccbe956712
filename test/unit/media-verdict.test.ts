// What a file is kept as, whatever came of its examination.
import { describe, expect, it } from 'vitest'
import { Loudness } from '../../src/attachments/media/waveform.js'
import { assertConsistent, type Said } from '../../src/attachments/media/said.js'
import { verdictOn, type Examined } from '../../src/attachments/media/verdict.js'
import type { AttachmentType } from '../../src/database/entities/index.js'

const known = (type: AttachmentType, mimeType: string) => ({
  type,
  mimeType,
  size: 9,
  sha256: Buffer.alloc(32),
})
const picture = {
  width: 4,
  height: 3,
  blurhash: 'LEHV6nWB2yk8pyo0adR*.7kCMdnj',
  thumbnail: Buffer.from('webp'),
}
const waveform = Array.from({ length: 64 }, () => 50)

const kept = (mimeType: string, type: AttachmentType, said: Said, examined: Examined) =>
  verdictOn(known(type, mimeType), said, examined).columns

describe('a picture', () => {
  it('that was read has what was found, and a thumbnail', () => {
    const { columns, thumbnail } = verdictOn(known('image', 'image/png'), {}, { picture })
    expect(columns).toMatchObject({
      type: 'image',
      width: 4,
      height: 3,
      blurhash: picture.blurhash,
      voice: false,
    })
    expect(thumbnail?.toString()).toBe('webp')
  })

  it.each(['broken', {}] as const)(
    'that is %j is a document, also where it was called a picture',
    (examined) => {
      for (const said of [{}, { type: 'image' }] as Said[])
        expect(kept('image/jpeg', 'image', said, examined)).toMatchObject({ type: 'document', width: null })
    },
  )

  it.each(['image/avif', 'image/tiff'])(
    'as %s that cannot be read is refused where it was called one',
    (mime) => {
      expect(kept(mime, 'image', {}, {})).toMatchObject({ type: 'document' })
      expect(() => kept(mime, 'image', { type: 'image' }, {})).toThrow(/Send it as a document/)
      expect(() => kept(mime, 'image', { type: 'image' }, 'broken')).toThrow(/Send it as a document/)
    },
  )

  it('that nobody had time for is a picture without a size', () => {
    expect(kept('image/jpeg', 'image', { type: 'image' }, 'unexamined')).toMatchObject({
      type: 'image',
      width: null,
      blurhash: null,
    })
  })
})

describe('a sound', () => {
  it('has its length in whole seconds, as said or as found', () => {
    const of = (said: Said, duration?: number) =>
      kept('audio/ogg', 'audio', said, { sound: { ...(duration !== undefined && { duration }) } }).duration
    expect([of({}, 2.4), of({}, 0.2), of({}), of({ duration: 3.6 }, 9), of({ duration: 0 }, 9)]).toEqual([
      2,
      1,
      null,
      4,
      9,
    ])
  })

  it('has no width, a film has', () => {
    const sound = { width: 320, height: 240, duration: 3 }
    expect(kept('video/mp4', 'video', {}, { sound })).toMatchObject({ width: 320, height: 240, duration: 3 })
    expect(kept('audio/mp4', 'audio', {}, { sound })).toMatchObject({
      width: null,
      height: null,
      duration: 3,
    })
  })
})

describe('a voice note', () => {
  const voice = { voice: true }

  it.each([
    ['audio/ogg', 'opus'],
    ['audio/webm', 'opus'],
    ['audio/mp4', 'aac'],
    ['audio/x-m4a', 'aac'],
    ['video/quicktime', 'aac'],
    ['audio/mpeg', 'mp3'],
  ])('is %s with %s, and nothing else', (mime, codec) => {
    expect(kept(mime, 'audio', voice, { sound: { codec, waveform } })).toMatchObject({
      voice: true,
      waveform,
    })
    for (const other of ['vorbis', undefined])
      expect(() => kept(mime, 'audio', voice, { sound: { ...(other && { codec: other }) } })).toThrow(
        /voice note/,
      )
    expect(() => kept(mime, 'audio', voice, {})).toThrow(/voice note/)
    for (const examined of ['broken', 'unexamined'] as const)
      expect(kept(mime, 'audio', voice, examined)).toMatchObject({ voice: true, waveform: null })
  })

  it.each([
    'audio/wav',
    'audio/flac',
    'audio/aac',
    'audio/amr',
    'video/3gpp',
    'audio/matroska',
    'text/plain',
  ])('is never %s', (mime) => {
    for (const examined of ['unexamined', { sound: { codec: 'opus' } }] as Examined[])
      expect(() => kept(mime, 'audio', voice, examined)).toThrow(
        expect.objectContaining({ code: 'unsupported_media_type' }),
      )
  })

  it('is as loud as its sender says', () => {
    const examined = { sound: { codec: 'opus', waveform: waveform.map(() => 1) } }
    expect(kept('audio/ogg', 'audio', { ...voice, waveform }, examined).waveform).toEqual(waveform)
  })
})

describe('what a sender says', () => {
  it.each([
    ['voice', { type: 'image', voice: true }],
    ['waveform', { type: 'audio', waveform }],
    ['waveform', { voice: true, waveform: waveform.slice(1) }],
    ['waveform', { voice: true, waveform: waveform.map(() => 101) }],
    ['waveform', { voice: true, waveform: waveform.map(() => 0.5) }],
    ['duration', { type: 'document', duration: 1 }],
    ['duration', { type: 'audio', duration: -1 }],
    ['duration', { type: 'audio', duration: 86_401 }],
  ] as [string, Said][])('goes together, or else %s is named: %j', (field, said) => {
    expect(() => assertConsistent(said, 'attachment.')).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        extra: { errors: [expect.objectContaining({ field: `attachment.${field}` })] },
      }),
    )
  })

  it.each([
    {},
    { voice: true },
    { type: 'audio', voice: true, duration: 1.5, waveform },
    { type: 'image', voice: false },
    { type: 'video', duration: 86_400 },
  ] as Said[])('%j', (said) => {
    expect(() => assertConsistent(said)).not.toThrow()
  })
})

describe('loudness', () => {
  it('is the mean of each part, and the loudest part has 100', () => {
    const loudness = new Loudness(64)
    loudness.add(0, new Float32Array([0.1, -0.1]))
    loudness.add(0.5, new Float32Array([0.3, -0.3]))
    loudness.add(63, new Float32Array([-0.4]))
    expect(loudness.scaled()).toEqual([50, ...Array.from({ length: 62 }, () => 50), 100])
  })

  it('of silence, of nothing, and of numbers that are none is 0', () => {
    const silent = new Loudness(1)
    silent.add(0, new Float32Array(100))
    const odd = new Loudness(1)
    odd.add(0, new Float32Array([Infinity, NaN]))
    for (const each of [silent, odd, new Loudness(1)]) expect(each.scaled()).toEqual(waveform.map(() => 0))
  })
})
