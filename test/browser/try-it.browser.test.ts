// Try it with two people: a press, and two windows side by side are Ann and Ben, in a chat that has begun.
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { must, roomWith, signedUp } from '../support/people.js'
import { at } from '../support/rest.js'
import { sharedServer, startServer, type Server } from '../support/server.js'
import { box, log, textsIn, write } from './chat.steps.js'

const browser = useBrowser()
const PHONE = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }

const offer = (page: Page) => page.getByRole('button', { name: 'Try it with two people' })
const room = /^Lake-weekend-/

/** Presses, and answers the window that opens. */
async function opened(page: Page, press: () => Promise<void>): Promise<Page> {
  const [other] = await Promise.all([page.waitForEvent('popup'), press()])
  other.setDefaultTimeout(15_000)
  return other
}

const inTheRoom = (page: Page) => page.getByRole('heading', { name: room }).first().waitFor()

describe.skipIf(noBrowser)('try it with two people', () => {
  let server: Server
  let page: Page

  beforeAll(async () => void (server = await sharedServer()))
  afterEach(() => page?.context().close())

  it('opens a second window beside the first: both in one chat, each as somebody else', async () => {
    page = await browser.window(server)
    await page.goto('/')
    await offer(page).waitFor()
    await expectAccessible(page)
    const other = await opened(page, () => offer(page).click())
    await inTheRoom(page)
    await inTheRoom(other)
    // No token stands in an address.
    expect(other.url()).toMatch(/\/\?someone-else#\/room\/Lake-weekend-[a-z0-9]+$/)
    expect(page.url()).toMatch(/\/#\/room\/Lake-weekend-[a-z0-9]+$/)
    await write(page, 'Hello from Ann')
    await expect.poll(() => textsIn(other)).toContain('Hello from Ann')
    await write(other, 'Hello from Ben')
    await expect.poll(() => textsIn(page)).toContain('Hello from Ben')
    const { width, left } = await other.evaluate(() => ({ width: innerWidth, left: screenX }))
    expect(width).toBeLessThanOrEqual(520)
    expect(left).toBeGreaterThan(0)
  })

  it('begins with a conversation that has a bit of everything', async () => {
    page = await browser.window(server)
    await page.goto('/')
    const other = await opened(page, () => offer(page).click())
    for (const window of [page, other]) {
      await inTheRoom(window)
      await log(window).getByText('Remember this evening?').first().waitFor()
      await log(window).locator('img[alt]').first().waitFor()
      await log(window).getByText('When do we leave?').waitFor()
      await log(window).getByText('😂').waitFor()
      await log(window).getByText('I am in the other window').waitFor()
      expect((await textsIn(window)).join(' ')).toMatch(/Finally!.+this evening\?.+charcoal.+other window/)
    }
  })

  it('keeps each of them over a reload', async () => {
    page = await browser.window(server)
    await page.goto('/')
    const other = await opened(page, () => offer(page).click())
    await inTheRoom(page)
    await inTheRoom(other)
    await Promise.all([page.reload(), other.reload()])
    await write(page, 'Ann is still here')
    await expect.poll(() => textsIn(other)).toContain('Ann is still here')
    await write(other, 'So is Ben')
    await expect.poll(() => textsIn(page)).toContain('So is Ben')
  })

  it('asks first on a phone, where a second window is a tab in front of this one', async () => {
    page = await browser.window(server, PHONE)
    await page.goto('/')
    await offer(page).tap()
    const open = page.getByRole('button', { name: 'Open Ben in a new tab' })
    await open.waitFor()
    await expectAccessible(page)
    const other = await opened(page, () => open.tap())
    await inTheRoom(page)
    await inTheRoom(other)
    await write(other, 'From the second tab')
    await expect.poll(() => textsIn(page)).toContain('From the second tab')
  })

  it('goes on with one person alone', async () => {
    page = await browser.window(server, PHONE)
    await page.goto('/')
    await offer(page).tap()
    await page.getByRole('button', { name: 'Go on as Ann alone' }).tap()
    await inTheRoom(page)
    await box(page).waitFor()
    expect(page.context().pages()).toHaveLength(1)
  })

  it('is not offered to who comes by an invite, by a link to a room, or to be somebody else', async () => {
    const ann = await signedUp(server, 'Ann')
    const name = await roomWith(ann)
    const { code } = must(await ann.api.post<{ code: string }>(at('/chatroom', name, '/invites'), {}), 201)
    for (const address of [
      `/?invite=${code}`,
      `/#/room/${name}`,
      '/?someone-else',
      '/?someone-else#/try-it',
    ]) {
      page = await browser.window(server)
      await page.goto(address)
      await page.getByLabel('Username').waitFor()
      expect(await offer(page).count(), address).toBe(0)
      await page.context().close()
    }
  })

  it('says why where the server refuses, and leaves no window behind', async () => {
    const strict = await startServer({ env: { RATE_LIMITS: 'on', RATE_LIMIT_REGISTRATIONS: '1' } })
    page = await browser.window(strict)
    await page.goto('/')
    const other = await opened(page, () => offer(page).click())
    await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor()
    await expect.poll(() => other.isClosed()).toBe(true)
    await offer(page).waitFor()
    browser.takeComplaints(/429/)
  })

  it('is not offered where nobody can register', async () => {
    const closed = await startServer({
      env: {
        AUTH_LOCAL: 'off',
        AUTH_JWKS_URL: 'http://127.0.0.1:9/keys',
        AUTH_ISSUER: 'https://id.example',
        AUTH_AUDIENCE: 'chat',
      },
    })
    page = await browser.window(closed)
    await page.goto('/')
    await page.locator('main').waitFor()
    expect(await offer(page).count()).toBe(0)
  })
})
