// More pictures than can be examined, and those that take too long: what becomes of them, of the messages beside them, and of the
// processes that read them.
import { spawnSync } from 'node:child_process'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { awake } from '../support/awake.js'
import { must, registered, roomWith, say, type Person } from '../support/people.js'
import { bytesOf, canvas, expectNothingRead, photograph, upload } from '../support/pictures.js'
import { api, at, expectProblem } from '../support/rest.js'
import { startServer, type Server } from '../support/server.js'
import { oggOpus, wave } from '../support/sounds.js'
import type { Message } from '../support/wire.js'

/** Processes that it has started. */
function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
  return stdout.split('\n').flatMap((line) => (line.trim() ? [Number(line)] : []))
}

function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.trim() !== '' && !stdout.startsWith('Z')
}

describe('a server with much to examine', () => {
  /** A picture of so many pixels that it takes any processor seconds to read: 3.8 on 2 cores of 2026. */
  const slow = bytesOf(
    sharp({
      create: { width: 25_000, height: 25_000, channels: 3, background: '#808080' },
      limitInputPixels: 1_000_000_000,
    })
      .toColourspace('b-w')
      .png({ progressive: true }),
  )

  async function served(env: Record<string, string>): Promise<[Server, Person]> {
    const own = await startServer({ env: { MAX_IMAGE_PIXELS: '1000000000', ...env } })
    return [own, await registered(own)]
  }

  it('lets no text wait for a picture', async () => {
    const [, ann] = await served({})
    const room = await roomWith(ann)
    const file = await bytesOf(canvas(4000, 4000).png({ progressive: true }))
    let examined = 0
    const pictures = Array.from({ length: 20 }, async () => {
      const view = must(await upload(ann, file), 201)
      examined++
      return view.width
    })
    const times: number[] = []
    for (let count = 0; count < 20; count++) {
      const start = awake()
      await say(ann, room, `${count}`)
      times.push(awake() - start)
    }
    expect(examined).toBeLessThan(20)
    expect(times.toSorted((a, b) => a - b)[10]).toBeLessThan(500)
    expect(await Promise.all(pictures)).toEqual(pictures.map(() => 4000))
  })

  it('keeps what has waited too long as it was said', async () => {
    const [, ann] = await served({ MEDIA_TIMEOUT: '1s' })
    const file = await slow
    const start = awake()
    for (const answer of await Promise.all([1, 2, 3, 4].map(() => upload(ann, file, { type: 'image' })))) {
      expect(must(answer, 201).type).toBe('image')
      expectNothingRead(answer.body)
    }
    expect(awake() - start).toBeLessThan(10_000)
  })

  it('makes a document of what takes more than its share of the processor, and reads the next', async () => {
    const [, ann] = await served({ MEDIA_CPU_TIME: '1s' })
    const view = must(await upload(ann, await slow, { type: 'image' }), 201)
    expect(view.type).toBe('document')
    expectNothingRead(view)
    expect(must(await upload(ann, await photograph()), 201)).toMatchObject({ type: 'image', width: 600 })
  })

  it('keeps what is too large to be examined, or more than may wait, as it was said', async () => {
    const [, ann] = await served({ MAX_MEDIA_BYTES: '1000', MAX_PENDING_MEDIA: '1' })
    const large = must(await upload(ann, await photograph()), 201)
    expect(large.type).toBe('image')
    expectNothingRead(large)
    const small = await bytesOf(canvas(9, 9).png())
    const views = await Promise.all(Array.from({ length: 12 }, () => upload(ann, small)))
    for (const view of views) expect(must(view, 201).type).toBe('image')
    expect(views.filter(({ body }) => body.width === 9).length).toBeGreaterThan(0)
    expect(views.filter(({ body }) => body.width === undefined).length).toBeGreaterThan(0)
  })

  it('that examines nothing still tells voice notes by their containers', async () => {
    const [, ann] = await served({ MEDIA_WORKERS: '0' })
    expectNothingRead(must(await upload(ann, await photograph(), { type: 'image' }), 201))
    expect(must(await upload(ann, await oggOpus(), { voice: 'true' }), 201)).toMatchObject({ voice: true })
    expectProblem(await upload(ann, wave(), { voice: 'true' }), 'unsupported_media_type')
  })

  it('takes a picture for the same that another node could not read', async () => {
    const [own, ann] = await served({ MEDIA_WORKERS: '0' })
    const other = await startServer({ databaseUrl: own.databaseUrl })
    const room = await roomWith(ann)
    const content = Buffer.from((await photograph()).subarray(0, 2000)).toString('base64')
    const attachment = { type: 'image', filename: 'half.jpg', content }
    const body = { type: 'attachment', attachment, client_id: 'half' }
    const first = must(await ann.api.post<Message>(at('/send-message', room), body), 201)
    expect(first.attachment?.type).toBe('image')
    const there = api(other, ann.token)
    const again = must(await there.post<Message>(at('/send-message', room), body), 200)
    expect([again.seq, again.attachment]).toEqual([first.seq, first.attachment])
    const unretried = must(
      await there.post<Message>(at('/send-message', room), { ...body, client_id: 'other' }),
      201,
    )
    expect(unretried.attachment?.type).toBe('document')
  })

  it.each(['stop', 'kill'] as const)(
    'takes its examiner with it (%s), whatever that is doing',
    async (end) => {
      const [own, ann] = await served({})
      const lost = upload(ann, await slow).catch(() => undefined)
      await expect.poll(() => childrenOf(own.pid)).toHaveLength(1)
      const [examiner] = childrenOf(own.pid)
      await own[end]()
      await lost
      await expect.poll(() => isRunning(examiner!)).toBe(false)
    },
  )
})
