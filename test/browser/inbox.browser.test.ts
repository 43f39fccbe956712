// The list of rooms as people use it: what is new where, on all of one's devices, live and after an absence.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { enter, leave, must, signedUp as registered, roomWith, say, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { Server } from '../support/server.js'
import type { Message } from '../support/wire.js'
import {
  actOnRoom,
  badges,
  box,
  bubble,
  entry,
  goOffline,
  log,
  open,
  signIn,
  textsIn,
  write,
} from './chat.steps.js'

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
/** What a browser says of a network that is not there. */
const OFFLINE = /ERR_INTERNET_DISCONNECTED/
/** What it says where a page asks who is in a group before it is told that it is left. */
const JUST_LEFT = /the server responded with a status of 403/

let server: Server
let ann: Person
let bob: Person

beforeAll(async () => {
  server = await Server.start()
  ann = await registered(server, 'Ann')
  bob = await registered(server, 'Bob')
})
afterAll(() => server.stop())
// After that: what is said last is done first, and a page without its server would complain.
const browser = useBrowser()

const send = async (who: Person, room: string, body: object): Promise<Message> =>
  must(await who.api.post<Message>(at('/send-message', room), body), 201)

/** A window that shows the list. */
async function listOf(who: Person, options = {}): Promise<Page> {
  const page = await browser.window(server, options)
  await signIn(page, who.user.username)
  return page
}

const names = (page: Page): Promise<string[]> =>
  page.getByRole('list', { name: 'Chats' }).locator('.entry strong').allTextContents()

const said = (page: Page, room: string): Promise<string | null> =>
  entry(page, room).locator('small').first().textContent()

describe.skipIf(noBrowser)('the list of rooms', () => {
  let page: Page
  let phone: Page
  let lunch: string
  let team: string

  beforeAll(async () => {
    lunch = await roomWith(ann, [bob])
    team = await roomWith(ann, [bob])
    page = await listOf(bob)
    phone = await listOf(bob, PHONE)
  })
  afterAll(async () => {
    for (const each of [page, phone]) await each?.context().close()
  })

  it('has the latest first, what was said last, and how much is unread, on every device', async () => {
    await say(ann, team, 'Standup in five')
    await expect.poll(() => names(page)).toEqual([team, lunch])
    await say(ann, lunch, 'Soup?')
    await say(ann, lunch, 'Or bread?')
    for (const each of [page, phone]) {
      await expect.poll(() => names(each)).toEqual([lunch, team])
      expect(await said(each, lunch)).toBe('Ann: Or bread?')
      await expect.poll(() => badges(each, lunch)).toEqual(['2 unread'])
      await expect.poll(() => badges(each, team)).toEqual(['1 unread'])
      await expectAccessible(each)
    }
    expect(browser.takeComplaints()).toEqual([])
  })

  it('shows where one is mentioned, also in a muted room', async () => {
    await actOnRoom(page, team, 'Mute always')
    await entry(page, team).getByRole('img', { name: 'Muted' }).waitFor()
    await send(ann, team, { type: 'text', message: 'Bob?', mentions: [bob.user.username] })
    await send(ann, team, { type: 'text', message: 'Everybody?', mentions: ['@all'] })
    await expect.poll(() => badges(page, team)).toEqual(['@2 mentions of you', '3 unread'])
    await expectAccessible(page)
    await actOnRoom(page, team, 'Unmute')
    await expect.poll(() => entry(page, team).getByRole('img', { name: 'Muted' }).count()).toBe(0)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('says what a message without words is, who deleted one, and what one said oneself', async () => {
    const kinds = [
      [{ type: 'location', location: { latitude: 1, longitude: 2, name: 'Pier' } }, 'Ann: Pier'],
      [{ type: 'contact', contacts: [{ name: 'Cleo' }] }, 'Ann: Cleo'],
      [{ type: 'poll', poll: { question: 'When?', options: ['Now', 'Later'] } }, 'Ann: When?'],
      [
        { type: 'attachment', attachment: { type: 'document', filename: 'plan.txt', content: 'eA==' } },
        'Ann: plan.txt',
      ],
    ] as const
    for (const [body, line] of kinds) {
      await send(ann, lunch, body)
      await expect.poll(() => said(page, lunch)).toBe(line)
    }
    await expect.poll(() => badges(page, lunch)).toEqual(['6 unread'])
    const { seq } = await say(ann, lunch, 'not for everybody')
    await expect.poll(() => badges(page, lunch)).toEqual(['7 unread'])
    await send(ann, lunch, { type: 'delete', target_seq: seq })
    await expect.poll(() => said(page, lunch)).toBe('Ann: Deleted message')
    await expect.poll(() => badges(page, lunch)).toEqual(['6 unread'])
    await send(bob, lunch, { type: 'text', message: 'Bread' })
    for (const each of [page, phone]) {
      await expect.poll(() => said(each, lunch)).toBe('You: Bread')
      await expect.poll(() => badges(each, lunch)).toEqual([])
    }
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is read on all devices when it is read on one, and unread again when one wants it so', async () => {
    await open(phone, team)
    await box(phone).waitFor()
    for (const each of [page, phone]) await expect.poll(() => badges(each, team)).toEqual([])
    await phone.getByRole('button', { name: 'Back to the chats' }).click()
    await actOnRoom(page, team, 'Mark as unread')
    for (const each of [page, phone])
      await expect.poll(() => badges(each, team)).toEqual(['@1 mention of you', '1 unread'])
    await actOnRoom(phone, team, 'Mark as read')
    for (const each of [page, phone]) await expect.poll(() => badges(each, team)).toEqual([])
    expect(browser.takeComplaints()).toEqual([])
  })

  it('learns of rooms that one enters and leaves on another device', async () => {
    const club = await roomWith(ann)
    await enter(bob, club)
    for (const each of [page, phone]) await expect.poll(async () => (await names(each))[0]).toBe(club)
    await say(ann, club, 'Welcome')
    await expect.poll(() => badges(page, club)).toEqual(['1 unread'])
    await open(page, club)
    await bubble(page, 'Welcome').waitFor()
    await expect.poll(() => badges(page, club)).toEqual([])
    await leave(bob, club)
    await page.getByRole('button', { name: 'Join group' }).waitFor()
    await expect.poll(() => browser.unanswered).toEqual([])
    for (const each of [page, phone])
      await expect.poll(async () => (await names(each)).includes(club)).toBe(false)
    expect(browser.takeComplaints(JUST_LEFT)).toEqual([])
    await page.goto('/#/')
    expect(browser.takeComplaints()).toEqual([])
  })

  it('keeps favourites above and what is archived apart, also after a reload', async () => {
    const favourite = entry(page, team).getByRole('img', { name: 'Favourite' })
    await actOnRoom(page, team, 'Add to favourites')
    await favourite.waitFor()
    await expect.poll(async () => (await names(page))[0]).toBe(team)
    await actOnRoom(page, lunch, 'Archive')
    await expect.poll(() => entry(page, lunch).count()).toBe(0)
    await page.reload()
    await favourite.waitFor()
    expect((await names(page))[0]).toBe(team)
    await page.getByRole('button', { name: 'Archived' }).click()
    await entry(page, lunch).waitFor()
    await expectAccessible(page)
    await actOnRoom(page, lunch, 'Unarchive')
    await page.getByText('No archived chats.').waitFor()
    await page.getByRole('button', { name: 'Back to the chats' }).click()
    await expect.poll(async () => (await names(page)).slice(0, 2)).toEqual([team, lunch])
    await actOnRoom(page, team, 'Remove from favourites')
    await expect.poll(() => favourite.count()).toBe(0)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is worked by keys alone', async () => {
    const actions = page.getByRole('button', { name: `Actions for the room ${team}` })
    await entry(page, team).getByRole('link').focus()
    await page.keyboard.press('Tab')
    await expect.poll(() => actions.evaluate((each) => each === document.activeElement)).toBe(true)
    expect(await actions.evaluate((each) => getComputedStyle(each).opacity)).toBe('1')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Actions' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect.poll(() => actions.evaluate((each) => each === document.activeElement)).toBe(true)
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('whoever was away', () => {
  it('has the truth of all rooms when they are back, however much they missed', async () => {
    const busy = await roomWith(ann, [bob])
    const calm = await roomWith(ann, [bob])
    const left = await roomWith(ann, [bob])
    await say(ann, busy, 'message 0')
    await say(ann, calm, 'seen elsewhere')
    const page = await listOf(bob)
    await open(page, busy)
    await bubble(page, 'message 0').waitFor()
    await expect.poll(() => badges(page, busy)).toEqual([])
    await expect.poll(() => badges(page, calm)).toEqual(['1 unread'])

    await goOffline(page)
    await page.getByText('Not connected').waitFor()
    await write(page, 'written meanwhile')
    // More than the connection brings: the rest is read from the history.
    for (let nth = 1; nth <= 80; nth++) await say(ann, busy, `message ${nth}`)
    await send(bob, calm, { type: 'text', message: 'from my other device' })
    await leave(bob, left)
    const entered = await roomWith(ann, [bob])
    await page.context().setOffline(false)

    await expect.poll(async () => (await textsIn(page)).at(-1)).toBe('written meanwhile')
    await bubble(page, 'message 80').waitFor()
    while ((await textsIn(page)).length < 82) {
      const before = (await textsIn(page)).length
      await log(page).evaluate((scroller) => (scroller.scrollTop = 0))
      await expect.poll(async () => (await textsIn(page)).length).toBeGreaterThan(before)
    }
    const texts = Array.from({ length: 81 }, (_, nth) => `message ${nth}`)
    await expect.poll(() => textsIn(page)).toEqual([...texts, 'written meanwhile'])
    await expect.poll(() => badges(page, calm)).toEqual([])
    expect(await entry(page, entered).count()).toBe(1)
    await expect.poll(async () => (await names(page)).includes(left)).toBe(false)
    await page.context().close()
    expect(browser.takeComplaints(OFFLINE)).toEqual([])
  })
})
