// One box that searches everything: chats, what was said in all of them, people, and groups; and the list of starred messages.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { directWith, must, roomWith, say, signedUp, unique, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { sharedServer, type Server } from '../support/server.js'
import { bubble, open, signIn } from './chat.steps.js'

const browser = useBrowser()
const word = unique('quince').replaceAll('-', '')
let server: Server
let ann: Person
let ben: Person
let page: Page
let kitchen: string
let early: number

const searchBox = () => page.getByRole('searchbox', { name: 'Search', exact: true })
const results = (title: string) =>
  page.getByRole('region', { name: title, exact: true }).getByRole('listitem')

describe.skipIf(noBrowser)('the search', () => {
  beforeAll(async () => {
    server = await sharedServer()
    ann = await signedUp(server, 'Ann')
    ben = await signedUp(server, 'Ben')
    must(await ben.api.patch('/auth/me', { display_name: `Ben ${word}` }), 200)
    kitchen = await roomWith(ann, [ben], { name: unique('kitchen') })
    early = (await say(ben, kitchen, `Who has seen the ${word} jam that I made in autumn?`)).seq
    for (let nth = 1; nth <= 80; nth++) await say(ben, kitchen, `Line ${nth}`)
    page = await browser.window(server)
    await signIn(page, ann.user.username)
  })
  afterAll(async () => await page?.context().close())

  it('finds what was said long ago, shows the words, and leads there', async () => {
    await page.keyboard.press('Control+k')
    await expect.poll(() => searchBox().evaluate((each) => each === document.activeElement)).toBe(true)
    await searchBox().fill(word)
    const hit = results('Messages').first()
    await hit.waitFor()
    expect(await hit.locator('mark').textContent()).toBe(word)
    await expectAccessible(page)
    await hit.click()
    await expect.poll(() => page.url()).toContain(`#/room/${kitchen}/${early}`)
    await bubble(page, word).waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('shows what was found as it is read, without the signs of its formatting', async () => {
    const written = `_Listen_:\n- the *${word}berry* is ~not~ ripe`
    await say(ben, kitchen, written)
    await searchBox().fill(`${word}berry`)
    const hit = results('Messages').filter({ hasText: 'is not ripe' })
    await hit.waitFor()
    expect(await hit.locator('mark').allTextContents()).toEqual([`${word}berry`])
    expect(await hit.textContent()).not.toMatch(/[_*~]/)
    await searchBox().fill('')
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is not needed for those whom one is in a group with: they are suggested for a new chat', async () => {
    await page.getByRole('button', { name: 'New', exact: true }).click()
    await page.getByRole('button', { name: `Chat with Ben ${word}` }).waitFor()
    expect(await page.getByRole('button', { name: /^Chat with Ann/ }).count()).toBe(0)
    await page.keyboard.press('Escape')
    expect(browser.takeComplaints()).toEqual([])
  })

  it('finds people, and begins a chat with them', async () => {
    await searchBox().fill(`ben ${word}`.slice(0, 3))
    await searchBox().fill(word)
    await results('People').getByText(`Ben ${word}`).click()
    await page.getByRole('heading', { level: 1, name: `Ben ${word}` }).waitFor()
    // Now it is one of the chats.
    await results('Chats').getByText(`Ben ${word}`).waitFor()
    await expect.poll(() => results('People').count()).toBe(0)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('finds chats whatever their accents, and groups that one is not in', async () => {
    const cafe = await roomWith(ann, [], { name: unique('Café') })
    const club = await roomWith(ben, [], { name: unique(`${word}club`) })
    await searchBox().fill('cafe-')
    await results('Chats').getByText(cafe).waitFor()
    await searchBox().fill(`${word}club`)
    await results('Groups to discover').getByText(club).waitFor()
    await searchBox().fill(`${word} and nothing`)
    await page.getByText('No chats, messages, people or groups found.').waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is worked by keys alone', async () => {
    await page.keyboard.press('Control+k')
    await searchBox().fill('kitchen')
    await results('Chats').getByText(kitchen).waitFor()
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain(kitchen)
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => searchBox().evaluate((each) => each === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: kitchen }).waitFor()
    await searchBox().focus()
    await page.keyboard.press('Escape')
    expect(await searchBox().inputValue()).toBe('')
    await page.getByRole('list', { name: 'Chats', exact: true }).waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('has starred messages in a list of their own', async () => {
    const direct = await directWith(ann, ben)
    const { seq } = await say(ben, direct.name, 'Remember this')
    must(await ann.api.put(at('/chatroom', direct.name, `/messages/${seq}/star`)), 204)
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('button', { name: 'Starred messages' }).click()
    const starred = page
      .getByRole('navigation', { name: 'Rooms' })
      .getByRole('link', { name: /Remember this/ })
    await starred.waitFor()
    await expectAccessible(page)
    await starred.click()
    await bubble(page, 'Remember this').waitFor()
    await page.getByRole('button', { name: 'Back to the chats' }).click()
    await open(page, kitchen)
    expect(browser.takeComplaints()).toEqual([])
  })
})
