// The chat as an app: installable, itself at once in dark, known by its title, readable offline, and heard of while nobody looks.
import type { CDPSession, Page, Worker } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noBrowser, useBrowser } from '../support/browser.js'
import { roomWith, say, signedUp, must, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { sharedServer, type Server } from '../support/server.js'
import { actOnRoom, badges, box, bubble, entry, open, signIn } from './chat.steps.js'

/** What browsers say of requests without a network. */
const OFFLINE = /ERR_INTERNET_DISCONNECTED|WebSocket connection to/

/** A window of a test has no storage of its own, and then no push service: the open page has to do. */
const NO_PUSH = /Push API in incognito/

const browser = useBrowser()
let server: Server
let ann: Person
let ben: Person

beforeAll(async () => {
  server = await sharedServer()
  ann = await signedUp(server, 'Ann')
  ben = await signedUp(server, 'Ben')
})

/** The paths of all that the service worker has put away. */
const KEPT = `caches.keys()
  .then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys()))))
  .then((all) => all.flat().map(({ url }) => new URL(url).pathname))`

/** The service worker has everything that it keeps. */
const installed = (page: Page) => page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')

describe.skipIf(noBrowser)('the app', () => {
  it('can be installed: a manifest with names, colours and pictures that are there', async () => {
    const page = await browser.window(server)
    await page.goto('/')
    const address = await page.locator('link[rel=manifest]').getAttribute('href')
    const manifest = (await (await fetch(new URL(address!, server.url))).json()) as {
      icons: { src: string; sizes: string; purpose?: string }[]
      start_url: string
      display: string
    }
    expect(manifest).toMatchObject({ name: 'Chat', display: 'standalone', start_url: './' })
    expect(manifest.icons.map(({ sizes, purpose }) => `${sizes} ${purpose ?? 'any'}`)).toEqual([
      '192x192 any',
      '512x512 any',
      '192x192 maskable',
      '512x512 maskable',
    ])
    for (const { src, sizes } of manifest.icons) {
      const png = Buffer.from(await (await fetch(new URL(src, server.url))).arrayBuffer())
      expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes)
    }
    const devtools = await page.context().newCDPSession(page)
    const { installabilityErrors } = (await devtools.send('Page.getInstallabilityErrors')) as {
      installabilityErrors: { errorId: string }[]
    }
    // A window without storage of its own is one of them: a test’s.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])
    expect(await page.locator('meta[name=description]').getAttribute('content')).toContain('chats')
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is dark from the first moment for whoever has chosen that, and so is what a phone paints around it', async () => {
    const page = await browser.window(server, { colorScheme: 'light' })
    await page.goto('/')
    await page.getByRole('button', { name: 'Turn dark' }).click()
    // The page as it is drawn before its program has come.
    await page.route('**/assets/*.js', () => undefined)
    await page.goto('/', { waitUntil: 'commit' })
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
    await page.locator('link[rel=stylesheet]').first().waitFor({ state: 'attached' })
    await expect.poll(background).toBe('dark')
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.goto('/')
    await page.getByRole('button', { name: 'Turn light' }).waitFor()
    const colours = await page
      .locator('meta[name=theme-color]')
      .evaluateAll((all) => all.map((each) => (each as HTMLMetaElement).content))
    expect(new Set(colours)).toEqual(new Set(['#16201d']))
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('counts the unread chats in its title and its picture, until one signs out', async () => {
    const [loud, quiet] = [await roomWith(ann, [ben]), await roomWith(ann, [ben])]
    const page = await browser.window(server)
    await signIn(page, ben.user.username)
    const title = () => page.title()
    const picture = () => page.locator('link[rel=icon]').getAttribute('href')
    await expect.poll(title).toBe('Chat')
    await actOnRoom(page, quiet, 'Mute always')
    for (const room of [quiet, loud]) await say(ann, room, 'Hello?')
    await expect.poll(() => badges(page, quiet)).toEqual(['1 unread'])
    await expect.poll(title).toBe('(1) Chat')
    expect(await picture()).toContain('icon-unread')
    await open(page, loud)
    await expect.poll(title).toBe(`${loud} · Chat`)
    await expect.poll(picture).not.toContain('icon-unread')
    await page.getByRole('button', { name: 'Menu', exact: true }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('tab', { name: 'Sign in' }).waitFor()
    await expect.poll(title).toBe('Chat · WhatsApp API Server')
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('says why somebody is signed out who was signed out elsewhere', async () => {
    const cem = await signedUp(server, 'Cem')
    const page = await browser.window(server)
    await signIn(page, cem.user.username)
    const { sessions } = must(
      await cem.api.get<{ sessions: { id: string; current: boolean }[] }>('/auth/sessions'),
      200,
    )
    for (const { id, current } of sessions)
      if (!current) must(await cem.api.delete(at('/auth/sessions', id)), 204)
    await page.getByText('Your session has ended').waitFor()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.getByLabel('Username').fill(cem.user.username)
    await page.getByLabel('Password').fill('not the one I have')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Username or password is wrong.').waitFor()
    await page.context().close()
    expect(browser.takeComplaints(/401/)).toEqual([])
  })

  it('opens without a network, with the chats and what was said as it was last, and goes on when it is back', async () => {
    const room = await roomWith(ann, [ben])
    await say(ann, room, 'Read me on the train')
    const page = await browser.window(server)
    await signIn(page, ben.user.username)
    await open(page, room)
    await bubble(page, 'Read me on the train').waitFor()
    await installed(page)
    await expect.poll(() => browser.unanswered).toEqual([])
    // Nothing but files of the page is kept for that: what was read is the client's.
    const kept = (await page.evaluate(KEPT)) as string[]
    expect(kept).toContain('/')
    expect(kept.filter((path) => !/^\/(assets\/.*|[\w.-]*)$/.test(path))).toEqual([])
    await page.context().setOffline(true)
    await page.goto('/')
    await page.reload()
    await entry(page, room).getByText('Read me on the train').waitFor()
    await page.getByText('You are offline').waitFor()
    await open(page, room)
    await bubble(page, 'Read me on the train').waitFor()
    await box(page).fill('Written in a tunnel')
    await box(page).press('Enter')
    await page.context().setOffline(false)
    await bubble(page, 'Written in a tunnel')
      .getByRole('img', { name: /^(Sent|Delivered|Read)$/ })
      .waitFor()
    // What came a moment before the page is left is put away with it.
    await say(ann, room, 'At the last moment')
    await entry(page, room).getByText('At the last moment').waitFor()
    await page.context().setOffline(true)
    await page.reload()
    await entry(page, room).getByText('At the last moment').waitFor()
    await bubble(page, 'At the last moment').waitFor()
    await page.context().close()
    expect(browser.takeComplaints(OFFLINE)).toEqual([])
  })
})

/** Of a notification, as far as it is needed here. */
interface Shown {
  title: string
  body: string
}

describe.skipIf(noBrowser)('notifications', () => {
  let page: Page
  let elsewhere: Page
  let worker: Worker
  let devtools: CDPSession
  let registrationId: string
  let lunch: string
  let loud: string

  /** Asked for in turn: a notification that is being shown just then would be forgotten. */
  const shown = (): Promise<Shown[]> =>
    worker.evaluate(`inTurn(() => self.registration.getNotifications())
      .then((all) => all.map(({ title, body }) => ({ title, body })))`)

  /** Somebody looks at the page, or at another window. */
  const look = async (front: Page) => {
    await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: false })
    // The browser tells of a change alone.
    for (const each of front === page ? [elsewhere, page] : [page, elsewhere]) await each.bringToFront()
    await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(front === page)
  }

  beforeAll(async () => {
    lunch = await roomWith(ann, [ben])
    loud = await roomWith(ann, [ben])
    page = await browser.window(server)
    elsewhere = await browser.tab(page.context())
    devtools = await page.context().newCDPSession(page)
    const registered = new Promise<string>((resolve) =>
      devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        if (registrations[0]) resolve(registrations[0].registrationId)
      }),
    )
    await devtools.send('ServiceWorker.enable')
    await signIn(page, ben.user.username)
    await installed(page)
    registrationId = await registered
    worker = page.context().serviceWorkers()[0]!
  })
  afterAll(async () => await page?.context().close())

  it('are asked for by a press alone, and can be turned off in the settings', async () => {
    await page.context().grantPermissions([])
    const offer = page.getByRole('region', { name: 'Notifications' })
    await offer.waitFor()
    await page.context().grantPermissions(['notifications'])
    await offer.getByRole('button', { name: 'Turn on notifications' }).click()
    await expect.poll(() => offer.count()).toBe(0)
    expect(browser.takeComplaints(NO_PUSH)).toEqual([])
  })

  it('tell of what comes while nobody looks, and go when it is read', async () => {
    await look(elsewhere)
    await say(ann, lunch, 'Soup is ready')
    await expect.poll(shown).toEqual([{ title: lunch, body: 'Ann: Soup is ready' }])
    await say(ann, lunch, 'And bread')
    await expect.poll(shown).toEqual([{ title: lunch, body: 'Ann: And bread (2 unread)' }])
    await look(page)
    await open(page, lunch)
    await expect.poll(shown).toEqual([])
    expect(browser.takeComplaints(NO_PUSH)).toEqual([])
  })

  it('show what is pushed while no page is connected, and open the chat', async () => {
    const payload = {
      chatroom: loud,
      unread: 3,
      seq: 2,
      type: 'text',
      sender: { display_name: 'Ann' },
      message: 'Pushed',
    }
    const pushed = { origin: server.url, registrationId, data: JSON.stringify(payload) }
    // Again, as long as the page, for which nothing is unread there, takes it back: it has just read.
    const push = () => devtools.send('ServiceWorker.deliverPushMessage', pushed).then(shown)
    await expect.poll(push, { interval: 500 }).toEqual([{ title: loud, body: 'Ann: Pushed (3 unread)' }])
    // A press, as far as a program can make one: it opens no window, but the one that is there is told.
    await worker.evaluate(`inTurn(() => self.registration.getNotifications()).then(([notification]) =>
      self.dispatchEvent(new NotificationEvent('notificationclick', { notification })))`)
    await expect.poll(() => page.url()).toContain(`#/room/${loud}`)
    await expect.poll(shown).toEqual([])
    expect(browser.takeComplaints(NO_PUSH)).toEqual([])
  })

  it('are silent for a muted chat', async () => {
    await page.goto('/#/')
    await actOnRoom(page, lunch, 'Mute always')
    await look(elsewhere)
    await say(ann, lunch, 'Silent')
    await say(ann, loud, 'Heard')
    await expect.poll(shown).toEqual([{ title: loud, body: 'Ann: Heard' }])
    expect(browser.takeComplaints(NO_PUSH)).toEqual([])
  })
})
