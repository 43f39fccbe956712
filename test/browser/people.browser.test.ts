// People in the page: found, messaged in a chat of two, blocked; and oneself: photo, words, privacy, password, devices, data.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { must, PASSWORD, signedUp as registered, say, type Person } from '../support/people.js'
import { api, expectProblem } from '../support/rest.js'
import { sharedServer, type Server } from '../support/server.js'
import type { Chatroom, Me } from '../support/wire.js'
import { act, box, bubble, entry, log, signIn, write } from './chat.steps.js'

const browser = useBrowser()
/** A red square of 8 pixels a side. */
const RED = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC',
  'base64',
)
let server: Server
let ann: Person
let ben: Person
let anns: Page
let bens: Page

/** Opens the settings, or one page of them. */
async function settings(page: Page, topic?: string) {
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog')
  if (topic) await dialog.getByRole('button', { name: new RegExp(`^${topic}`) }).click()
  return dialog
}

beforeAll(async () => void (server = await sharedServer()))

describe.skipIf(noBrowser)('two people', () => {
  beforeAll(async () => {
    ann = await registered(server, 'Ann')
    ben = await registered(server, 'Ben')
    anns = await browser.window(server)
    bens = await browser.window(server, { viewport: { width: 360, height: 740 } })
    await signIn(anns, ann.user.username)
    await signIn(bens, ben.user.username)
  })
  afterAll(async () => {
    for (const page of [anns, bens]) await page?.context().close()
  })

  it('show themselves: a photo, a name and a few words', async () => {
    const dialog = await settings(bens)
    await expectAccessible(bens)
    await dialog.getByRole('button', { name: /^Profile/ }).click()
    await dialog
      .getByLabel('Photo', { exact: true })
      .setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: RED })
    await dialog.getByRole('button', { name: 'Remove photo' }).waitFor()
    await dialog.getByLabel('About').fill('On a boat')
    await expectAccessible(bens)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('On a boat').waitFor()
    await bens.keyboard.press('Escape')
    await bens.locator('.me .avatar img').waitFor()
    expect(must(await ben.api.get<Me>('/auth/me'), 200)).toMatchObject({ about: 'On a boat' })
  })

  it('find each other, and begin a chat that shows who it is with, and whether they are there', async () => {
    await anns.getByRole('button', { name: 'New', exact: true }).click()
    await anns.getByRole('searchbox', { name: 'Search people' }).fill(ben.user.username)
    await anns.getByRole('list', { name: 'People' }).locator('.avatar img').waitFor()
    await expectAccessible(anns)
    await anns.getByRole('button', { name: 'Chat with Ben' }).waitFor()
    // Not on the button: the whole line leads there.
    const found = anns.getByRole('list', { name: 'People' }).getByRole('listitem')
    await found.click({ position: { x: 60, y: 20 } })
    await anns.getByRole('heading', { level: 1, name: 'Ben' }).waitFor()
    await anns.locator('.room-title').getByText('online').waitFor()
    await anns.locator('.room-head .avatar img').waitFor()
    await write(anns, 'Hello, Ben!')
    await bens.getByRole('link', { name: /Ann/ }).click()
    await log(bens).getByText('Hello, Ben!').waitFor()
    await write(bens, 'Hello, Ann!')
    await bubble(anns, 'Hello, Ann!').waitFor()
    expect(await log(anns).getByText('joined').count()).toBe(0)
    await expectAccessible(bens)
    expect(await bens.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('see who has read a message, and who reacted to it', async () => {
    const room = must(await ann.api.post<Chatroom>(`/direct/${ben.user.username}`), 200).name
    const { seq } = await say(ann, room, 'Seen?')
    must(await ben.api.put(`/chatroom/${room}/marks`, { read: seq }), 200)
    const reaction = { type: 'reaction', target_seq: seq, emoji: '👍' }
    must(await ben.api.post(`/send-message/${room}`, reaction), 201)
    await bubble(anns, 'Seen?').getByText('👍').waitFor()
    await act(anns, 'Seen?', 'Message info')
    const dialog = anns.getByRole('dialog', { name: 'Message info' })
    await dialog.getByRole('list', { name: 'Read by' }).getByText('Ben', { exact: true }).waitFor()
    await dialog.getByRole('list', { name: 'Reactions' }).getByText('👍').waitFor()
    await expectAccessible(anns)
    await anns.keyboard.press('Escape')
    expect(browser.takeComplaints()).toEqual([])
  })

  it('report one another to whoever runs the server', async () => {
    await anns.getByRole('button', { name: /^Contact info/ }).click()
    const sheet = anns.getByRole('dialog').first()
    await sheet.getByRole('button', { name: 'Report', exact: true }).click()
    const dialog = anns.getByRole('dialog', { name: 'Report message' })
    await dialog.getByLabel('What’s wrong with this message?').fill('Too cheerful')
    await dialog.getByText(/^The people who run this server will see/).waitFor()
    await dialog.getByRole('button', { name: 'Report' }).click()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await anns.keyboard.press('Escape')
    expect(browser.takeComplaints()).toEqual([])
  })

  it('block each other from the chat, and take that back', async () => {
    await anns.getByRole('button', { name: /^Contact info/ }).click()
    const sheet = anns.getByRole('dialog')
    await sheet.getByText('On a boat').waitFor()
    await sheet.getByRole('button', { name: /^Block/ }).click()
    await sheet.getByRole('button', { name: /^Unblock/ }).waitFor()
    await expectAccessible(anns)
    await anns.keyboard.press('Escape')
    await anns.getByText(/blocked Ben/).waitFor()
    await write(bens, 'Are you there?')
    await bens.getByRole('button', { name: 'Discard' }).click()
    await anns.getByRole('button', { name: 'Unblock' }).click()
    await box(anns).waitFor()
    await write(bens, 'Are you there now?')
    await bubble(anns, 'Are you there now?').waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('are shown by the search at the side with what they said last', async () => {
    const room = must(await ann.api.post<Chatroom>(`/direct/${ben.user.username}`), 200)
    await say(ben, room.name, 'From afar')
    await anns.getByRole('searchbox').first().fill('ben')
    await entry(anns, 'Ben').getByText('From afar').waitFor()
    await anns.getByRole('searchbox').first().fill('')
    expect(browser.takeComplaints()).toEqual([])
  })

  it('choose who sees what of them, each at once', async () => {
    await bens.getByRole('button', { name: 'Back to the chats' }).click()
    const dialog = await settings(bens, 'Privacy')
    const privacy = async () => must(await ben.api.get<Me>('/auth/me'), 200).privacy
    await dialog.getByLabel('Last seen and online').selectOption('Nobody')
    await expect.poll(privacy).toMatchObject({ last_seen: 'nobody' })
    await dialog.getByRole('switch', { name: 'Read receipts' }).click()
    await expect.poll(privacy).toMatchObject({ last_seen: 'nobody', read_receipts: false })
    await dialog.getByLabel('Who can message me').selectOption('People in my groups')
    await expect.poll(privacy).toMatchObject({ direct: 'shared_rooms' })
    await expectAccessible(bens)
    await dialog.getByRole('button', { name: 'Back', exact: true }).click()
    await dialog.getByRole('button', { name: /^Appearance/ }).click()
    await dialog.getByLabel('Theme').selectOption('Dark')
    await expect
      .poll(() => bens.evaluate(() => getComputedStyle(document.documentElement).colorScheme))
      .toBe('dark')
    await bens.keyboard.press('Escape')
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('somebody with several devices', () => {
  it('signs one out from another, then all others, and with another password, too', async () => {
    const cem = await registered(server, 'Cem')
    const pages = [await browser.window(server), await browser.window(server), await browser.window(server)]
    const [here, there, yonder] = pages as [Page, Page, Page]
    await signIn(there, cem.user.username)
    await signIn(here, cem.user.username)
    const dialog = await settings(here, 'Devices')
    await dialog.getByText('This device').waitFor()
    await expectAccessible(here)
    // The test itself is the oldest of the three.
    await dialog
      .getByRole('button', { name: /^Sign out Chrome on Linux/ })
      .first()
      .click()
    await there.getByLabel('Password').waitFor()
    await signIn(yonder, cem.user.username)
    await dialog.getByRole('button', { name: 'Sign out all other devices' }).click()
    // Sooner it would be a double click.
    await here.waitForTimeout(600)
    await dialog.getByRole('button', { name: 'Really sign out all others?' }).click()
    await yonder.getByLabel('Password').waitFor()
    await expect.poll(() => dialog.getByRole('listitem').count()).toBe(1)
    await dialog.getByRole('button', { name: 'Back', exact: true }).click()
    await dialog.getByRole('button', { name: /^Password/ }).click()
    await dialog.getByLabel('Current password').fill(PASSWORD)
    await dialog.getByLabel('New password').fill('short')
    await dialog.getByRole('button', { name: 'Change password' }).click()
    await dialog.locator('.wrong', { hasText: '8' }).waitFor()
    await expectAccessible(here)
    await dialog.getByLabel('New password').fill('another correct horse')
    await dialog.getByRole('button', { name: 'Change password' }).click()
    await dialog.getByText('Your password is changed.').waitFor()
    const { username } = cem.user
    expectProblem(await api(server).post('/auth/login', { username, password: PASSWORD }), 'unauthenticated')
    for (const page of pages) await page.context().close()
    // Who was signed out asks once more, with a token that has ended.
    expect(browser.takeComplaints(/40[01]/)).toEqual([])
  })
})

describe.skipIf(noBrowser)('somebody who has had enough', () => {
  it('takes along what there is of them, and is forgotten', async () => {
    const dan = await registered(server, 'Dan')
    const page = await browser.window(server)
    await signIn(page, dan.user.username)
    const dialog = await settings(page, 'Your data')
    const begun = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Download my data' }).click()
    expect((await begun).suggestedFilename()).toBe(`${dan.user.username}.ndjson`)
    await expectAccessible(page)
    const erase = async (password: string) => {
      await dialog.getByLabel('Password').fill(password)
      await dialog.getByRole('button', { name: 'Delete my account' }).click()
      // Sooner it would be a double click.
      await page.waitForTimeout(600)
      await dialog.getByRole('button', { name: 'Delete my account permanently?' }).click()
    }
    await erase('not the one I have')
    await dialog.getByText('password is wrong').first().waitFor()
    await erase(PASSWORD)
    await dialog.waitFor({ state: 'detached' })
    await page.getByLabel('Password').waitFor()
    expectProblem(await dan.api.get('/auth/me'), 'unauthenticated')
    await page.context().close()
    expect(browser.takeComplaints(/40[01]/)).toEqual([])
  })
})
