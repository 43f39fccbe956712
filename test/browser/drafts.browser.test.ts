// What was begun and not sent is there again, for who has begun it; and what was sent goes, whatever the page does meanwhile.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noBrowser, useBrowser } from '../support/browser.js'
import { logOf, roomWith, say, signedUp, type Person } from '../support/people.js'
import { Server } from '../support/server.js'
import { box, bubble, log, open, signIn } from './chat.steps.js'

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

let server: Server
let ann: Person
let page: Page

beforeAll(async () => {
  server = await Server.start()
  ann = await signedUp(server, 'Ann')
})
afterAll(() => server.stop())
// After that: what is said last is done first, and a page without its server would complain.
const browser = useBrowser()

const written = () => box(page).inputValue()

describe.skipIf(noBrowser)('a draft', () => {
  beforeAll(async () => {
    page = await browser.window(server)
    await signIn(page, ann.user.username)
  })
  afterAll(() => page?.context().close())

  it('is there again after another room and after a reload, and gone once it was sent', async () => {
    const [first, second] = [await roomWith(ann), await roomWith(ann)]
    await open(page, first)
    await box(page).fill('half a tho')
    await open(page, second)
    await page.getByRole('heading', { level: 1, name: second }).waitFor()
    await expect.poll(written).toBe('')
    await box(page).fill('something else')
    await open(page, first)
    await page.getByRole('heading', { level: 1, name: first }).waitFor()
    await expect.poll(written).toBe('half a tho')
    await page.reload()
    await expect.poll(written).toBe('half a tho')
    await box(page).fill('half a thought')
    await box(page).press('Enter')
    await bubble(page, 'half a thought').waitFor()
    await page.reload()
    await bubble(page, 'half a thought').waitFor()
    expect(await written()).toBe('')
    await open(page, second)
    await page.getByRole('heading', { level: 1, name: second }).waitFor()
    await expect.poll(written).toBe('something else')
  })

  it('comes back after a message was edited in its place', async () => {
    const room = await roomWith(ann)
    await say(ann, room, 'a msitake')
    await open(page, room)
    await box(page).fill('to be continued')
    await bubble(page, 'a msitake').hover()
    await bubble(page, 'a msitake')
      .getByRole('button', { name: /^Actions for/ })
      .click()
    await page.getByRole('dialog', { name: 'Actions' }).getByRole('button', { name: 'Edit' }).click()
    await expect.poll(written).toBe('a msitake')
    await box(page).fill('a mistake')
    await page.getByRole('button', { name: 'Save' }).click()
    await bubble(page, 'a mistake').waitFor()
    expect(await written()).toBe('to be continued')
  })
})

describe.skipIf(noBrowser)('whoever signs in next in the same tab', () => {
  it('does not see what the one before has begun to write', async () => {
    const ben = await signedUp(server, 'Ben')
    const room = await roomWith(ann, [ben])
    page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, room)
    await box(page).fill('nothing for Ben')
    await page.evaluate(() => (location.hash = '#/'))
    await page.getByRole('button', { name: 'Menu', exact: true }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('tab', { name: 'Sign in' }).waitFor()
    await signIn(page, ben.user.username)
    await open(page, room)
    await page.getByRole('heading', { level: 1, name: room }).waitFor()
    expect(await written()).toBe('')
    expect(await page.getByText('nothing for Ben').count()).toBe(0)
    await page.context().close()
  })
})

describe.skipIf(noBrowser)('a file whose Send was pressed', () => {
  it('arrives, though the room is changed and the page loaded again before it has gone', async () => {
    const [room, other] = [await roomWith(ann), await roomWith(ann)]
    page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, room)
    await box(page).waitFor()
    let released = false
    await page.route('**/attachments', (route) => (released ? route.continue() : undefined))
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'pixel.png', mimeType: 'image/png', buffer: PIXEL })
    const sheet = page.getByRole('dialog', { name: 'Send files' })
    await sheet.getByRole('textbox', { name: 'Caption' }).fill('on its way')
    await sheet.getByRole('button', { name: 'Send' }).click()
    await log(page).getByText('on its way').waitFor()
    await open(page, other)
    await page.getByRole('heading', { level: 1, name: other }).waitFor()
    await page.reload()
    await page.getByRole('heading', { level: 1, name: other }).waitFor()
    released = true
    await page.reload()
    await expect
      .poll(async () => (await logOf(ann, room)).filter(({ type }) => type === 'attachment').length)
      .toBe(1)
    await open(page, room)
    await log(page).getByText('on its way').waitFor()
    await page.context().close()
    browser.takeComplaints(/ERR_/)
  })
})

describe.skipIf(noBrowser)('a long text', () => {
  it('makes its place grow, and neither hides the last message nor leaves the end', async () => {
    const ben = await signedUp(server, 'Ben')
    const room = await roomWith(ann, [ben])
    for (let nth = 0; nth < 30; nth++) await say(ann, room, `line ${nth}`)
    page = await browser.window(server, { viewport: { width: 390, height: 700 } })
    await signIn(page, ann.user.username)
    await open(page, room)
    await bubble(page, 'line 29').waitFor()
    const before = (await box(page).boundingBox())!.height
    await box(page).click()
    await page.keyboard.insertText('one\ntwo\nthree\nfour\nfive\nsix')
    await expect.poll(async () => (await box(page).boundingBox())!.height).toBeGreaterThan(before * 2)
    const end = async (words: string) => {
      const { y, height } = (await bubble(page, words).boundingBox())!
      return (await page.locator('.composer').boundingBox())!.y - (y + height)
    }
    await expect.poll(() => end('line 29')).toBeGreaterThanOrEqual(0)
    await say(ben, room, 'the newest')
    await bubble(page, 'the newest').waitFor()
    await expect.poll(() => end('the newest')).toBeGreaterThanOrEqual(0)
    await box(page).fill('')
    await expect.poll(async () => (await box(page).boundingBox())!.height).toBe(before)
    await page.context().close()
  })
})
