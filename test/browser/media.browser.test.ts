// Pictures and sounds as the chat shows them: in their own shape, small first, and what a voice note sounds like at a glance.
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { must, signedUp as registered, roomWith } from '../support/people.js'
import { at } from '../support/rest.js'
import { Server } from '../support/server.js'
import { oggOpus } from '../support/sounds.js'
import type { Attachment, Message } from '../support/wire.js'
import { log, open, signIn } from './chat.steps.js'

let server: Server

beforeAll(async () => {
  server = await Server.start()
})
afterAll(() => server.stop())
// After that: what is said last is done first, and a page without its server would complain.
const browser = useBrowser()

const picture = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#c0392b' } })
    .png()
    .toBuffer()

describe.skipIf(noBrowser)('what was attached', () => {
  it('has its shape before it is there, is small at first, and whole when it is enlarged', async () => {
    const ann = await registered(server, 'Ann')
    const room = await roomWith(ann)
    const send = async (attachment: object) =>
      must(await ann.api.post(at('/send-message', room), { type: 'attachment', attachment }), 201)
    for (const [filename, width, height] of [
      ['wide.png', 1600, 800],
      ['narrow.png', 100, 2000],
    ] as const)
      await send({ type: 'image', filename, content: (await picture(width, height)).toString('base64') })
    const page = await browser.window(server)
    // Its bytes stay away for now.
    await page.route('**/thumbnail', () => undefined)
    await signIn(page, ann.user.username)
    await open(page, room)
    const frame = page.getByRole('button', { name: 'Enlarge the image wide.png' })
    const shape = async (name: string) => {
      const { width, height } = (await page.getByRole('button', { name }).boundingBox())!
      return width / height
    }
    expect(await shape('wide.png')).toBeCloseTo(2, 1)
    expect(await shape('narrow.png')).toBeCloseTo(0.7, 1)
    expect(await frame.evaluate((each) => getComputedStyle(each).backgroundColor)).toMatch(
      /^rgb\(19\d, 5\d, 4\d\)$/,
    )

    await page.unrouteAll()
    await page.reload()
    const width = (image: Element) => (image as HTMLImageElement).naturalWidth
    await expect.poll(() => frame.locator('img').evaluate(width)).toBe(320)
    expect(await shape('wide.png')).toBeCloseTo(2, 1)
    await frame.click()
    const whole = page.getByRole('dialog').getByRole('img', { name: 'wide.png' })
    await expect.poll(() => whole.evaluate(width)).toBe(1600)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is a voice note with its length and its waveform, and is played in place', async () => {
    const ann = await registered(server, 'Ann')
    const room = await roomWith(ann)
    const content = Buffer.from(await oggOpus()).toString('base64')
    const attachment = { type: 'audio', filename: 'note.ogg', content, voice: true }
    const body = { type: 'attachment', attachment }
    const sent = must(await ann.api.post<Message>(at('/send-message', room), body), 201)
    const { duration } = sent.attachment as Attachment & { duration: number }
    const page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, room)
    await log(page).getByText('Voice note').waitFor()
    await log(page)
      .getByText(`0:0${Math.round(duration)}`)
      .waitFor()
    expect(await log(page).locator('.wave rect').count()).toBe(64)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Play note.ogg' }).click()
    const audio = page.locator('audio')
    const plays = (each: Element) => (each as HTMLAudioElement).duration
    await expect.poll(() => audio.evaluate(plays)).toBeCloseTo(duration, 0)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})
