// Anywhere in a room's log: jumps to what is quoted, pinned, found or unread, what is folded, and staying where one reads.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { crowd, must, roomWith, say, signedUp, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { Server } from '../support/server.js'
import type { Message } from '../support/wire.js'
import { act, actions, box, bubble, entry, goOffline, log, open, signIn, write } from './chat.steps.js'

const PHONE = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }
/** The browser reports every answer that is not a success, such as the refusal that a test asks for. */
const REFUSED = /Failed to load resource: the server responded with a status of 4\d\d/
/** Of a server that cannot be reached, the browser itself says so in the console. */
const OFFLINE = /ERR_INTERNET_DISCONNECTED|WebSocket connection to/

let server: Server
let ann: Person
let bob: Person

beforeAll(async () => {
  server = await Server.start()
  ann = await signedUp(server, 'Ann')
  bob = await signedUp(server, 'Bob')
})
afterAll(() => server.stop())
// After that: what is said last is done first, and a page without its server would complain.
const browser = useBrowser()

const send = async (who: Person, room: string, body: object): Promise<Message> =>
  must(await who.api.post<Message>(at('/send-message', room), body), 201)

async function windowOf(who: Person, room?: string, options = {}): Promise<Page> {
  const page = await browser.window(server, options)
  await signIn(page, who.user.username)
  if (room === undefined) return page
  await open(page, room)
  await box(page).waitFor()
  return page
}

/** Whether a message can be seen, as a whole, in its scroller. */
const inSight = (page: Page, words: string | RegExp) =>
  bubble(page, words).evaluate((line) => {
    const { top, bottom } = line.getBoundingClientRect()
    const scroller = line.closest('.scroller')!.getBoundingClientRect()
    return top >= scroller.top && bottom <= scroller.bottom
  })

const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')

describe.skipIf(noBrowser)('a room of three hundred messages', () => {
  let room: string
  let page: Page

  beforeAll(async () => {
    room = await roomWith(ann, [bob])
    for (let nth = 1; nth <= 300; nth++)
      await say(ann, room, nth === 7 ? 'the needle in here' : `message ${nth}`)
    await send(bob, room, { type: 'text', message: 'answers the needle', reply_to: 9 })
    await send(ann, room, { type: 'pin', target_seq: 9, pinned: true })
    await send(ann, room, { type: 'pin', target_seq: 150, pinned: true })
    page = await windowOf(bob, room)
  })
  afterAll(() => page.context().close())

  it('leads from a quote to what it quotes, far above, and back to the end', async () => {
    const quote = bubble(page, 'answers the needle').getByRole('button', { name: /^Ann the needle/ })
    await quote.click()
    await bubble(page, 'the needle in here').waitFor()
    await expect.poll(() => inSight(page, 'the needle in here')).toBe(true)
    expect(await focusedText(page)).toContain('the needle in here')
    // What lies between is a hole, which fills on the way down.
    expect(await bubble(page, /^message 290$/).count()).toBe(0)
    await log(page).evaluate((scroller) => (scroller.scrollTop = scroller.scrollHeight))
    await bubble(page, /^message 60$/).waitFor()
    await page.getByRole('button', { name: 'Scroll to the latest message' }).click()
    await expect.poll(() => inSight(page, 'answers the needle')).toBe(true)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('shows what comes while one looks elsewhere only as a number, until one goes to the end', async () => {
    await bubble(page, 'answers the needle')
      .getByRole('button', { name: /^Ann the needle/ })
      .click()
    await expect.poll(() => inSight(page, 'the needle in here')).toBe(true)
    await say(ann, room, 'meanwhile')
    await page.getByRole('button', { name: 'Scroll to the latest message' }).waitFor()
    await expect.poll(() => inSight(page, 'the needle in here')).toBe(true)
    await page.getByRole('button', { name: /new message|latest message/ }).click()
    await expect.poll(() => inSight(page, 'meanwhile')).toBe(true)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is searched, from one place to the next, by key', async () => {
    await page.getByRole('button', { name: 'Search in this chat' }).click()
    const search = page.getByRole('searchbox', { name: 'Search messages in this chat' })
    await search.fill('message 12')
    await page.getByText(/^1 of 11/).waitFor()
    await expect.poll(() => inSight(page, /^message 129$/)).toBe(true)
    await search.press('Enter')
    await page.getByText(/^2 of 11/).waitFor()
    await expect.poll(() => inSight(page, /^message 128$/)).toBe(true)
    await search.press('Shift+Enter')
    await page.getByText(/^1 of 11/).waitFor()
    await search.fill('nothing like it')
    await page.getByText('No messages found').waitFor()
    await expectAccessible(page)
    await search.press('Escape')
    await expect.poll(() => search.count()).toBe(0)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('names what is pinned, the latest first, and leads there', async () => {
    const pinned = page.getByRole('button', { name: /^Pinned message/ })
    await pinned.getByText('message 148').waitFor()
    await pinned.click()
    await expect.poll(() => inSight(page, /^message 148$/)).toBe(true)
    await pinned.getByText('the needle in here').waitFor()
    await pinned.click()
    await expect.poll(() => inSight(page, 'the needle in here')).toBe(true)
    await expectAccessible(page)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('opens at the message that an address names', async () => {
    await page.goto('/#/room/' + encodeURIComponent(room) + '/40')
    await expect.poll(() => inSight(page, /^message 38$/)).toBe(true)
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('a message', () => {
  it('is forwarded to other chats, starred, and its words are copied', async () => {
    const [from, to, other] = [await roomWith(ann, [bob]), await roomWith(bob), await roomWith(bob)]
    await say(ann, from, 'Pass it on')
    const page = await windowOf(bob, from)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await act(page, 'Pass it on', 'Forward')
    const dialog = page.getByRole('dialog', { name: 'Forward to' })
    await dialog.getByLabel(to).check()
    await dialog.getByRole('searchbox').fill(other)
    await dialog.getByLabel(other).check()
    await dialog.getByText('2 chats selected').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Forward' }).click()
    for (const room of [to, other]) {
      await open(page, room)
      await bubble(page, 'Pass it on').getByText('Forwarded').waitFor()
    }
    await open(page, from)
    await act(page, 'Pass it on', 'Star')
    await expect
      .poll(async () => must(await bob.api.get<{ messages: Message[] }>('/starred'), 200).messages.length)
      .toBe(1)
    await act(page, 'Pass it on', 'Copy text')
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('Pass it on')
    await page.reload()
    await act(page, 'Pass it on', 'Unstar')
    await expect
      .poll(async () => must(await bob.api.get<{ messages: Message[] }>('/starred'), 200).messages)
      .toEqual([])
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('a hundred unread messages', () => {
  it('begin where one comes in, with what was read before above, and all others below', async () => {
    const room = await roomWith(ann, [bob])
    for (let nth = 1; nth <= 30; nth++) await say(bob, room, `read ${nth}`)
    for (let nth = 1; nth <= 120; nth++) await say(ann, room, `new ${nth}`)
    const page = await windowOf(bob, room)
    const line = log(page).getByText('120 unread messages')
    await line.waitFor()
    await expect.poll(() => inSight(page, /^new 1$/)).toBe(true)
    expect((await line.boundingBox())!.y).toBeLessThan(500)
    await bubble(page, /^read 30$/).waitFor()
    await page.getByRole('button', { name: 'Scroll to the latest message' }).click()
    await expect.poll(() => inSight(page, /^new 120$/)).toBe(true)
    await expect.poll(() => entry(page, room).locator('.badge').count()).toBe(0)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('many who join', () => {
  it('are one line, which unfolds', async () => {
    const others = await crowd(server, 5)
    const room = await roomWith(ann, others)
    const page = await windowOf(ann, room)
    const folded = log(page).getByRole('button', { name: /and \d others? joined/ })
    await folded.waitFor()
    expect(await log(page).locator('.notice-line').count()).toBe(1)
    await folded.click()
    await expect.poll(() => log(page).locator('.notice-line').count()).toBeGreaterThan(5)
    await expectAccessible(page)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('a phone', () => {
  it('goes Back from what lies over the room, and only then from the room', async () => {
    const room = await roomWith(ann, [bob])
    await say(bob, room, 'Look here')
    const page = await windowOf(ann, undefined, PHONE)
    await entry(page, room).getByRole('link').click()
    await bubble(page, 'Look here').waitFor()
    await page.getByRole('button', { name: 'Group info' }).click()
    const sheet = page.getByRole('dialog', { name: 'Group info' })
    await sheet.waitFor()
    await page.goBack()
    await expect.poll(() => sheet.count()).toBe(0)
    await bubble(page, 'Look here').waitFor()
    // A menu that opens a dialog is one step.
    await act(page, 'Look here', 'Message info')
    await page.getByRole('dialog', { name: 'Message info' }).waitFor()
    await page.goBack()
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    // What was closed by its own button is no step any more.
    const menu = await actions(page, 'Look here')
    await page.keyboard.press('Escape')
    await expect.poll(() => menu.count()).toBe(0)
    await expect.poll(() => page.evaluate(() => history.state as unknown)).toBeNull()
    await page.goBack()
    await page.getByRole('navigation', { name: 'Rooms' }).waitFor()
    await expect.poll(() => log(page).count()).toBe(0)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('keeps the last message in sight while the place to write grows', async () => {
    const room = await roomWith(ann, [bob])
    for (let nth = 1; nth <= 40; nth++) await say(ann, room, `message ${nth}`)
    const page = await windowOf(ann, room, PHONE)
    await expect.poll(() => inSight(page, /^message 40$/)).toBe(true)
    await box(page).fill('one\ntwo\nthree\nfour\nfive')
    await expect.poll(() => inSight(page, /^message 40$/)).toBe(true)
    await say(bob, room, 'one more')
    await bubble(page, 'one more').waitFor()
    await expect.poll(() => inSight(page, 'one more')).toBe(true)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('an address', () => {
  it('that leads nowhere has a way out', async () => {
    const page = await windowOf(ann)
    await open(page, 'no-such-room-at-all')
    await page.getByText('This chat does not exist.').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Back to your chats' }).click()
    await page.getByRole('heading', { name: 'Select a chat, or start a new one' }).waitFor()
    await page.context().close()
    expect(browser.takeComplaints(REFUSED)).toEqual([])
  })

  it('that is opened while the server is away is tried again once it is back', async () => {
    const room = await roomWith(bob)
    const page = await windowOf(ann)
    await goOffline(page)
    await page.getByRole('navigation', { name: 'Rooms' }).waitFor()
    await open(page, room)
    await page.getByText('The server cannot be reached.').first().waitFor()
    await page.context().setOffline(false)
    await page.getByRole('button', { name: 'Join group' }).waitFor()
    await page.context().close()
    expect(browser.takeComplaints(OFFLINE)).toEqual([])
  })
})

describe.skipIf(noBrowser)('a page that is open over midnight', () => {
  it('calls yesterday what was today, in the reader’s language', async () => {
    const room = await roomWith(ann)
    await say(ann, room, 'Late')
    const page = await browser.window(server, { locale: 'de-DE' })
    await signIn(page, ann.user.username)
    await open(page, room)
    await log(page).getByText('Heute', { exact: true }).waitFor()
    await page.clock.install({ time: Date.now() + 86_400_000 })
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await log(page).getByText('Gestern', { exact: true }).waitFor()
    await write(page, 'Still awake')
    await bubble(page, 'Still awake').waitFor()
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})
