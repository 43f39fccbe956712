// The viewer: pictures and films of a room over all of the page, one after the other, and the gallery that leads there.
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { must, roomWith, say, signedUp, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { Server } from '../support/server.js'
import { log, open, signIn } from './chat.steps.js'

let server: Server

beforeAll(async () => {
  server = await Server.start()
})
afterAll(() => server.stop())
// After that: what is said last is done first, and a page without its server would complain.
const browser = useBrowser()

const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true }

async function show(person: Person, room: string, filename: string, caption?: string): Promise<void> {
  const bytes = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#2b6cc0' } })
    .jpeg()
    .toBuffer()
  const attachment = { type: 'image', filename, content: bytes.toString('base64') }
  const body = { type: 'attachment', attachment, ...(caption && { message: caption }) }
  must(await person.api.post(at('/send-message', room), body), 201)
}

/** Ann's room with three pictures among words. */
async function roomOfPictures(): Promise<[Person, string]> {
  const ann = await signedUp(server, 'Ann')
  const name = await roomWith(ann)
  await show(ann, name, 'first.jpg')
  await show(ann, name, 'second.jpg', 'At the *lake*')
  await say(ann, name, 'Nice')
  await show(ann, name, 'third.jpg')
  return [ann, name]
}

const photo = (page: Page, name: string) => log(page).getByRole('button', { name: `Open the photo ${name}` })
const viewer = (page: Page, name: string) => page.getByRole('dialog', { name })
const turn = (page: Page, to: 'Next' | 'Previous') => page.getByRole('button', { name: to, exact: true })
const naturalWidth = (image: Element) => (image as HTMLImageElement).naturalWidth

describe.skipIf(noBrowser)('the viewer', () => {
  it('shows a picture whole, with who, when and its caption, and leads to those beside it by buttons and keys', async () => {
    const [ann, name] = await roomOfPictures()
    const page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, name)
    await photo(page, 'second.jpg').click()
    const second = viewer(page, 'second.jpg')
    await expect.poll(() => second.getByRole('img', { name: 'second.jpg' }).evaluate(naturalWidth)).toBe(900)
    await second.getByText('You', { exact: true }).waitFor()
    expect(await second.locator('footer strong').textContent()).toBe('lake')
    await turn(page, 'Next').waitFor()
    await expectAccessible(page)

    await turn(page, 'Next').click()
    await viewer(page, 'third.jpg').waitFor()
    // There is none after it; the keys are heard all the same.
    expect(await turn(page, 'Next').count()).toBe(0)
    await page.keyboard.press('ArrowLeft')
    await second.waitFor()
    await page.keyboard.press('ArrowLeft')
    await viewer(page, 'first.jpg').waitFor()
    await page.keyboard.press('ArrowLeft')
    expect(await turn(page, 'Previous').count()).toBe(0)
    await page.keyboard.press('ArrowRight')
    const download = page.waitForEvent('download')
    await second.getByRole('button', { name: 'Download second.jpg' }).click()
    expect((await download).suggestedFilename()).toBe('second.jpg')

    await page.keyboard.press('Escape')
    await second.waitFor({ state: 'detached' })
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    await expect.poll(focused).toBe('Open the photo second.jpg')
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('brings a picture closer and back, and leads to its message', async () => {
    const [ann, name] = await roomOfPictures()
    for (let nth = 0; nth < 40; nth++) await say(ann, name, `Line ${nth}`)
    await show(ann, name, 'last.jpg')
    const page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, name)
    await photo(page, 'last.jpg').click()
    const image = viewer(page, 'last.jpg').getByRole('img', { name: 'last.jpg' })
    await expect.poll(() => image.evaluate(naturalWidth)).toBe(900)
    const width = async () => Math.round((await image.boundingBox())!.width)
    const whole = await width()
    await image.dblclick()
    await expect.poll(width).toBe(Math.round(whole * 2.5))
    await image.dblclick()
    await expect.poll(width).toBe(whole)
    await image.hover()
    await page.mouse.wheel(0, -300)
    await expect.poll(width).toBeGreaterThan(whole * 2)
    await page.keyboard.press('0')
    await expect.poll(width).toBe(whole)

    await page.keyboard.press('ArrowLeft')
    await viewer(page, 'third.jpg').getByRole('button', { name: 'Go to the message' }).click()
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    const inSight = (each: Element) => {
      const { top, bottom } = each.getBoundingClientRect()
      return top >= 0 && bottom <= innerHeight
    }
    await expect.poll(() => photo(page, 'third.jpg').evaluate(inSight)).toBe(true)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('finds what is beside a picture, however much else was sent in between', async () => {
    const [ann, name] = await roomOfPictures()
    const content = Buffer.from('Beans').toString('base64')
    for (let nth = 0; nth < 55; nth++) {
      const attachment = { type: 'document', filename: `plan-${nth}.txt`, content }
      must(await ann.api.post(at('/send-message', name), { type: 'attachment', attachment }), 201)
    }
    await show(ann, name, 'last.jpg')
    const page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, name)
    await photo(page, 'last.jpg').click()
    await viewer(page, 'last.jpg').waitFor()
    await turn(page, 'Previous').click()
    await viewer(page, 'third.jpg').waitFor()
    await turn(page, 'Next').click()
    await viewer(page, 'last.jpg').waitFor()
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('fills a phone, turns by a swipe, and closes by Back or a swipe down', async () => {
    const [ann, name] = await roomOfPictures()
    const page = await browser.window(server, PHONE)
    await signIn(page, ann.user.username)
    await open(page, name)
    const inBubble = (await photo(page, 'third.jpg').boundingBox())!
    await photo(page, 'third.jpg').tap()
    const image = (of: string) => viewer(page, of).getByRole('img', { name: of })
    await expect.poll(() => image('third.jpg').evaluate(naturalWidth)).toBe(900)
    const { x, width } = (await image('third.jpg').boundingBox())!
    expect([Math.round(x), Math.round(width)]).toEqual([0, PHONE.viewport.width])
    expect(width).toBeGreaterThan(inBubble.width)
    await turn(page, 'Previous').waitFor()
    await expectAccessible(page)

    await swipe(page, [100, 400], [320, 410])
    await viewer(page, 'second.jpg').waitFor()
    await swipe(page, [320, 400], [100, 400])
    await viewer(page, 'third.jpg').waitFor()
    await image('third.jpg').waitFor()
    await swipe(page, [200, 250], [205, 550])
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)

    // Not a tap: right after a swipe, Chromium takes that for the end of the fling.
    await photo(page, 'third.jpg').click()
    await image('third.jpg').waitFor()
    await page.goBack()
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    expect(page.url()).toContain(encodeURIComponent(name))
    await photo(page, 'third.jpg').waitFor()
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is opened from the gallery of the room, which has pictures by month and documents by name', async () => {
    const [ann, name] = await roomOfPictures()
    const document = {
      type: 'document',
      filename: 'plan.txt',
      content: Buffer.from('Beans').toString('base64'),
    }
    must(await ann.api.post(at('/send-message', name), { type: 'attachment', attachment: document }), 201)
    const page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, name)
    await page.getByRole('button', { name: 'Group info' }).click()
    await page.getByRole('button', { name: 'Media and docs' }).click()
    const gallery = page.locator('.gallery')
    const month = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric' }).format(new Date())
    const tiles = gallery.getByRole('region', { name: month }).getByRole('button')
    await expect.poll(() => tiles.count()).toBe(3)
    expect(await tiles.first().getAttribute('aria-label')).toBe('Open the photo third.jpg')
    await expectAccessible(page)
    await tiles.first().click()
    await viewer(page, 'third.jpg').waitFor()
    await page.keyboard.press('Escape')
    await viewer(page, 'third.jpg').waitFor({ state: 'detached' })

    await gallery.getByRole('button', { name: 'Docs' }).click()
    await expect.poll(() => tiles.count()).toBe(0)
    const download = page.waitForEvent('download')
    await gallery.getByRole('button', { name: 'Download plan.txt' }).click()
    expect((await download).suggestedFilename()).toBe('plan.txt')
    await expectAccessible(page)
    await gallery.getByRole('button', { name: /^Ann/ }).click()
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await log(page).getByText('plan.txt').waitFor()
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})

type Point = readonly [number, number]

/** A finger that goes from one point to another. */
async function swipe(page: Page, from: Point, to: Point): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', point?: Point) =>
    devtools.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: point ? [{ x: point[0], y: point[1] }] : [],
    })
  await touch('touchStart', from)
  for (const share of [0.25, 0.5, 0.75, 1])
    await touch('touchMove', [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share])
  await touch('touchEnd')
  await devtools.detach()
}
