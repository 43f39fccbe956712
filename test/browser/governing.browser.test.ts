// A group that is looked after in the page: who joins and how, who may send messages, who is silenced or removed.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { crowd, must, roomWith, signedUp as registered, say, unique, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { sharedServer, type Server } from '../support/server.js'
import { act, box, create, log, open, signIn, twice, write } from './chat.steps.js'

const PHONE = { viewport: { width: 360, height: 740 } }
const browser = useBrowser()
const room = unique('council')
let server: Server
let ann: Person
let ben: Person
let eva: Person
let anns: Page
let bens: Page

const sheetOf = (page: Page) => page.getByRole('dialog').first()
async function openSheet(page: Page, way?: string) {
  await page.getByRole('button', { name: /^Group info/ }).click()
  await sheetOf(page).getByRole('heading', { level: 2, name: 'Group info' }).waitFor()
  if (way)
    await sheetOf(page)
      .getByRole('button', { name: new RegExp(`^${way}`) })
      .click()
  return sheetOf(page)
}
/** Opens the menu of a member. */
const menuOf = (page: Page, name: string) =>
  sheetOf(page)
    .getByRole('button', { name: `Actions for \u2068${name}\u2069` })
    .click()
/** Chooses something in it. */
async function govern(page: Page, name: string, choice: string): Promise<void> {
  await menuOf(page, name)
  await page
    .getByRole('dialog', { name: 'Actions' })
    .getByRole('button', { name: choice, exact: true })
    .click()
}
/** Chooses something that is asked about once more. */
async function governTwice(page: Page, name: string, first: string, second: string): Promise<void> {
  await menuOf(page, name)
  await twice(page, first, second)
}
/** Waits for a line about what became of the group, also where several are folded into one. */
async function told(page: Page, words: string): Promise<void> {
  const lines = log(page).locator('.notice-line')
  await expect
    .poll(async () => {
      for (const each of await lines.locator('button[aria-expanded="false"]').all()) await each.click()
      return lines.filter({ hasText: words }).count()
    }, TEN_SECONDS)
    .toBeGreaterThan(0)
}
const TEN_SECONDS = { timeout: 10_000 }

beforeAll(async () => {
  server = await sharedServer()
  ann = await registered(server, 'Ann')
  ben = await registered(server, 'Ben')
  eva = await registered(server, 'Eva')
})

describe.skipIf(noBrowser)('a private group', () => {
  beforeAll(async () => {
    anns = await browser.window(server)
    bens = await browser.window(server, PHONE)
    await signIn(anns, ann.user.username)
    await signIn(bens, ben.user.username)
  })
  afterAll(async () => {
    for (const page of [anns, bens]) await page?.context().close()
  })

  it('is created with its members, after what is wrong in it was said where it is wrong', async () => {
    await anns.getByRole('button', { name: 'New', exact: true }).click()
    await anns.getByRole('button', { name: 'New group' }).click()
    const people = anns.getByRole('dialog', { name: 'Add members' })
    await people.getByRole('searchbox', { name: 'Search people' }).fill(ben.user.username)
    await people.getByRole('button', { name: 'Add Ben' }).click()
    await people.getByRole('button', { name: 'Remove Ben' }).waitFor()
    await expectAccessible(anns)
    await people.getByRole('button', { name: 'Next' }).click()
    const dialog = anns.getByRole('dialog', { name: 'New group' })
    const name = dialog.getByRole('textbox', { name: 'Group name' })
    await name.fill('two words')
    expect(await name.inputValue()).toBe('two-words')
    await name.fill('what?')
    await dialog.getByLabel('Maximum members').fill('100001')
    await dialog.getByRole('button', { name: 'Create group' }).click()
    await dialog.locator('.wrong', { hasText: /^Letters, digits and/ }).waitFor()
    await dialog.locator('.wrong', { hasText: '100000' }).waitFor()
    await expectAccessible(anns)
    await name.fill(room)
    await dialog.getByLabel('Maximum members').fill('10')
    await dialog.getByLabel('Visibility').selectOption({ value: 'private' })
    await dialog.getByRole('button', { name: 'Create group' }).click()
    await told(anns, 'You added Ben')
    await bens.getByRole('link', { name: new RegExp(room) }).click()
    await told(bens, 'Ann added you')
    expect(browser.takeComplaints(/400/)).toEqual([])
  })

  it('is joined by an invite link, which shows where it leads', async () => {
    const sheet = await openSheet(anns, 'Invite link')
    await sheet.getByRole('button', { name: 'Create invite link' }).click()
    const address = await sheet.getByLabel('Invite link', { exact: true }).inputValue()
    expect(await sheet.getByRole('link', { name: 'Open' }).getAttribute('href')).toBe(address)
    await anns.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await sheet.getByRole('button', { name: 'Copy link' }).click()
    await sheet.getByRole('button', { name: 'Copied' }).waitFor()
    await expect.poll(() => anns.evaluate(() => navigator.clipboard.readText())).toBe(address)
    await expectAccessible(anns)
    await anns.keyboard.press('Escape')
    const evas = await browser.window(server, PHONE)
    await signIn(evas, eva.user.username)
    await evas.goto(address)
    const dialog = evas.getByRole('dialog', { name: 'Join group' })
    await dialog.getByText(room).waitFor()
    await dialog.getByText('Ann invited you.').waitFor()
    await expectAccessible(evas)
    await dialog.getByRole('button', { name: 'Join group' }).click()
    await box(evas).waitFor()
    expect(new URL(evas.url()).search).toBe('')
    await told(anns, 'Eva joined')
    await evas.goto(address)
    const again = evas.getByRole('dialog', { name: 'You’re already a member' })
    expect(await again.getByText('invited you').count()).toBe(0)
    await again.getByRole('button', { name: 'Open chat', exact: true }).click()
    await box(evas).waitFor()
    await evas.goto(`${address}x`)
    const dead = evas.getByRole('dialog', { name: 'Invite link', exact: true })
    await dead.getByText('This invite link is no longer valid.').waitFor()
    await evas.context().close()
    expect(browser.takeComplaints(/404/)).toEqual([])
  })

  it('has admins, and members who are silenced', async () => {
    const sheet = await openSheet(anns)
    await govern(anns, 'Eva', 'Make group admin')
    await sheet.getByText('admin', { exact: true }).waitFor()
    await govern(anns, 'Ben', 'Silence for 8 hours')
    await sheet.getByText(/silenced until/).waitFor()
    await expectAccessible(anns)
    await bens.getByText(/^You can’t send messages here until/).waitFor()
    expect(await box(bens).count()).toBe(0)
    await govern(anns, 'Ben', 'Unsilence')
    await box(bens).waitFor()
    await anns.keyboard.press('Escape')
    await told(anns, 'You made Eva an admin')
    await told(bens, 'Ann unsilenced you')
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is set up: announcements, and a pause between messages', async () => {
    const sheet = await openSheet(anns, 'Group settings')
    await sheet.getByLabel('Description').fill('What we decide')
    await sheet.getByLabel('Send messages').selectOption({ value: 'admins' })
    const joining = sheet.getByLabel('Who can join')
    expect(await joining.count()).toBe(0)
    await sheet.getByLabel('Visibility').selectOption({ value: 'public' })
    await joining.waitFor()
    await sheet.getByLabel('Visibility').selectOption({ value: 'private' })
    await joining.waitFor({ state: 'detached' })
    // Three are in it.
    await sheet.getByLabel('Maximum members').fill('2')
    await sheet.getByRole('button', { name: 'Save' }).click()
    await sheet.getByText('There are more members than that already.').waitFor()
    await sheet.getByLabel('Maximum members').fill('10')
    await expectAccessible(anns)
    await sheet.getByRole('button', { name: 'Save' }).click()
    await sheet.getByText('What we decide').waitFor()
    await expect.poll(() => box(bens).count()).toBe(0)
    await sheet.getByRole('button', { name: /^Group settings/ }).click()
    await sheet.getByLabel('Send messages').selectOption({ value: 'members' })
    await sheet.getByLabel('Slow mode').selectOption({ value: '60' })
    await sheet.getByRole('button', { name: 'Save' }).click()
    await sheet.getByText('What we decide').waitFor()
    await anns.keyboard.press('Escape')
    await write(bens, 'One')
    await bens.getByText(/Slow mode/).waitFor()
    await box(bens).fill('Two')
    expect(await bens.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true)
    await told(anns, 'You allowed all members to send messages, set slow mode to 1 minute')
    expect(browser.takeComplaints(/409/)).toEqual([])
  })

  it('has messages reported, which admins look at', async () => {
    await say(ann, room, 'Something rude')
    await act(bens, 'Something rude', 'Report')
    const dialog = bens.getByRole('dialog', { name: 'Report message' })
    await dialog.getByLabel('What’s wrong with this message?').fill('It is rude')
    await expectAccessible(bens)
    await dialog.getByRole('button', { name: 'Report' }).click()
    await dialog.getByRole('button', { name: 'Done' }).click()
    const sheet = await openSheet(anns, 'Reported messages')
    await sheet.getByText('It is rude').waitFor()
    await sheet.getByText('You sent this message.').waitFor()
    await expectAccessible(anns)
    await sheet.getByRole('button', { name: 'Delete message' }).click()
    await sheet.getByText('No reported messages.').waitFor()
    await anns.keyboard.press('Escape')
    await log(bens).getByText('This message was deleted').waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('bans somebody, who is told and sees it end', async () => {
    const sheet = await openSheet(anns)
    await govern(anns, 'Ben', 'Ban…')
    const dialog = anns.getByRole('dialog', { name: 'Ban Ben' })
    await dialog.getByLabel('Duration').selectOption('1 week')
    await dialog.getByRole('button', { name: 'Ban', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await bens.getByText(/You (are|were) banned from this group/).waitFor()
    await sheet.getByRole('button', { name: 'Banned people' }).click()
    await sheet.getByText(/^Until/).waitFor()
    await expectAccessible(anns)
    await sheet.getByRole('button', { name: 'Unban Ben' }).click()
    await sheet.getByText('Nobody is banned from this group.').waitFor()
    await anns.keyboard.press('Escape')
    await told(anns, 'You unbanned Ben')
    expect(browser.takeComplaints(/40[34]/)).toEqual([])
  })

  it('is deleted by its owner', async () => {
    await openSheet(anns)
    await twice(anns, 'Delete group', 'Delete it for everyone?')
    await anns.getByRole('link', { name: new RegExp(room) }).waitFor({ state: 'detached' })
    // Whoever has it open asks once more what became of it.
    for (const page of [anns, bens]) await page.goto('about:blank')
    expect(browser.takeComplaints(/404/)).toEqual([])
  })
})

describe.skipIf(noBrowser)('a group that one asks to join', () => {
  let owner: Page
  let guest: Page

  beforeAll(async () => {
    owner = await browser.window(server)
    guest = await browser.window(server)
  })
  afterAll(async () => {
    for (const page of [owner, guest]) await page?.context().close()
  })

  it('tells its owner at once, and opens for whoever is let in', async () => {
    await signIn(owner, ann.user.username)
    const name = unique('salon')
    await create(owner, name)
    must(await ann.api.patch(at('/chatroom', name), { settings: { join: 'approval' } }), 200)
    await signIn(guest, eva.user.username)
    await open(guest, name)
    await guest.getByRole('button', { name: /^Ask to/ }).click()
    await guest.getByRole('status').filter({ hasText: /ask/i }).first().waitFor()
    const sheet = await openSheet(owner, 'Requests to join')
    await expectAccessible(owner)
    await sheet.getByRole('button', { name: 'Approve Eva' }).click()
    await sheet.getByText('No requests to join.').waitFor()
    await box(guest).waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('changes owners, and the new one removes the former', async () => {
    await owner.getByRole('button', { name: 'Back', exact: true }).click()
    await governTwice(owner, 'Eva', 'Make group owner', 'Transfer ownership?')
    await owner.keyboard.press('Escape')
    await told(owner, 'You made Eva the owner')
    await told(guest, 'Ann made you the owner')
    await openSheet(guest)
    await governTwice(guest, 'Ann', 'Remove from group', 'Remove them?')
    await guest.keyboard.press('Escape')
    await told(guest, 'You removed Ann')
    await expect.poll(() => box(owner).count()).toBe(0)
    expect(browser.takeComplaints(/40[34]/)).toEqual([])
  })
})

describe.skipIf(noBrowser)('a large group', () => {
  it('shows ten members, so that one can leave without passing them all, and finds the others', async () => {
    const name = unique('crowd')
    const last = await registered(server, 'Last')
    const people = await crowd(server, 13)
    await roomWith(ann, [...people, last], { name, max_members: 100 })
    const page = await browser.window(server, PHONE)
    await signIn(page, last.user.username)
    await open(page, name)
    const sheet = await openSheet(page)
    const members = sheet.getByRole('list', { name: 'Members' })
    await sheet.getByRole('button', { name: 'View all (15)' }).waitFor()
    await expect.poll(() => members.getByRole('listitem').count()).toBe(10)
    await expectAccessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await sheet.getByRole('button', { name: 'View all (15)' }).click()
    await expect.poll(() => members.getByRole('listitem').count()).toBe(15)
    await sheet.getByRole('searchbox', { name: 'Search members' }).fill(people[3]!.user.username)
    await expect.poll(() => members.getByRole('listitem').count()).toBe(1)
    await sheet.getByRole('button', { name: 'Back', exact: true }).click()
    await twice(page, 'Leave group', 'Leave this group?')
    await page.getByRole('link', { name: new RegExp(name) }).waitFor({ state: 'detached' })
    await page.context().close()
    expect(browser.takeComplaints(/40[34]/)).toEqual([])
  })

  it('lets a phone’s Back lead from a place in its info to the info, and from there to the chat', async () => {
    const name = unique('back')
    await roomWith(ann, [], { name })
    const page = await browser.window(server, PHONE)
    await signIn(page, ann.user.username)
    await page.getByRole('link', { name: new RegExp(name) }).click()
    const sheet = await openSheet(page, 'Starred messages')
    await sheet.getByText(/^No starred messages/).waitFor()
    await page.goBack()
    await sheet.getByRole('button', { name: 'Starred messages' }).waitFor()
    await page.goBack()
    await sheet.waitFor({ state: 'detached' })
    await box(page).waitFor()
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is muted, starred in and kept among the favourites from its info', async () => {
    const name = unique('quiet')
    await roomWith(ann, [ben], { name })
    const { seq } = await say(ben, name, 'Worth keeping')
    must(await ann.api.put(at('/chatroom', name, `/messages/${seq}/star`)), 204)
    const page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, name)
    const sheet = await openSheet(page)
    const mine = async () => must(await ann.api.get<{ me: object }>(at('/chatroom', name)), 200).me
    await sheet.getByRole('switch', { name: 'Favourite' }).click()
    await expect.poll(mine).toMatchObject({ favourite: true, muted_until: null })
    await sheet.getByLabel('Mute notifications').selectOption('Always')
    await expect.poll(mine).toMatchObject({ muted_until: expect.stringMatching(/^9999/) as unknown })
    await sheet.getByRole('button', { name: 'Starred messages' }).click()
    await sheet.getByRole('button', { name: /Worth keeping/ }).click()
    await sheet.waitFor({ state: 'detached' })
    await log(page).getByText('Worth keeping').waitFor()
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})
