// The chat by keys alone, and as a screen reader finds it: few stops of Tab, arrows in the list, a way past it, headings.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { roomWith, say, signedUp, type Person } from '../support/people.js'
import { sharedServer, type Server } from '../support/server.js'
import { box, bubble, open, signIn } from './chat.steps.js'

const MANY = 40
/** Stops of Tab from the top of the page to where one writes. */
const FEW = 24

const browser = useBrowser()
let server: Server
let ann: Person
let page: Page
const rooms: string[] = []

/** The chat whose row has the focus. */
const focused = () =>
  page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-room]')?.dataset['room'])
/** The next Tab leads to the first stop of the page. */
const toTop = () =>
  page.evaluate(() => {
    document.body.tabIndex = -1
    document.body.focus()
    document.body.removeAttribute('tabindex')
  })
const isFocused = (each: ReturnType<Page['locator']>) =>
  each.evaluate((element) => element === document.activeElement)

describe.skipIf(noBrowser)('whoever uses keys', () => {
  beforeAll(async () => {
    server = await sharedServer()
    ann = await signedUp(server, 'Ann')
    // The newest first, as they are listed.
    for (let nth = 0; nth < MANY; nth++) rooms.unshift(await roomWith(ann))
    page = await browser.window(server)
    await signIn(page, ann.user.username)
    await page.getByRole('list', { name: 'Chats', exact: true }).getByRole('link').first().waitFor()
  })
  afterAll(async () => await page?.context().close())

  it('finds one heading of the first level, with or without an open chat', async () => {
    const first = page.getByRole('heading', { level: 1 })
    expect(await first.allTextContents()).toEqual(['Chats'])
    await open(page, rooms[0]!)
    await box(page).waitFor()
    expect(await first.allTextContents()).toEqual([rooms[0]])
    await expectAccessible(page)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('moves through all chats with arrows, Home and End', async () => {
    const top = page.locator(`[data-room="${rooms[0]}"] a`)
    await top.focus()
    for (let nth = 1; nth < MANY; nth++) {
      await page.keyboard.press('ArrowDown')
      await expect.poll(focused).toBe(rooms[nth])
    }
    await page.keyboard.press('Home')
    await expect.poll(focused).toBe(rooms[0])
    await page.keyboard.press('End')
    await expect.poll(focused).toBe(rooms.at(-1))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: rooms.at(-1)! }).waitFor()
    await page.locator(`[data-room="${rooms.at(-1)}"] a`).focus()
    await page.keyboard.press('Home')
    await expect.poll(focused).toBe(rooms[0])
    await page.keyboard.press('ArrowUp')
    await expect
      .poll(() => isFocused(page.getByRole('searchbox', { name: 'Search', exact: true })))
      .toBe(true)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is a few stops away from where one writes, however many chats there are', async () => {
    await open(page, rooms[1]!)
    await box(page).waitFor()
    await toTop()
    let stops = 0
    while (!(await isFocused(box(page))) && stops <= FEW) {
      await page.keyboard.press('Tab')
      stops++
    }
    expect(stops).toBeLessThan(FEW)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('can skip the chats', async () => {
    await open(page, rooms[1]!)
    await page.reload()
    await box(page).waitFor()
    await toTop()
    await page.keyboard.press('Tab')
    const skip = page.getByRole('link', { name: 'Skip to the message box' })
    await expect.poll(() => isFocused(skip)).toBe(true)
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    await expect.poll(() => isFocused(box(page))).toBe(true)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('comes to the search from anywhere, on a phone from inside a chat, too', async () => {
    const phone = await browser.window(server, { viewport: { width: 390, height: 800 } })
    await signIn(phone, ann.user.username)
    await say(ann, rooms[2]!, 'Up again')
    await open(phone, rooms[2]!)
    await bubble(phone, 'Up again').waitFor()
    for (const each of [page, phone]) {
      await each.keyboard.press('Control+k')
      const search = each.getByRole('searchbox', { name: 'Search', exact: true })
      await expect.poll(() => search.evaluate((element) => element === document.activeElement)).toBe(true)
    }
    await phone.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})
