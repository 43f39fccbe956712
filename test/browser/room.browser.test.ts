// One room at its limits: full, and a thousand messages long.
import { Client } from 'pg'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { enter, logOf, must, signedUp as registered, roomWith, say } from '../support/people.js'
import { at } from '../support/rest.js'
import { Server } from '../support/server.js'
import type { Message } from '../support/wire.js'
import {
  act,
  box,
  bubble,
  enterRoom,
  goOffline,
  log,
  open,
  register,
  signIn,
  textsIn,
  tick,
  write,
} from './chat.steps.js'

/** The browser reports every answer that is not a success, such as the refusal that a test asks for. */
const REFUSED = /Failed to load resource: the server responded with a status of 4\d\d/

const browser = useBrowser()
let server: Server

beforeAll(async () => {
  server = await Server.start()
})
afterAll(() => server.stop())

const seqsIn = (page: Page): Promise<number[]> =>
  page
    .locator('.bubble')
    .evaluateAll((all) => all.map((each) => Number((each as HTMLElement).dataset['seq'])))

/** Reads far up, and is at the end again, where that is let go of, before a page of older messages has come. */
async function goBackWhileOlderOnesCome(page: Page): Promise<void> {
  const drawn = () => page.locator('.bubble').count()
  while ((await drawn()) <= 400) {
    const before = await drawn()
    await log(page).evaluate((scroller) => (scroller.scrollTop = 300))
    await expect.poll(drawn).toBeGreaterThan(before)
  }
  let answer!: () => void
  const held = new Promise<void>((resolve) => (answer = resolve))
  await page.route(/before_seq/, async (route) => {
    const fetched = await route.fetch()
    await held
    await route.fulfill({ response: fetched })
  })
  const asked = page.waitForRequest(/before_seq/)
  await log(page).evaluate((scroller) => (scroller.scrollTop = 300))
  await asked
  await page.getByRole('button', { name: 'Scroll to the latest message' }).click()
  await expect.poll(drawn).toBeLessThanOrEqual(400)
  const answered = page.waitForResponse(/before_seq/)
  answer()
  await (await answered).finished()
  await page.unrouteAll()
  const seqs = await seqsIn(page)
  expect(seqs).toEqual(seqs.map((_, index) => seqs[0]! + index))
}

/** Makes an entry one of a kind that only later versions have. */
async function makeUnknown(room: string, seq: number): Promise<void> {
  const database = new Client(server.databaseUrl)
  await database.connect()
  await database.query(
    `UPDATE messages SET type = 'sticker', message = NULL
     WHERE chatroom_id = (SELECT id FROM chatrooms WHERE name = $1) AND seq = $2`,
    [room, seq],
  )
  await database.end()
}

describe.skipIf(noBrowser)('a room', () => {
  it('that is full says so, and lets in when somebody has left', async () => {
    const owner = await registered(server, 'Olga')
    const room = await roomWith(owner, [], { max_members: 2 })
    const other = await registered(server, 'Otto')
    await enter(other, room)
    const page = await browser.window(server)
    await register(page, 'Late')
    await enterRoom(page, room)
    await page.getByText(/This group is full/).waitFor()
    await expectAccessible(page)
    must(await other.api.post(at('/leave-chatroom', room)), 204)
    await page.getByRole('button', { name: /^(Enter|Join)/ }).click()
    await box(page).waitFor()
    await page.context().close()
    expect(browser.takeComplaints(REFUSED)).toEqual([])
  })

  it('that was made anew while one was away shows nothing of the old, and gets what was written only if one says so', async () => {
    const ann = await registered(server, 'Ann')
    const bob = await registered(server, 'Bob')
    const room = await roomWith(ann, [bob])
    await say(ann, room, 'of the old room')
    const page = await browser.window(server)
    await signIn(page, bob.user.username)
    await open(page, room)
    await log(page).getByText('of the old room').waitFor()
    await goOffline(page)
    await page.evaluate(() => dispatchEvent(new Event('offline')))
    await write(page, 'written for the old room')
    must(await ann.api.delete(at('/chatroom', room)), 204)
    await roomWith(ann, [bob], { name: room })
    for (let nth = 0; nth < 5; nth++) await say(ann, room, `new ${nth}`)
    await page.context().setOffline(false)
    await log(page).getByText('new 4').waitFor()
    await page.getByText(/deleted and created again/).waitFor()
    expect(await log(page).getByText('of the old room').count()).toBe(0)
    const texts = async () => (await logOf(ann, room)).flatMap(({ message }) => message ?? [])
    await expect.poll(() => texts()).toEqual([0, 1, 2, 3, 4].map((nth) => `new ${nth}`))
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(texts).toContain('written for the old room')
    await page.context().close()
    browser.takeComplaints()
  })

  it('shows where a location is, and nothing of an entry that it does not know, after which all goes on', async () => {
    const ann = await registered(server, 'Ann')
    const bob = await registered(server, 'Bob')
    const room = await roomWith(ann, [bob])
    const share = async (location: object) =>
      must(await ann.api.post<Message>(at('/send-message', room), { type: 'location', location }), 201)
    await share({ latitude: 52.5163, longitude: 13.3777, name: 'Brandenburger Tor' })
    const { seq } = await say(ann, room, 'of a later version')
    await makeUnknown(room, seq)
    const page = await browser.window(server)
    await signIn(page, bob.user.username)
    await open(page, room)
    const named = log(page).getByRole('link', { name: 'Brandenburger Tor' })
    expect(await named.getAttribute('href')).toBe(
      'https://www.openstreetmap.org/?mlat=52.5163&mlon=13.3777#map=16/52.5163/13.3777',
    )
    expect(await named.getAttribute('rel')).toBe('noopener noreferrer')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await log(page).getByRole('button', { name: 'Copy coordinates' }).click()
    await log(page).getByRole('button', { name: 'Coordinates copied' }).waitFor()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('52.5163, 13.3777')
    await share({ latitude: -33.5, longitude: 0 })
    await log(page).getByRole('link', { name: '-33.5, 0' }).waitFor()
    await write(page, 'seen')
    await expect.poll(() => textsIn(page)).toEqual(['seen'])
    await expect.poll(() => seqsIn(page)).toEqual([3, 5, 6])
    await expectAccessible(page)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('whose server came back with another history gets what was written meanwhile, once, and what was changed only if one says so', async () => {
    const ann = await registered(server, 'Ann')
    const room = await roomWith(ann)
    const page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, room)
    await write(page, 'before')
    await tick(page, 'before', 'Sent').waitFor()
    await page.locator('[data-seq="2"]').waitFor()
    await goOffline(page)
    await act(page, 'before', 'React with 👍')
    await write(page, 'after')
    const database = new Client(server.databaseUrl)
    await database.connect()
    await database.query(
      `UPDATE chatroom_heads SET incarnation = 'replaced-now'
       WHERE chatroom_id = (SELECT id FROM chatrooms WHERE name = $1)`,
      [room],
    )
    await database.end()
    await page.context().setOffline(false)
    const texts = async () => (await logOf(ann, room)).flatMap(({ message }) => message ?? [])
    await expect.poll(texts).toEqual(['before', 'after'])
    await expect.poll(() => textsIn(page)).toEqual(['before', 'after'])
    await page.getByText(/Check whether this still belongs here/).waitFor()
    const reaction = bubble(page, 'before').getByRole('button', { name: /^👍/ })
    expect(await reaction.count()).toBe(0)
    await page.getByRole('button', { name: 'Try again' }).click()
    await reaction.waitFor()
    await page.context().close()
    expect(browser.takeComplaints(/ERR_INTERNET_DISCONNECTED/)).toEqual([])
  })

  it('of a thousand messages is read back to its first, and nothing jumps on the way', async () => {
    const ann = await registered(server, 'Ann')
    const bob = await registered(server, 'Bob')
    const room = await roomWith(ann, [bob])
    for (let next = 1; next <= 1000; next += 50)
      await Promise.all(Array.from({ length: 50 }, (_, index) => say(ann, room, `message ${next + index}`)))
    const page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, room)
    await page.locator('[data-seq="1002"]').waitFor()
    const first = () => page.locator('.bubble').first().getAttribute('data-seq').then(Number)
    while ((await first()) > 3) {
      const before = await first()
      // What is in sight keeps its place while older messages come in above it.
      const moved = await log(page).evaluate(async (scroller) => {
        scroller.scrollTop = 300
        const seen = [...scroller.querySelectorAll('.bubble')].find(
          (each) => each.getBoundingClientRect().top >= scroller.getBoundingClientRect().top,
        )!
        const was = seen.getBoundingClientRect().top
        const height = scroller.scrollHeight
        for (let tries = 0; tries < 500 && scroller.scrollHeight === height; tries++)
          await new Promise((resolve) => setTimeout(resolve, 10))
        return seen.getBoundingClientRect().top - was
      })
      expect(Math.abs(moved)).toBeLessThan(2)

      await expect.poll(first).toBeLessThan(before)
    }
    await expect.poll(() => seqsIn(page)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 3))
    // What one has said elsewhere is no news.
    await say(ann, room, 'said elsewhere')
    await say(bob, room, 'one more')
    await page.getByRole('button', { name: '1 new message' }).click()
    await log(page).getByText('one more').waitFor()
    // Back at the end, what was read is let go of: a long conversation does not weigh for ever.
    expect(await page.locator('.bubble').count()).toBeLessThan(500)
    await goBackWhileOlderOnesCome(page)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})
