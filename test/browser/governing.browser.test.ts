// A room that is looked after in the page: who comes in and how, who may write, who is silenced or sent away.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { must, signedUp as registered, say, unique, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { sharedServer, type Server } from '../support/server.js'
import { act, box, create, log, open, signIn, twice, write } from './chat.steps.js'

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
  await page.getByRole('button', { name: /^Room info/ }).click()
  if (way) await sheetOf(page).getByRole('button', { name: way }).click()
  return sheetOf(page)
}
/** Chooses something in the menu of a member. */
async function govern(page: Page, name: string, choice: string): Promise<void> {
  await sheetOf(page)
    .getByRole('button', { name: `Actions for \u2068${name}\u2069` })
    .click()
  await page
    .getByRole('dialog', { name: 'Actions' })
    .getByRole('button', { name: choice, exact: true })
    .click()
}
/** Chooses something that is asked about once more. */
async function governTwice(page: Page, name: string, first: string, second: string): Promise<void> {
  await sheetOf(page)
    .getByRole('button', { name: `Actions for \u2068${name}\u2069` })
    .click()
  await twice(page, first, second)
}
const line = (page: Page, words: string) => log(page).locator('.notice-line', { hasText: words }).last()

beforeAll(async () => {
  server = await sharedServer()
  ann = await registered(server, 'Ann')
  ben = await registered(server, 'Ben')
  eva = await registered(server, 'Eva')
})

describe.skipIf(noBrowser)('a private room', () => {
  beforeAll(async () => {
    anns = await browser.window(server)
    bens = await browser.window(server, { viewport: { width: 360, height: 740 } })
    await signIn(anns, ann.user.username)
    await signIn(bens, ben.user.username)
  })
  afterAll(async () => {
    for (const page of [anns, bens]) await page?.context().close()
  })

  it('is made, and people are brought into it', async () => {
    await anns.getByRole('button', { name: 'New', exact: true }).click()
    await anns.getByRole('button', { name: 'New room' }).click()
    const dialog = anns.getByRole('dialog')
    const name = dialog.getByRole('textbox', { name: 'Name', exact: true })
    await name.fill('two words')
    await dialog.getByRole('button', { name: 'Create room' }).click()
    await dialog.locator('.wrong', { hasText: /^Letters and digits .* without spaces$/ }).waitFor()
    await name.fill(room)
    await dialog.getByLabel('Who finds it').selectOption({ value: 'private' })
    await dialog.getByRole('button', { name: 'Create room' }).click()
    await dialog.getByRole('searchbox', { name: 'Search people' }).fill(ben.user.username)
    await dialog.getByRole('button', { name: 'Add Ben' }).click()
    await dialog.getByText('in the room').waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await line(anns, 'You added Ben').waitFor()
    await bens.getByRole('link', { name: new RegExp(room) }).click()
    await line(bens, 'Ann added you').waitFor()
    expect(browser.takeComplaints(/400/)).toEqual([])
  })

  it('is joined by an invite, which shows where it leads', async () => {
    const sheet = await openSheet(anns, 'Invites')
    await sheet.getByRole('button', { name: 'Make an invite' }).click()
    const address = await sheet.getByLabel('Address of the invite').inputValue()
    await expectAccessible(anns)
    await anns.keyboard.press('Escape')
    const evas = await browser.window(server, { viewport: { width: 360, height: 740 } })
    await signIn(evas, eva.user.username)
    await evas.goto(address)
    const dialog = evas.getByRole('dialog', { name: 'You are invited' })
    await dialog.getByText(room).waitFor()
    await expectAccessible(evas)
    await dialog.getByRole('button', { name: 'Join' }).click()
    await box(evas).waitFor()
    expect(new URL(evas.url()).search).toBe('')
    await line(anns, 'Eva joined').waitFor()
    await evas.goto(address)
    const again = evas.getByRole('dialog', { name: 'You are in this room' })
    expect(await again.getByText('invites you').count()).toBe(0)
    await again.getByRole('button', { name: 'Open', exact: true }).click()
    await box(evas).waitFor()
    await evas.goto(`${address}x`)
    const dead = evas.getByRole('dialog', { name: 'Invite', exact: true })
    await dead.getByText('This invite does not lead anywhere any more.').waitFor()
    await evas.context().close()
    expect(browser.takeComplaints(/404/)).toEqual([])
  })

  it('has admins, and members who are silenced', async () => {
    const sheet = await openSheet(anns)
    await govern(anns, 'Eva', 'Make an admin')
    await sheet.getByText('admin', { exact: true }).waitFor()
    await govern(anns, 'Ben', 'Silence for 8 hours')
    await sheet.getByText(/silenced until/).waitFor()
    await expectAccessible(anns)
    await bens.getByText(/^You are silenced in this room until/).waitFor()
    expect(await box(bens).count()).toBe(0)
    await govern(anns, 'Ben', 'Let speak again')
    await box(bens).waitFor()
    await anns.keyboard.press('Escape')
    await line(anns, 'You made Eva an admin').waitFor()
    await line(bens, 'Ann let you speak again').waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is set up: announcements, and a pause between messages', async () => {
    const sheet = await openSheet(anns, 'Room settings')
    await sheet.getByLabel('What it is about').fill('What we decide')
    await sheet.getByLabel('Who can write').selectOption({ value: 'admins' })
    const entering = sheet.getByLabel('Who wants to enter comes in')
    expect(await entering.count()).toBe(0)
    await sheet.getByLabel('Who finds it').selectOption({ value: 'public' })
    await entering.waitFor()
    await sheet.getByLabel('Who finds it').selectOption({ value: 'private' })
    await entering.waitFor({ state: 'detached' })
    await expectAccessible(anns)
    await sheet.getByRole('button', { name: 'Save' }).click()
    await sheet.getByText('What we decide').waitFor()
    await bens.getByText('Only owner and admins can write in this room.').waitFor()
    await sheet.getByRole('button', { name: 'Room settings' }).click()
    await sheet.getByLabel('Who can write').selectOption({ value: 'members' })
    await sheet.getByLabel('Slow mode').selectOption({ value: '60' })
    await sheet.getByRole('button', { name: 'Save' }).click()
    await anns.keyboard.press('Escape')
    await write(bens, 'One')
    await bens.getByText(/Slow mode: one message in 1 minute/).waitFor()
    await box(bens).fill('Two')
    expect(await bens.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true)
    await expectAccessible(bens)
    await line(anns, 'You let everybody write, set slow mode to 1 minute').waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('has messages reported, which admins look at', async () => {
    await say(ann, room, 'Something rude')
    await act(bens, 'Something rude', 'Report')
    const dialog = bens.getByRole('dialog', { name: 'Report this message' })
    await dialog.getByLabel('What is wrong with it').fill('It is rude')
    await expectAccessible(bens)
    await dialog.getByRole('button', { name: 'Report' }).click()
    await dialog.getByRole('button', { name: 'Done' }).click()
    const sheet = await openSheet(anns, 'Reported messages')
    await sheet.getByText('It is rude').waitFor()
    await sheet.getByText('This message is your own.').waitFor()
    await expectAccessible(anns)
    await sheet.getByRole('button', { name: 'Delete the message' }).click()
    await sheet.getByText('No message is reported.').waitFor()
    await anns.keyboard.press('Escape')
    await log(bens).getByText('This message was deleted').waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('bans somebody, who is told and sees it end', async () => {
    const sheet = await openSheet(anns)
    await govern(anns, 'Ben', 'Ban…')
    const dialog = anns.getByRole('dialog', { name: 'Ban Ben' })
    await dialog.getByLabel('How long').selectOption('For a week')
    await dialog.getByRole('button', { name: 'Ban', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await bens.getByText('You were banned from this room.').waitFor()
    expect(await bens.locator('.room-title').textContent()).toBe(room)
    await sheet.getByRole('button', { name: 'Banned people' }).click()
    await sheet.getByText(/until/).waitFor()
    await expectAccessible(anns)
    await sheet.getByRole('button', { name: 'Lift the ban on Ben' }).click()
    await sheet.getByText('Nobody is banned from this room.').waitFor()
    await anns.keyboard.press('Escape')
    await line(anns, 'You lifted the ban on Ben').waitFor()
    expect(browser.takeComplaints(/40[34]/)).toEqual([])
  })

  it('is deleted by its owner', async () => {
    await openSheet(anns)
    await twice(anns, 'Delete the room', 'Delete it for everyone')
    await anns.getByRole('link', { name: new RegExp(room) }).waitFor({ state: 'detached' })
    expect(browser.takeComplaints(/404/)).toEqual([])
  })
})

describe.skipIf(noBrowser)('a room that one asks to come into', () => {
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
    await guest.getByRole('button', { name: 'Ask to come in' }).click()
    await guest.getByText('You have asked to come in.').waitFor()
    await owner.getByRole('button', { name: /1 asking to come in/ }).waitFor()
    const sheet = await openSheet(owner, 'Asking to come in')
    await expectAccessible(owner)
    await sheet.getByRole('button', { name: 'Let in Eva' }).click()
    await sheet.getByText('Nobody is asking to come in.').waitFor()
    await box(guest).waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is handed over, and whoever owns it then sends the former owner away', async () => {
    await owner.getByRole('button', { name: 'Back', exact: true }).click()
    await governTwice(owner, 'Eva', 'Hand the room over', 'Make them the owner')
    await owner.keyboard.press('Escape')
    await line(owner, 'You handed the room to Eva').waitFor()
    await line(guest, 'Ann handed the room to you').waitFor()
    await openSheet(guest)
    await governTwice(guest, 'Ann', 'Remove', 'Remove from the room')
    await guest.keyboard.press('Escape')
    await line(guest, 'You removed Ann').waitFor()
    await owner.getByText('You are not in this room.').waitFor()
    expect(await box(owner).count()).toBe(0)
    expect(browser.takeComplaints()).toEqual([])
  })
})
