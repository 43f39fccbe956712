// The chat as people use it: two windows of a real browser, a real server, and everything that happens between them.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { freshDatabase } from '../support/database.js'
import { api, at } from '../support/rest.js'
import { logOf, must, PASSWORD, personOf, signedUp, unique } from '../support/people.js'
import { Server } from '../support/server.js'
import type { Chatroom, Message, Session } from '../support/wire.js'
import {
  box,
  create,
  enterRoom,
  film,
  log,
  open,
  register,
  sendFiles,
  signIn,
  twice,
  sound,
  textsIn,
  tick,
  write,
} from './chat.steps.js'

/** Of a server that is not there, the browser itself says in the console that it cannot be reached. */
const NOT_THERE =
  /ERR_(CONNECTION_REFUSED|CONNECTION_RESET|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE)|WebSocket connection to/
/** The browser reports every answer that is not a success, such as the refusal that a test asks for. */
const REFUSED = /Failed to load resource: the server responded with a status of 4\d\d/

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

let server: Server

beforeAll(async () => {
  server = await Server.start()
})
afterAll(() => server.stop())
// After that: what is said last is done first, and a page without its server would complain.
const browser = useBrowser()

describe.skipIf(noBrowser)('two windows', () => {
  const room = unique('garden')
  let ann: Page
  let bob: Page

  beforeAll(async () => {
    ann = await browser.window(server)
    bob = await browser.window(server, { viewport: { width: 360, height: 740 }, hasTouch: true })
  })

  it('register, make a room and enter it', async () => {
    await register(ann, 'Ann')
    await expectAccessible(ann)
    await create(ann, room)
    await register(bob, 'Bob')
    await bob.getByRole('searchbox', { name: 'Search' }).fill(room)
    await bob.getByRole('link', { name: new RegExp(room) }).click()
    await bob.getByRole('button', { name: 'Join group' }).click()
    await log(ann).getByText('Bob joined').waitFor()
    await log(bob).getByText('You joined').waitFor()
    await ann.locator('.room-title').getByText('2 members · 2 online').waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('see each other’s messages live, each in its own writing', async () => {
    await write(ann, 'Hello, Bob!')
    await log(bob).getByText('Hello, Bob!').waitFor()
    await box(bob).fill('مرحبا')
    await box(bob).press('Shift+Enter')
    await box(bob).pressSequentially('<b>two</b> lines https://example.org/a?b=c.')
    await bob.getByRole('button', { name: 'Send' }).click()
    const text = ann.locator('.bubble.theirs .text')
    await text.waitFor()
    expect(await text.textContent()).toBe('مرحبا\n<b>two</b> lines https://example.org/a?b=c.')
    expect(await text.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl')
    expect(await text.getByRole('link').getAttribute('href')).toBe('https://example.org/a?b=c')
    await ann.getByRole('img', { name: 'Read', exact: true }).waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('show an image in place and a document as a card, with their words', async () => {
    const files = [
      { name: 'dot.png', mimeType: 'image/png', buffer: PIXEL },
      { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('Beans in May.') },
    ]
    await sendFiles(ann, files, 'A dot, and a plan')
    await log(bob).getByText('A dot, and a plan').waitFor()
    const image = bob.locator('.picture img')
    await image.waitFor()
    await expect.poll(() => image.evaluate((each) => (each as HTMLImageElement).naturalWidth)).toBe(1)
    const download = bob.waitForEvent('download')
    await bob.getByRole('button', { name: 'Download plan.txt' }).click()
    expect((await download).suggestedFilename()).toBe('plan.txt')
    await bob.getByRole('button', { name: 'Open the photo dot.png' }).click()
    await bob.getByRole('dialog').getByRole('img', { name: 'dot.png' }).waitFor()
    await bob.keyboard.press('Escape')
    await expect.poll(() => bob.getByRole('dialog').count()).toBe(0)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('play a sound and a video in place, with their controls in reach', async () => {
    const files = [
      { name: 'hum.wav', mimeType: 'audio/wav', buffer: sound() },
      { name: 'clip.webm', mimeType: 'video/webm', buffer: await film(ann) },
    ]
    await sendFiles(ann, files, 'Listen, and look')
    await bob.getByRole('button', { name: 'Play clip.webm' }).waitFor()
    const height = () => log(bob).evaluate((element) => element.scrollHeight)
    const before = await height()
    await bob.getByRole('button', { name: 'Play clip.webm' }).click()
    const video = bob.getByRole('dialog', { name: 'clip.webm' }).locator('video')
    await expect
      .poll(() => video.evaluate((each) => (each as HTMLVideoElement).readyState))
      .toBeGreaterThan(1)
    expect((await video.boundingBox())!.width).toBeGreaterThan(200)
    await bob.keyboard.press('Escape')
    await expect.poll(() => bob.getByRole('dialog').count()).toBe(0)
    expect(await height()).toBe(before)
    await bob.getByRole('button', { name: 'Play hum.wav' }).click()
    const audio = bob.locator('audio')
    await expect.poll(() => audio.evaluate((each) => (each as HTMLAudioElement).duration)).toBeCloseTo(1, 1)
    await bob.getByRole('slider', { name: 'Position in hum.wav' }).waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('have nothing that a screen reader or a keyboard would stumble over, from 360 pixels up', async () => {
    await expectAccessible(ann)
    await expectAccessible(bob)
    for (const page of [ann, bob]) {
      const wider = await page.evaluate(() =>
        [...document.querySelectorAll('html, .scroller, .composer')]
          .filter((each) => each.scrollWidth > each.clientWidth)
          .map(({ className }) => className),
      )
      expect(wider).toEqual([])
    }
    await ann.getByRole('button', { name: 'Group info' }).click()
    await ann.getByRole('list', { name: 'Members' }).getByText('Bob', { exact: true }).waitFor()
    await expectAccessible(ann)
    // It stands beside the conversation, which goes on.
    await write(ann, 'Who else is here?')
    await tick(ann, 'Who else is here?', 'Read').waitFor()
    await ann.getByRole('dialog', { name: 'Group info' }).getByRole('button', { name: 'Close' }).focus()
    await ann.keyboard.press('Escape')
    const focused = () => ann.evaluate(() => document.activeElement?.textContent?.trim())
    await expect.poll(focused).toBe('Group info')
    expect(browser.takeComplaints()).toEqual([])
  })

  it('part when one leaves', async () => {
    await bob.getByRole('button', { name: 'Group info' }).click()
    await twice(bob, 'Leave group', 'Leave this group?')
    await bob.getByRole('link', { name: new RegExp(`${room} 1 member`) }).waitFor()
    await log(ann).getByText('Bob left').waitFor()
    await open(bob, room)
    await bob.getByRole('button', { name: 'Join group' }).waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('a server that is killed and comes back', () => {
  it('costs nobody a message: what was written meanwhile arrives once, in order, in both windows', async () => {
    const databaseUrl = await freshDatabase()
    let node = await Server.start({ databaseUrl })
    const { port } = node
    const ann = await browser.window(node)
    const bob = await browser.window(node)
    const username = await register(ann, 'Ann')
    await register(bob, 'Bob')
    await create(ann, 'harbour')
    await enterRoom(bob, 'harbour')
    await write(ann, 'before')
    await log(bob).getByText('before').waitFor()

    await node.kill()
    await ann.getByText('Not connected').waitFor()
    await write(ann, 'written without a server 1')
    await write(ann, 'written without a server 2')
    await expect.poll(() => ann.getByRole('img', { name: 'Sending' }).count()).toBe(2)
    await expectAccessible(ann)
    await bob.getByText('Not connected').waitFor()
    await write(bob, 'so am I')

    node = await Server.start({ databaseUrl, env: { PORT: String(port) } })
    const texts = ['before', 'written without a server 1', 'written without a server 2', 'so am I']
    for (const page of [ann, bob]) {
      await expect
        .poll(async () => (await textsIn(page)).toSorted(), { timeout: 30_000 })
        .toEqual(texts.toSorted())
      expect(await page.getByText('Not connected').count()).toBe(0)
      await expect.poll(() => page.getByRole('img', { name: 'Sending' }).count()).toBe(0)
    }
    const session = must(await api(node).post<Session>('/auth/login', { username, password: PASSWORD }), 200)
    const stored = await logOf(personOf(node, session), 'harbour')
    const said = stored.filter(({ type }) => type === 'text').map((each: Message) => each.message)
    expect(said.toSorted()).toEqual(texts.toSorted())
    await expect.poll(() => textsIn(ann)).toEqual(said)
    await expect.poll(() => textsIn(bob)).toEqual(said)
    for (const page of [ann, bob]) await page.context().close()
    await node.stop()
    expect(browser.takeComplaints(NOT_THERE)).toEqual([])
  })
})

describe.skipIf(noBrowser)('a message that is refused', () => {
  it('is marked, stays, and is sent when tried again', async () => {
    const [ann, ben] = [await signedUp(server, 'Ann'), await signedUp(server, 'Ben')]
    const { name } = must(await ann.api.post<Chatroom>(at('/direct', ben.user.username)), 201)
    const page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, name)
    await write(page, 'first')
    await tick(page, 'first', 'Sent').waitFor()
    const block = at('/blocks', ann.user.username)
    must(await ben.api.put(block), 204)
    await write(page, 'to deaf ears')
    await page.getByText('Not sent').waitFor()
    await page.getByRole('img', { name: 'Not sent' }).waitFor()
    await expectAccessible(page)
    // What waits behind it goes all the same, and a reload forgets neither.
    await page.reload()
    await page.getByRole('img', { name: 'Not sent' }).waitFor()
    must(await ben.api.delete(block), 204)
    await page.getByRole('button', { name: 'Try again' }).click()
    await tick(page, 'to deaf ears', 'Sent').waitFor()
    await expect.poll(() => textsIn(page)).toEqual(['first', 'to deaf ears'])
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('a session', () => {
  it('is shared by two tabs that outlive many tokens, and ends in both at once', async () => {
    const hasty = await Server.start({ env: { ACCESS_TOKEN_TTL: '2s' } })
    const one = await browser.window(hasty)
    const username = await register(one, 'Ann')
    await create(one, 'long-evening')
    const two = await browser.tab(one.context())
    await open(two, 'long-evening')
    await box(two).waitFor()
    // Both ask with a token that has run out, and at once: one refreshes, the other takes over.
    for (let round = 1; round <= 3; round++) {
      await one.waitForTimeout(2100)
      const [first, second] = [one, two].map((tab) => tab.getByRole('searchbox', { name: 'Search' }))
      await Promise.all([first!.fill(`nothing ${round}`), second!.fill(`nothing ${round}`)])
      for (const tab of [one, two])
        await tab.getByText('No chats, messages, people or groups found.').waitFor()
      await Promise.all([first!.fill(''), second!.fill('')])
      for (const tab of [one, two]) await tab.getByRole('link', { name: /long-evening/ }).waitFor()
    }
    await write(two, 'still here')
    await log(one).getByText('still here').waitFor()
    await two.getByRole('button', { name: 'Menu', exact: true }).click()
    await two.getByRole('button', { name: 'Sign out' }).click()
    for (const page of [one, two]) await page.getByLabel('Username').waitFor()
    // One browser, two people: this window keeps a session of its own.
    await register(two, 'Bob', '/?someone-else')
    await signIn(one, username)
    await two.reload()
    await two.getByText('Bob', { exact: true }).waitFor()
    await one.getByText('Ann', { exact: true }).waitFor()
    await one.context().close()
    await hasty.stop()
    // Signing out may meet a connection that is just being made; and on a slow machine a token of two seconds runs out on
    // its way, is refused, and the request goes again with the next.
    const expected = /closed before the connection is established|status of 401 \(Unauthorized\)/
    expect(browser.takeComplaints(expected)).toEqual([])
  })

  it('tells who signs in or registers what is wrong', async () => {
    const page = await browser.window(server)
    await page.goto('/')
    await expectAccessible(page)
    await page.getByLabel('Username').fill('x')
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByText('Check the marked fields.').waitFor()
    expect(await page.locator('[aria-invalid=true]').count()).toBe(2)
    await page.getByRole('tab', { name: 'Sign in' }).click()
    await page.getByLabel('Username').fill('nobody-at-all')
    await page.getByLabel('Password').fill('correct horse battery')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Username or password is wrong.').waitFor()
    await expectAccessible(page)
    await page.context().close()
    expect(browser.takeComplaints(REFUSED)).toEqual([])
  })
})
