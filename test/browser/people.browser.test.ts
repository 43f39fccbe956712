// People in the page: found, talked to in a chat of two, blocked, and oneself: picture, words, devices.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { must, PASSWORD, signedUp as registered, say, type Person } from '../support/people.js'
import { expectProblem } from '../support/rest.js'
import { sharedServer, type Server } from '../support/server.js'
import type { Chatroom, Me } from '../support/wire.js'
import { box, bubble, entry, log, signIn, write } from './chat.steps.js'

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

const settings = async (page: Page) => {
  await page.getByRole('button', { name: 'Settings' }).click()
  return page.getByRole('dialog')
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

  it('show themselves: a picture, a name and a few words', async () => {
    const dialog = await settings(bens)
    await dialog.getByLabel('Picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: RED })
    await dialog.getByRole('button', { name: 'No picture' }).waitFor()
    await dialog.getByLabel('About me').fill('On a boat')
    await expectAccessible(bens)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
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

  it('block each other from the chat, and take that back', async () => {
    await anns.getByRole('button', { name: 'About' }).click()
    const sheet = anns.getByRole('dialog')
    await sheet.getByText('On a boat').waitFor()
    await sheet.getByRole('button', { name: 'Block' }).click()
    await sheet.getByRole('button', { name: 'Unblock' }).waitFor()
    await expectAccessible(anns)
    await anns.keyboard.press('Escape')
    await anns.getByText('You have blocked Ben.').waitFor()
    await write(bens, 'Are you there?')
    await bens.getByRole('alert').getByText('They do not take messages from you.').waitFor()
    await bens.getByRole('button', { name: 'Discard' }).click()
    await anns.getByRole('button', { name: 'Unblock' }).click()
    await box(anns).waitFor()
    await write(bens, 'Are you there now?')
    await bubble(anns, 'Are you there now?').waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('see their chat again from the search at the side', async () => {
    const room = must(await ann.api.post<Chatroom>(`/direct/${ben.user.username}`), 200)
    await say(ben, room.name, 'From afar')
    await anns.getByRole('searchbox', { name: 'Search rooms and people' }).fill('ben')
    await entry(anns, 'Ben').getByText('From afar').waitFor()
    await anns.getByRole('searchbox', { name: 'Search rooms and people' }).fill('')
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('somebody with two devices', () => {
  it('signs one out from the other', async () => {
    const cem = await registered(server, 'Cem')
    const [here, there] = [await browser.window(server), await browser.window(server)]
    for (const page of [here, there]) await signIn(page, cem.user.username)
    const dialog = await settings(here)
    await dialog.getByRole('button', { name: 'Devices' }).click()
    await dialog.getByText('This device').waitFor()
    await expectAccessible(here)
    // The test itself is the oldest of the three.
    await dialog
      .getByRole('button', { name: /^Sign out Chrome on Linux/ })
      .first()
      .click()
    await there.getByRole('button', { name: 'I have an account' }).waitFor()
    for (const page of [here, there]) await page.context().close()
    // Who was signed out asks once more, with a token that has ended.
    expect(browser.takeComplaints(/401/)).toEqual([])
  })
})

describe.skipIf(noBrowser)('somebody who has had enough', () => {
  it('takes along what there is of them, and is forgotten', async () => {
    const dan = await registered(server, 'Dan')
    const page = await browser.window(server)
    await signIn(page, dan.user.username)
    const dialog = await settings(page)
    await dialog.getByRole('button', { name: 'Your data' }).click()
    const begun = page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Download my data' }).click()
    expect((await begun).suggestedFilename()).toBe(`${dan.user.username}.ndjson`)
    await expectAccessible(page)
    await dialog.getByLabel('Password').fill('not the one I have')
    await dialog.getByRole('button', { name: 'Delete my account' }).click()
    await dialog.getByRole('button', { name: 'Really delete everything?' }).click()
    await dialog.getByText('password is wrong').first().waitFor()
    await dialog.getByLabel('Password').fill(PASSWORD)
    await dialog.getByRole('button', { name: 'Delete my account' }).click()
    await dialog.getByRole('button', { name: 'Really delete everything?' }).click()
    await page.getByRole('button', { name: 'I have an account' }).waitFor()
    expectProblem(await dan.api.get('/auth/me'), 'unauthenticated')
    await page.context().close()
    expect(browser.takeComplaints(/40[01]/)).toEqual([])
  })
})
