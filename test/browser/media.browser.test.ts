// Pictures, sounds and files as the chat shows them: in their own shape, at once, played in place and one at a time, opened in a tab.
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { must, signedUp, roomWith, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { Server } from '../support/server.js'
import { oggOpus } from '../support/sounds.js'
import type { Attachment, Message } from '../support/wire.js'
import { box, film, log, open, signIn } from './chat.steps.js'

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

/** So many seconds of silence. */
function silence(seconds: number): Buffer {
  const rate = 8000
  const size = seconds * rate
  const wav = Buffer.alloc(44 + size, 128)
  wav.write('RIFF')
  wav.writeUInt32LE(36 + size, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  for (const place of [20, 22, 32]) wav.writeUInt16LE(1, place)
  for (const place of [24, 28]) wav.writeUInt32LE(rate, place)
  wav.writeUInt16LE(8, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(size, 40)
  return wav
}

/** A document of one empty page. */
const PDF = Buffer.from(
  [
    '%PDF-1.4',
    '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
    '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj',
    'trailer<</Root 1 0 R>>',
    '%%EOF',
  ].join('\n'),
)

async function send(person: Person, room: string, attachment: object, message?: string): Promise<Message> {
  const body = { type: 'attachment', attachment, ...(message && { message }) }
  return must(await person.api.post<Message>(at('/send-message', room), body), 201)
}

const file = (filename: string, bytes: Buffer, rest: object) => ({
  filename,
  content: bytes.toString('base64'),
  ...rest,
})

/** Pastes a file, and sends it from what is shown of it then. */
async function paste(page: Page, name: string, type: string, bytes: Buffer): Promise<void> {
  const given = { name, type, bytes: [...bytes] }
  await box(page).evaluate((element, each) => {
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array(each.bytes)], each.name, { type: each.type }))
    element.dispatchEvent(
      new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }),
    )
  }, given)
  await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click()
  // The preview's place in the history is given back: a reload in between would be called off.
  await expect.poll(() => page.evaluate('history.state?.overlays ?? 0')).toBe(0)
}

const naturalWidth = (image: Element) => (image as HTMLImageElement).naturalWidth
const paused = (media: Element) => (media as HTMLMediaElement).paused

describe.skipIf(noBrowser)('what was attached', () => {
  it('has its shape and its colours before it is there, and is small at first', async () => {
    const ann = await signedUp(server, 'Ann')
    const room = await roomWith(ann)
    for (const [filename, width, height] of [
      ['wide.png', 1600, 800],
      ['high.png', 600, 1000],
      ['narrow.png', 100, 2000],
      ['tiny.png', 140, 140],
    ] as const)
      await send(ann, room, file(filename, await picture(width, height), { type: 'image' }))
    const page = await browser.window(server)
    // Its bytes stay away for now.
    await page.route('**/thumbnail', () => undefined)
    await signIn(page, ann.user.username)
    await open(page, room)
    const frame = (name: string) => page.getByRole('button', { name: `Open the photo ${name}` })
    const place = async (name: string) => (await frame(name).boundingBox())!
    const shape = async (name: string) => {
      const { width, height } = await place(name)
      return width / height
    }
    const shapes = async () =>
      Promise.all(['wide.png', 'high.png', 'narrow.png', 'tiny.png'].map(shape)).then((all) =>
        all.map((each) => Math.round(each * 10) / 10),
      )
    await frame('tiny.png').waitFor()
    // Only what is far longer than wide is cut.
    expect(await shapes()).toEqual([2, 0.6, 0.5, 1])
    expect((await place('tiny.png')).width).toBe(140)
    expect((await place('high.png')).height).toBeLessThanOrEqual(400)
    const colour = (canvas: Element) => [
      ...(canvas as HTMLCanvasElement).getContext('2d')!.getImageData(16, 16, 1, 1).data,
    ]
    const [red = 0, green = 0, blue = 0] = await frame('tiny.png').locator('canvas').evaluate(colour)
    expect(Math.max(Math.abs(red - 0xc0), Math.abs(green - 0x39), Math.abs(blue - 0x2b))).toBeLessThan(8)

    await page.unrouteAll()
    await page.reload()
    await expect.poll(() => frame('wide.png').locator('img').evaluate(naturalWidth)).toBe(320)
    expect(await shapes()).toEqual([2, 0.6, 0.5, 1])
    await expectAccessible(page)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('shows itself at once while it goes, also after a reload, says how far it is, and can be called off', async () => {
    const ann = await signedUp(server, 'Ann')
    const room = await roomWith(ann)
    const page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, room)
    await page.route('**/attachments', () => undefined)
    await paste(page, 'going.png', 'image/png', await picture(300, 600))
    const going = log(page).getByRole('button', { name: 'Open the photo going.png' })
    await expect.poll(() => going.locator('img').evaluate(naturalWidth)).toBe(300)
    // Its shape is that of the picture that is here.
    await expect.poll(async () => (await going.boundingBox())!.height).toBe(400)
    await log(page).getByRole('progressbar', { name: 'Sending going.png' }).waitFor({ state: 'attached' })
    await expectAccessible(page)
    await log(page).getByRole('button', { name: 'Cancel sending going.png' }).click()
    await going.waitFor({ state: 'detached' })

    // It outlives the page.
    await paste(page, 'gone.png', 'image/png', await picture(300, 200))
    const gone = log(page).getByRole('button', { name: 'Open the photo gone.png' })
    await gone.waitFor()
    await page.reload()
    await expect.poll(() => gone.locator('img').evaluate(naturalWidth)).toBe(300)
    await log(page).getByRole('button', { name: 'Cancel sending gone.png' }).waitFor()
    await page.unrouteAll()
    await page.reload()
    await log(page).getByRole('img', { name: 'Sent', exact: true }).waitFor()
    // Nobody fetches what they have sent.
    expect(await gone.locator('img').evaluate(naturalWidth)).toBe(300)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is a voice note with its length and its waveform, sought in and played in place, as fast as one likes', async () => {
    const ann = await signedUp(server, 'Ann')
    const room = await roomWith(ann)
    const bytes = Buffer.from(await oggOpus())
    const sent = await send(ann, room, file('note.ogg', bytes, { type: 'audio', voice: true }))
    const { duration } = sent.attachment as Attachment & { duration: number }
    const page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, room)
    await log(page)
      .getByText(`0:0${Math.round(duration)}`)
      .waitFor()
    expect(await log(page).locator('.position > .wave rect').count()).toBe(64)
    await expectAccessible(page)
    const position = log(page).getByRole('slider', { name: 'Position in voice message' })
    await position.fill('1.5')
    expect(await position.getAttribute('aria-valuetext')).toBe(`0:02 of 0:0${Math.round(duration)}`)
    // What was heard has another colour, up to there.
    const heard = log(page).locator('.heard')
    const clip = (each: Element) => getComputedStyle(each).clipPath
    expect(await heard.evaluate(clip)).toMatch(/^inset\(0px 5\d(\.\d+)?% 0px 0px\)$/)
    expect((await heard.boundingBox())!.width).toBeGreaterThan(100)
    await page.getByRole('button', { name: 'Play voice message' }).click()
    const audio = page.locator('audio')
    const reached = (each: Element) => (each as HTMLAudioElement).currentTime
    await expect.poll(() => audio.evaluate(reached)).toBeGreaterThan(1.5)
    const speed = (each: Element) => (each as HTMLAudioElement).playbackRate
    await page.getByRole('button', { name: 'Speed 1×' }).click()
    await expect.poll(() => audio.evaluate(speed)).toBe(1.5)
    await page.getByRole('button', { name: 'Speed 1.5×' }).click()
    await expect.poll(() => audio.evaluate(speed)).toBe(2)
    // At its end it is as it was.
    await page.getByRole('button', { name: 'Play voice message' }).waitFor()
    await expect.poll(() => position.inputValue()).toBe('0')
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('plays one sound at a time, and an audio file keeps its name and its download', async () => {
    const ann = await signedUp(server, 'Ann')
    const room = await roomWith(ann)
    await send(ann, room, file('one.wav', silence(20), { type: 'audio' }))
    await send(ann, room, file('two.wav', silence(20), { type: 'audio' }))
    const page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, room)
    await send(ann, room, file('clip.webm', await film(page), { type: 'video' }))
    const sound = (name: string) => page.locator('.sound').filter({ hasText: name }).locator('audio')
    await page.getByRole('button', { name: 'Play clip.webm' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Play one.wav' }).click()
    await expect.poll(() => sound('one.wav').evaluate(paused)).toBe(false)
    await log(page).getByText('one.wav').waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download one.wav' }).click()
    expect((await download).suggestedFilename()).toBe('one.wav')

    await page.getByRole('button', { name: 'Play two.wav' }).click()
    await expect.poll(() => sound('two.wav').evaluate(paused)).toBe(false)
    await expect.poll(() => sound('one.wav').evaluate(paused)).toBe(true)
    await page.getByRole('button', { name: 'Play one.wav' }).waitFor()
    await page.getByRole('button', { name: 'Play clip.webm' }).click()
    const video = page.getByRole('dialog').locator('video')
    await expect
      .poll(() => video.evaluate((each) => (each as HTMLVideoElement).currentTime))
      .toBeGreaterThan(0)
    await expect.poll(() => sound('two.wav').evaluate(paused)).toBe(true)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('opens a PDF in a tab of its own, which has no hold on this one, and saves any other document', async () => {
    const ann = await signedUp(server, 'Ann')
    const room = await roomWith(ann)
    await send(ann, room, file('menu.pdf', PDF, { type: 'document' }))
    await send(ann, room, file('plan.txt', Buffer.from('Beans in May.'), { type: 'document' }))
    const page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, room)
    await expectAccessible(page)
    const opened = page.context().waitForEvent('page')
    await page.getByRole('button', { name: 'Open menu.pdf' }).click()
    const tab = await opened
    await expect.poll(() => tab.url()).toMatch(/^blob:/)
    expect(await tab.evaluate(() => [document.contentType, opener])).toEqual(['application/pdf', null])
    for (const name of ['menu.pdf', 'plan.txt']) {
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: `Download ${name}` }).click()
      expect((await download).suggestedFilename()).toBe(name)
    }
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})
