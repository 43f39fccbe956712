// The list of chats: all of them, however many; what each row says; what is picked out; and the groups that one could join.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { directWith, must, roomWith, say, signedUp, unique, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { sharedServer, type Server } from '../support/server.js'
import { actOnRoom, badges, box, entry, open, signIn, write } from './chat.steps.js'

const MANY = 130
const browser = useBrowser()
let server: Server
let ann: Person
let ben: Person

beforeAll(async () => {
  server = await sharedServer()
  ann = await signedUp(server, 'Ann')
  ben = await signedUp(server, 'Ben')
})

async function listOf(who: Person, options = {}): Promise<Page> {
  const page = await browser.window(server, options)
  await signIn(page, who.user.username)
  return page
}

const chats = (page: Page) => page.getByRole('list', { name: 'Chats', exact: true })
const names = (page: Page): Promise<string[]> => chats(page).locator('.entry strong').allTextContents()
const line = (page: Page, room: string) => entry(page, room).locator('.entry-line small').first()

describe.skipIf(noBrowser)('a list of very many chats', () => {
  it('has all of them, and draws those in sight', async () => {
    const cem = await signedUp(server, 'Cem')
    const rooms: string[] = []
    for (let nth = 0; nth < MANY; nth++) rooms.push(await roomWith(cem))
    const page = await listOf(cem)
    await entry(page, rooms.at(-1)!).waitFor()
    await expect
      .poll(() => chats(page).getByRole('listitem').first().getAttribute('aria-setsize'))
      .toBe(String(MANY))
    expect(await chats(page).getByRole('listitem').count()).toBeLessThan(60)
    await page.locator('.lists').evaluate((list) => (list.scrollTop = list.scrollHeight))
    await entry(page, rooms[0]!).waitFor()
    // It moves up as soon as something is said in it.
    await page.locator('.lists').evaluate((list) => (list.scrollTop = 0))
    await say(cem, rooms[0]!, 'Back at the top')
    await expect.poll(async () => (await names(page))[0]).toBe(rooms[0])
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('a row of the list', () => {
  let anns: Page
  let bens: Page
  let lunch: string
  let direct: string

  beforeAll(async () => {
    lunch = await roomWith(ann, [ben])
    direct = (await directWith(ann, ben)).name
    anns = await listOf(ann)
    bens = await listOf(ben, { viewport: { width: 390, height: 800 } })
  })
  afterAll(async () => {
    for (const page of [anns, bens]) await page?.context().close()
  })

  it('says how far one’s own last message has come', async () => {
    await open(anns, direct)
    await write(anns, 'Are you there?')
    await line(anns, 'Ben').getByRole('img', { name: 'Delivered' }).waitFor()
    await open(bens, direct)
    await box(bens).waitFor()
    await line(anns, 'Ben').getByRole('img', { name: 'Read' }).waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('shows who is online, and who is typing', async () => {
    await entry(anns, 'Ben').locator('.avatar.online').waitFor()
    await open(anns, lunch)
    await box(bens).pressSequentially('Soon', { delay: 20 })
    await expect.poll(() => line(anns, 'Ben').textContent()).toBe('typing…')
    expect(browser.takeComplaints()).toEqual([])
  })

  it('keeps what was begun to be written in sight, also after a reload', async () => {
    await box(anns).fill('What about')
    await open(anns, direct)
    await expect.poll(() => line(anns, lunch).textContent()).toBe('Draft: What about')
    await expect.poll(() => browser.unanswered).toEqual([])
    await anns.reload()
    await expect.poll(() => line(anns, lunch).textContent()).toBe('Draft: What about')
    await expectAccessible(anns)
    await open(anns, lunch)
    await box(anns).fill('')
    await open(anns, direct)
    await expect.poll(() => line(anns, lunch).textContent()).not.toContain('Draft')
    expect(browser.takeComplaints()).toEqual([])
  })

  it('counts neither who comes and goes nor what one says oneself', async () => {
    const club = await roomWith(ann, [])
    await entry(anns, club).waitFor()
    must(await ben.api.post(at('/enter-chatroom', club)), 200)
    await say(ann, club, 'Welcome')
    await expect.poll(() => line(anns, club).textContent()).toContain('Welcome')
    expect(await badges(anns, club)).toEqual([])
    must(await ben.api.post(at('/leave-chatroom', club)), 204)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('goes when the room is deleted', async () => {
    const gone = await roomWith(ann, [ben])
    await entry(anns, gone).waitFor()
    must(await ann.api.delete(at('/chatroom', gone)), 204)
    await expect.poll(() => entry(anns, gone).count()).toBe(0)
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('chats and groups', () => {
  it('are picked out: unread ones, favourites, groups', async () => {
    const [dan, eve] = [await signedUp(server, 'Dan'), await signedUp(server, 'Eve')]
    const loud = await roomWith(eve, [dan])
    const calm = await roomWith(eve, [dan])
    await directWith(dan, eve)
    await say(eve, loud, 'Hello?')
    const page = await listOf(dan)
    await entry(page, calm).waitFor()
    await actOnRoom(page, calm, 'Add to favourites')
    const chosen = async (filter: string) => {
      await page.getByRole('button', { name: filter, exact: true }).click()
      return names(page)
    }
    await expect.poll(() => chosen('Unread')).toEqual([loud])
    await expectAccessible(page)
    await expect.poll(() => chosen('Favourites')).toEqual([calm])
    await expect.poll(() => chosen('Groups')).toEqual([calm, loud])
    await expect.poll(async () => (await chosen('All')).toSorted()).toEqual(['Eve', calm, loud].toSorted())
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('can be discovered, searched and joined, and are not offered then', async () => {
    const start = unique('garden')
    const gardens = [
      await roomWith(ann, [], { name: `${start}-a` }),
      await roomWith(ann, [], { name: `${start}-b` }),
    ]
    const finn = await signedUp(server, 'Finn')
    const page = await listOf(finn)
    await page.getByRole('button', { name: 'Discover groups' }).click()
    await page.getByRole('searchbox', { name: 'Search groups' }).fill(start)
    for (const garden of gardens) await entry(page, garden).waitFor()
    await expectAccessible(page)
    await entry(page, gardens[0]!).click()
    await page
      .getByRole('main')
      .getByRole('button', { name: /^(Enter|Join)/ })
      .click()
    await box(page).waitFor()
    await expect.poll(() => entry(page, gardens[0]!).count()).toBe(0)
    await page.getByRole('button', { name: 'Back to the chats' }).click()
    await expect.poll(() => names(page)).toEqual([gardens[0]])
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})
