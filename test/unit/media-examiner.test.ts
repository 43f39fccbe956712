// The process that examines files: what it says of them, and that nothing that it is given can hold it, or us, up.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Findings, Job } from '../../src/attachments/media/examination.js'
import {
  ExaminerProcess,
  type ExaminerLimits,
  type Outcome,
} from '../../src/attachments/media/examiner-process.js'
import { matroskaOpus, mp4Aac, mp4Film, MP3, oggOpus, wave, webmOpus } from '../support/sounds.js'

const PROGRAM = fileURLToPath(new URL('../../dist/attachments/media/examiner.js', import.meta.url))
const MEMORY = 512 * 1024 * 1024

const patient = new ExaminerProcess({ cpu: 30, memory: MEMORY }, PROGRAM)
afterAll(() => patient.end())

async function* inPieces(file: Buffer, size = 65_536): AsyncGenerator<Buffer> {
  for (let start = 0; start < file.length; start += size) yield file.subarray(start, start + size)
}

const job = (subject: Job['subject'], { length: size }: Buffer) => ({
  subject,
  size,
  mostPixels: 120_000_000,
  waveform: subject === 'sound',
  patience: 30_000,
})

const examined = (examiner: ExaminerProcess, subject: Job['subject'], file: Buffer) =>
  examiner.examine(job(subject, file), inPieces(file))

const pictureOf = async (file: Buffer) => ((await examined(patient, 'picture', file)) as Findings).picture
const soundOf = async (file: Buffer) => ((await examined(patient, 'sound', file)) as Findings).sound

const canvas = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: '#80a0c0' } })

describe('a picture', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const)('as %s is read', async (format) => {
    const found = await pictureOf(await canvas(640, 480).toFormat(format).toBuffer())
    expect(found).toMatchObject({ width: 640, height: 480, blurhash: expect.stringMatching(/^[!-~]{28}$/) })
    const thumbnail = await sharp(found!.thumbnail).metadata()
    expect(thumbnail).toMatchObject({ format: 'webp', width: 320, height: 240 })
  })

  it('is described as it is shown, turned, and its thumbnail says nothing of where it was taken', async () => {
    const place = { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1', GPSLongitudeRef: 'E' }
    const file = await canvas(400, 200)
      .jpeg()
      .withExif({ IFD0: { Make: 'Camera of Ann' }, IFD3: place })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    expect(file.includes('Camera of Ann')).toBe(true)
    const found = await pictureOf(file)
    expect(found).toMatchObject({ width: 200, height: 400 })
    const thumbnail = await sharp(found!.thumbnail).metadata()
    expect(thumbnail).toMatchObject({ width: 160, height: 320 })
    for (const field of ['exif', 'xmp', 'iptc', 'icc', 'orientation'])
      expect(thumbnail).not.toHaveProperty(field, expect.anything())
  })

  it('that is smaller than a thumbnail stays as small, and a long one is as thin as it is', async () => {
    const small = await pictureOf(await canvas(3, 2, 4).png().toBuffer())
    expect(await sharp(small!.thumbnail).metadata()).toMatchObject({ width: 3, height: 2 })
    const long = await pictureOf(await canvas(5000, 2).png().toBuffer())
    expect(long).toMatchObject({ width: 5000, height: 2 })
    expect(await sharp(long!.thumbnail).metadata()).toMatchObject({ width: 320, height: 1 })
  })

  it('that moves is seen as it begins', async () => {
    const frames = [await canvas(40, 30).png().toBuffer(), await canvas(40, 30).negate().png().toBuffer()]
    const gif = await sharp(frames, { join: { animated: true } })
      .gif({ loop: 0 })
      .toBuffer()
    expect((await sharp(gif, { animated: true }).metadata()).pages).toBe(2)
    expect(await pictureOf(gif)).toMatchObject({ width: 40, height: 30 })
  })

  it('that is cut short, broken inside or none at all cannot be read, and the next one can', async () => {
    const whole = await sharp(await canvas(800, 600).png().toBuffer())
      .jpeg()
      .toBuffer()
    const png = await canvas(300, 300).png({ compressionLevel: 0 }).toBuffer()
    const broken = Buffer.from(png)
    broken.fill(0xff, 5000, 9000)
    for (const file of [
      whole.subarray(0, whole.length / 2),
      whole.subarray(0, 30),
      broken,
      png.subarray(0, 33),
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      Buffer.from('not a picture'),
    ])
      expect(await examined(patient, 'picture', file)).toEqual({})
    expect(await pictureOf(whole)).toMatchObject({ width: 800, height: 600 })
  })

  it('of more pixels than may be is not read', async () => {
    const file = await canvas(100, 100).png().toBuffer()
    const found = await patient.examine({ ...job('picture', file), mostPixels: 9_999 }, inPieces(file))
    expect(found).toEqual({})
  })
})

describe('a sound', () => {
  it.each([
    ['Opus in Ogg', oggOpus, 3, 'opus'],
    ['Opus in WebM', webmOpus, 3, 'opus'],
    ['Opus in Matroska', matroskaOpus, 3, 'opus'],
    ['MP3', async () => MP3, 2, 'mp3'],
  ] as const)('%s: how long it is, and where it is soft and loud', async (_, make, seconds, codec) => {
    const found = await soundOf(await make())
    expect(found).toMatchObject({ codec })
    expect(found!.duration).toBeCloseTo(seconds, 0)
    const { waveform } = found!
    expect(waveform).toHaveLength(64)
    expect(Math.max(...waveform!)).toBe(100)
    expect(Math.max(...waveform!.slice(0, 30))).toBeLessThan(10)
    expect(Math.min(...waveform!.slice(34, 60))).toBeGreaterThan(90)
  })

  it('in AAC has its length, and no waveform; what is uncompressed, too', async () => {
    const aac = await soundOf(await mp4Aac())
    expect(aac).toEqual({ codec: 'aac', duration: expect.closeTo(2.1, 1) })
    expect(await soundOf(wave())).toMatchObject({ duration: 1 })
  })

  it('of a film is measured with it, as it is shown', async () => {
    expect(await soundOf(await mp4Film())).toEqual({
      width: 240,
      height: 320,
      duration: expect.closeTo(3, 5),
    })
  })

  it('that is none cannot be read; a list of other addresses is none', async () => {
    for (const text of [
      'nothing',
      '#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n',
    ])
      expect(await examined(patient, 'sound', Buffer.from(text))).toEqual({})
  })
})

describe('an examiner', () => {
  /** One that runs a program of its own. */
  function running(source: string, limits: Partial<ExaminerLimits> = {}): ExaminerProcess {
    const folder = mkdtempSync(join(tmpdir(), 'examiner-'))
    const program = join(folder, 'program.mjs')
    writeFileSync(program, source)
    const examiner = new ExaminerProcess({ cpu: 30, memory: MEMORY, ...limits }, program)
    onTestFinished(() => {
      examiner.end()
      rmSync(folder, { recursive: true })
    })
    return examiner
  }
  const file = Buffer.alloc(3 * 65_536, 'x')
  const outcomeOf = (examiner: ExaminerProcess) => examined(examiner, 'picture', file)
  const READ = `process.stdin.resume()\n`
  const ANSWER = `process.on('message', () => process.send({ picture: { width: 7 } }))\n`

  it('that takes more of the processor than it may is ended, however long it has waited', async () => {
    const short = new ExaminerProcess({ cpu: 0.3, memory: MEMORY }, PROGRAM)
    onTestFinished(() => short.end())
    const slow = await canvas(4000, 4000).avif({ effort: 0 }).toBuffer()
    const small = await canvas(10, 10).png().toBuffer()
    expect(await examined(short, 'picture', small)).toMatchObject({ picture: { width: 10 } })
    expect(await examined(short, 'picture', slow)).toBe('broken')
  })

  it('that never answers, or takes no file in, lasts until it is ended', async () => {
    for (const source of [
      `${READ}process.on('message', () => { for (;;); })`,
      `setInterval(() => undefined, 1000)`,
    ]) {
      const examiner = running(source)
      // More than pipes hold.
      const outcome = examined(examiner, 'picture', Buffer.alloc(4_000_000))
      setTimeout(() => examiner.end(), 300)
      // Whoever ends it says nothing of the file.
      await expect(outcome).rejects.toThrow('was ended')
    }
  })

  it('that a file ends is followed by another one, which has no part in it', async () => {
    const crash = `${READ}process.on('message', ({ size }) => size === 1 ? process.abort() : process.send({ pid: process.pid }))`
    const examiner = running(crash)
    const first = await outcomeOf(examiner)
    expect(await examined(examiner, 'picture', Buffer.alloc(1))).toBe('broken')
    const second = await outcomeOf(examiner)
    expect([first, second]).toEqual([{ pid: expect.any(Number) }, { pid: expect.any(Number) }])
    expect(second).not.toEqual(first)
    expect(await outcomeOf(examiner)).toEqual(second)
  })

  it('that lacks what it needs, or whose file cannot be had, says nothing of the file', async () => {
    const lacking = running(`${READ}process.on('message', () => process.send({ failed: 'no library' }))`)
    await expect(outcomeOf(lacking)).rejects.toThrow('no library')
    async function* lost(): AsyncGenerator<Buffer> {
      yield file
      throw new Error('the store is away')
    }
    const examiner = running(READ + ANSWER.replace('process.send', 'setTimeout(process.send, 5000,'))
    await expect(examiner.examine(job('picture', file), lost())).rejects.toThrow('the store is away')
  })

  it('goes with its parent, however early that goes', async () => {
    const source = `import { fork } from 'node:child_process'
      const child = fork(${JSON.stringify(PROGRAM)}, ['1e12', '9'], { stdio: ['pipe', 'ignore', 'ignore', 'ipc'] })
      console.log(child.pid)
      process.exit()`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
      encoding: 'utf8',
    })
    const pid = Number(stdout)
    expect(pid).toBeGreaterThan(1)
    await expect
      .poll(() => spawnSync('ps', ['-o', 'stat=', '-p', stdout.trim()]).stdout.toString())
      .toMatch(/^(Z.*)?$/)
  })

  it('has nothing of our environment', async () => {
    const told = running(
      `${READ}process.on('message', () => process.send({ env: Object.keys(process.env) }))`,
    )
    const { env } = (await outcomeOf(told)) as Outcome & { env: string[] }
    expect(env.filter((name) => !name.startsWith('NODE_CHANNEL_'))).toEqual([])
  })

  it('that takes more memory than it may is ended, whatever a few bytes unfold to', async () => {
    const small = new ExaminerProcess({ cpu: 30, memory: 160 * 1024 * 1024 }, PROGRAM)
    onTestFinished(() => small.end())
    // Interlaced, so that no decoder can do with a part of it at a time.
    const bomb = await canvas(6000, 6000).png({ progressive: true }).toBuffer()
    expect(bomb.length).toBeLessThan(2_000_000)
    expect(await examined(small, 'picture', bomb)).toBe('broken')
    const next = await canvas(10, 10).png().toBuffer()
    expect(await examined(small, 'picture', next)).toMatchObject({ picture: { width: 10 } })
  })
})
