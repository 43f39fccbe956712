// What two people learn of each other in a room: whether it arrived, whether it was read, who types and who is there.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { must, signedUp as registered, roomWith, say, type Person } from '../support/people.js'
import { Server } from '../support/server.js'
import type { Me } from '../support/wire.js'
import { act, badges, box, bubble, entry, log, open, signIn, textsIn, tick, write } from './chat.steps.js'

let server: Server

beforeAll(async () => {
  server = await Server.start()
})
afterAll(() => server.stop())
// After that: what is said last is done first, and a page without its server would complain.
const browser = useBrowser()

async function windowOf(who: Person, room?: string): Promise<Page> {
  const page = await browser.window(server)
  await signIn(page, who.user.username)
  if (room === undefined) return page
  await open(page, room)
  await box(page).waitFor()
  return page
}

const header = (page: Page) => page.locator('.room-title')
const close = async (...pages: Page[]): Promise<void> => {
  for (const page of pages) await page.context().close()
}

describe.skipIf(noBrowser)('a message of mine', () => {
  let ann: Person
  let bob: Person
  let room: string
  let anns: Page

  beforeAll(async () => {
    ann = await registered(server, 'Ann')
    bob = await registered(server, 'Bob')
    room = await roomWith(ann, [bob])
    anns = await windowOf(ann, room)
  })
  afterAll(() => close(anns))

  it('is sent, then delivered, then read, as far as the other is', async () => {
    await write(anns, 'Are you there?')
    await tick(anns, 'Are you there?', 'Sent').waitFor()
    const bobs = await windowOf(bob)
    await tick(anns, 'Are you there?', 'Delivered').waitFor()
    await expect.poll(() => badges(bobs, room)).toEqual(['1 unread'])
    await open(bobs, room)
    await tick(anns, 'Are you there?', 'Read').waitFor()
    await expect.poll(() => badges(bobs, room)).toEqual([])
    await expectAccessible(anns)
    await close(bobs)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('says who has read it, and whom it has reached', async () => {
    const cleo = await registered(server, 'Cleo')
    const dan = await registered(server, 'Dan')
    const crowd = await roomWith(ann, [bob, cleo, dan])
    await open(anns, crowd)
    await write(anns, 'Who is in?')
    const bobs = await windowOf(bob, crowd)
    const cleos = await windowOf(cleo)
    await expect.poll(() => badges(cleos, crowd)).toEqual(['1 unread'])
    await bubble(bobs, 'Who is in?').waitFor()
    await tick(anns, 'Who is in?', 'Sent').waitFor()
    await expect
      .poll(async () => {
        await act(anns, 'Who is in?', 'Message info')
        const dialog = anns.getByRole('dialog', { name: 'Message info' })
        await dialog.getByText('Not delivered to 1 member yet.').waitFor()
        const lines = await dialog.getByRole('listitem').allInnerTexts()
        const headings = await dialog.getByRole('heading', { level: 3 }).allInnerTexts()
        await expectAccessible(anns)
        await anns.keyboard.press('Escape')
        return [headings, lines.map((line) => line.match(/Ann|Bob|Cleo|Dan/)?.[0])]
      })
      .toEqual([
        ['Read by', 'Delivered to'],
        ['Bob', 'Cleo'],
      ])
    await close(bobs, cleos)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('shows no more than delivered where the other hides what they read, nor to who hides it', async () => {
    const bobs = await windowOf(bob, room)
    const privacy = async (receipts: boolean, seen: string): Promise<void> => {
      await bobs.getByRole('button', { name: 'Settings' }).click()
      await bobs.getByRole('dialog', { name: 'Settings' }).getByRole('button', { name: 'Privacy' }).click()
      const dialog = bobs.getByRole('dialog', { name: 'Privacy' })
      await expect
        .poll(() => dialog.getByRole('switch', { name: 'Read receipts' }).isChecked())
        .toBe(!receipts)
      await dialog.getByRole('switch', { name: 'Read receipts' }).click()
      await dialog.getByRole('combobox', { name: 'Last seen and online' }).selectOption(seen)
      await expect
        .poll(async () => must(await bob.api.get<Me>('/auth/me'), 200).privacy)
        .toMatchObject({ read_receipts: receipts, last_seen: seen.toLowerCase() })
      await expectAccessible(bobs)
      await dialog.getByRole('button', { name: 'Close' }).click()
      await dialog.waitFor({ state: 'detached' })
    }
    await privacy(false, 'Nobody')
    await open(anns, room)
    await write(anns, 'And now?')
    await tick(anns, 'And now?', 'Delivered').waitFor()
    await bubble(bobs, 'And now?').waitFor()
    await write(bobs, 'Nothing to see')
    await bubble(anns, 'Nothing to see').waitFor()
    await tick(bobs, 'Nothing to see', 'Delivered').waitFor()
    for (const page of [anns, bobs]) {
      expect(await page.getByRole('img', { name: 'Read', exact: true }).count()).toBe(0)
      expect(await header(page).innerText()).not.toMatch(/online|last seen/)
    }
    await privacy(true, 'Everyone')
    await tick(bobs, 'Nothing to see', 'Read').waitFor()
    await close(bobs)
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('what I have not read', () => {
  let ann: Person
  let bob: Person
  let room: string
  let page: Page

  beforeAll(async () => {
    ann = await registered(server, 'Ann')
    bob = await registered(server, 'Bob')
    room = await roomWith(ann, [bob])
    for (let nth = 1; nth <= 60; nth++) await say(ann, room, `message ${nth}`)
    page = await windowOf(bob)
  })
  afterAll(() => close(page))

  it('begins with a line, where I come in, and is read as far as I go', async () => {
    await expect.poll(() => badges(page, room)).toEqual(['60 unread'])
    await open(page, room)
    const line = log(page).getByText('60 unread messages')
    await line.waitFor()
    await expect.poll(() => line.isVisible()).toBe(true)
    expect((await line.boundingBox())!.y).toBeLessThan(400)
    const left = async () => Number((await badges(page, room))[0]?.split(' ')[0] ?? 0)
    await expect.poll(left).toBeLessThan(60)
    const first = await left()
    expect(first).toBeGreaterThan(30)
    await log(page).evaluate((scroller) => (scroller.scrollTop += 600))
    await expect.poll(left).toBeLessThan(first)
    expect(await left()).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Scroll to the latest message' }).click()
    await expect.poll(left).toBe(0)
    await expectAccessible(page)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is more again when I want it so, until I come back', async () => {
    await act(page, 'message 58', 'Mark as unread')
    await expect.poll(() => badges(page, room)).toEqual(['3 unread'])
    await log(page).getByText('3 unread messages').waitFor()
    await say(ann, room, 'message 61')
    await bubble(page, 'message 61').waitFor()
    await expect.poll(() => badges(page, room)).toEqual(['4 unread'])
    await page.reload()
    await log(page).getByText('4 unread messages').waitFor()
    await expect.poll(() => badges(page, room)).toEqual([])
    await write(page, 'All read')
    await bubble(page, 'All read').waitFor()
    expect(await log(page).getByText('unread message').count()).toBe(0)
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('two people who look at the same room', () => {
  it('see each other typing, in the room and in the list, until it is said or given up', async () => {
    const ann = await registered(server, 'Ann')
    const bob = await registered(server, 'Bob')
    const room = await roomWith(ann, [bob])
    const anns = await windowOf(ann, room)
    const bobs = await windowOf(bob)
    const typing = entry(bobs, room).getByText('is typing…')
    // Then he hears her.
    await header(anns).getByText('online').waitFor()
    await box(anns).pressSequentially('Hel')
    await typing.waitFor()
    await open(bobs, room)
    await box(anns).pressSequentially('lo')
    await header(bobs).getByText('is typing…').waitFor()
    await expectAccessible(bobs)
    await box(anns).press('Enter')
    await bubble(bobs, 'Hello').waitFor()
    await expect.poll(() => header(bobs).getByText('is typing…').count()).toBe(0)
    expect(await typing.count()).toBe(0)
    await box(anns).pressSequentially('No')
    await header(bobs).getByText('is typing…').waitFor()
    await box(anns).fill('')
    await expect.poll(() => header(bobs).getByText('is typing…').count()).toBe(0)
    await expect.poll(() => textsIn(bobs)).toEqual(['Hello'])
    await close(anns, bobs)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('see whether the other is there, and when they were', async () => {
    const ann = await registered(server, 'Ann')
    const bob = await registered(server, 'Bob')
    const room = await roomWith(ann, [bob])
    const anns = await windowOf(ann, room)
    const bobs = await windowOf(bob)
    await header(anns).getByText('2 members · 2 online').waitFor()
    await anns.getByRole('button', { name: 'Group info' }).click()
    const members = anns.getByRole('list', { name: 'Members' })
    const of = (person: Person) =>
      members.getByRole('listitem').filter({ hasText: `@${person.user.username}` })
    await of(bob).getByText('online').waitFor()
    await expectAccessible(anns)
    await close(bobs)
    await of(bob)
      .getByText(/last seen today at \d\d:\d\d/)
      .waitFor()
    await header(anns).getByText('2 members', { exact: true }).waitFor()
    await close(anns)
    expect(browser.takeComplaints()).toEqual([])
  })
})
