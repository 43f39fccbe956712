// The client in a real browser: tabs that share one connection, one session and one outbox, what outlives a reload, and the hooks.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Client, DatabaseStore, Room } from '../../client/src/index.js'
import { noBrowser, useBrowser } from '../support/browser.js'
import { PASSWORD, logOf, must, roomWith, say, signedUp, type Person } from '../support/people.js'
import { Relay } from '../support/relay.js'
import { api } from '../support/rest.js'
import { startServer, type Server } from '../support/server.js'
import type { Session } from '../support/wire.js'

const browser = useBrowser()

/** What a browser says of a network that is cut: before it is asked, or while a WebSocket is being opened. */
const CUT_OFF =
  /^(WebSocket connection|Failed to load).*(net::ERR_|Connection closed before receiving a handshake response)/
const PAGE =
  '<!doctype html><title>a page</title><link rel="icon" href="data:,"><body><script src="/sdk-page.js"></script>'

/** What sdk-page.ts puts into a page, and what the tests make there. */
interface InPage {
  sdk: typeof import('../../client/src/index.js')
  mount: (client: Client, room: string, peer: string) => () => void
  client: Client
  room: Room
  store: DatabaseStore
  unmount: () => void
}

const PREACT = { react: 'preact/compat', 'react-dom/client': 'preact/compat/client' }

/** `test/browser/sdk-page.ts` as one script. */
async function script(alias: Record<string, string>): Promise<string> {
  const bundle = await rolldown({
    input: 'test/browser/sdk-page.ts',
    platform: 'browser',
    resolve: { alias, extensionAlias: { '.js': ['.ts', '.js'] } },
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  })
  const { output } = await bundle.generate({ format: 'iife', codeSplitting: false })
  await bundle.close()
  return output[0].code
}

describe.skipIf(noBrowser)('the client', () => {
  let server: Server
  let ann: Person
  let bob: Person
  const scripts: Record<'react' | 'preact', string> = { react: '', preact: '' }

  beforeAll(async () => {
    server = await startServer({ env: { ACCESS_TOKEN_TTL: '10m' } })
    scripts.react = await script({})
    scripts.preact = await script(PREACT)
    ann = await signedUp(server, 'Ann')
    bob = await signedUp(server, 'Bob')
  })
  afterAll(() => server?.stop())

  /** How many WebSockets all tabs of a window have open. */
  const sockets = new WeakMap<BrowserContext, Set<object>>()

  /** A tab on the server's address, with nothing of its page. */
  async function tabIn(context: BrowserContext, library: 'react' | 'preact' = 'preact'): Promise<Page> {
    const page = await browser.tab(context)
    const open = sockets.get(context) ?? new Set()
    sockets.set(context, open)
    page.on('websocket', (socket) => {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
    })
    await page.route('**/sdk-page', (route) => route.fulfill({ contentType: 'text/html', body: PAGE }))
    await page.route('**/sdk-page.js', (route) =>
      route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: scripts[library] }),
    )
    await page.goto('/sdk-page')
    return page
  }

  /** @param url another way to the server */
  async function windowOf(url = server.url): Promise<BrowserContext> {
    const context = (await browser.window({ url })).context()
    // A page that is not from the network, but from this test, is not taken to be of this machine.
    await context.grantPermissions(['local-network-access'])
    onTestFinished(() => context.close())
    return context
  }

  /** A network that can be cut, of which pages complain while it is. */
  async function network(): Promise<Relay> {
    const relay = await Relay.to(server.url)
    onTestFinished(() => relay.close())
    return relay
  }

  const sessionOf = async ({ user }: Person): Promise<Session> =>
    must(await api(server).post<Session>('/auth/login', { username: user.username, password: PASSWORD }), 200)

  /** Makes a client in a page; without a session, of whoever is signed in there. */
  const begin = (page: Page, room: string, session?: Session): Promise<void> =>
    page.evaluate(
      ([name, given]) => {
        const g = globalThis as unknown as InPage
        g.client = g.sdk.createClient({ url: location.origin, ...(given && { session: given }) })
        g.room = g.client.room(name)
        g.room.timeline.subscribe(() => undefined)
      },
      [room, session] as const,
    )

  const state = (page: Page): Promise<string> => page.evaluate('client.connection.getSnapshot().at')
  const texts = (page: Page): Promise<string[]> =>
    page.evaluate(
      'room.timeline.getSnapshot().messages.filter((m) => m.type === "text").map((m) => m.message)',
    )
  const send = (page: Page, text: string): Promise<void> =>
    page.evaluate((message) => void (globalThis as unknown as InPage).room.sendText(message), text)
  const outgoing = (page: Page): Promise<number> => page.evaluate('room.outgoing.getSnapshot().length')

  it('has one connection for all tabs, in each of which everything is seen and said', async () => {
    const context = await windowOf()
    const room = await roomWith(ann, [bob])
    const [one, two] = [await tabIn(context), await tabIn(context)]
    await begin(one, room, await sessionOf(ann))
    await expect.poll(() => state(one)).toBe('live')
    await begin(two, room)
    await expect.poll(() => state(two)).toBe('live')
    expect(sockets.get(context)!.size).toBe(1)
    await send(two, 'said in the second tab')
    await send(one, 'said in the first')
    await say(bob, room, 'said by Bob')
    for (const page of [one, two]) {
      await expect
        .poll(async () => (await texts(page)).toSorted())
        .toEqual(['said by Bob', 'said in the first', 'said in the second tab'])
      await expect.poll(() => outgoing(page)).toBe(0)
    }
    expect(sockets.get(context)!.size).toBe(1)
  })

  it('goes on in another tab when the one is closed that had the connection, with what was unsent', async () => {
    const relay = await network()
    const context = await windowOf(new URL(relay.url).origin)
    const room = await roomWith(ann, [bob])
    const [one, two] = [await tabIn(context), await tabIn(context)]
    await begin(one, room, await sessionOf(ann))
    await expect.poll(() => state(one)).toBe('live')
    await begin(two, room)
    await expect.poll(() => state(two)).toBe('live')
    relay.cut()
    await expect.poll(() => state(two)).toBe('waiting')
    await send(one, 'unsent')
    await expect.poll(() => outgoing(two)).toBe(1)
    await one.close()
    relay.mend()
    await expect.poll(() => state(two)).toBe('live')
    await expect.poll(() => outgoing(two)).toBe(0)
    expect((await logOf(bob, room)).at(-1)).toMatchObject({ message: 'unsent' })
    await say(bob, room, 'and heard')
    await expect.poll(() => texts(two)).toEqual(['unsent', 'and heard'])
  })

  it('sends after a reload what was written offline, and shows what was read', async () => {
    const relay = await network()
    const context = await windowOf(new URL(relay.url).origin)
    const room = await roomWith(ann, [bob])
    await say(bob, room, 'remember me')
    const page = await tabIn(context)
    await begin(page, room, await sessionOf(ann))
    await expect.poll(() => texts(page)).toEqual(['remember me'])
    // What may wait is put away within half a second.
    await page.waitForTimeout(1000)
    relay.cut()
    await expect.poll(() => state(page)).toBe('waiting')
    await send(page, 'written offline')
    await page.evaluate(() => {
      const blob = new Blob(['%PDF-1.4'])
      ;(globalThis as unknown as InPage).room.sendFile({ blob, filename: 'plan.pdf', type: 'document' })
    })
    await page.waitForTimeout(200)
    await page.reload()
    await begin(page, room)
    await expect.poll(() => texts(page)).toEqual(['remember me'])
    await expect.poll(() => outgoing(page)).toBe(2)
    relay.mend()
    await expect.poll(() => outgoing(page)).toBe(0)
    const log = await logOf(bob, room)
    expect(log.slice(-2)).toMatchObject([
      { message: 'written offline' },
      { attachment: { filename: 'plan.pdf' } },
    ])
  })

  it('refreshes a token once, whichever tab needs it', async () => {
    const context = await windowOf()
    const room = await roomWith(ann)
    const session = await sessionOf(ann)
    const pages = [await tabIn(context), await tabIn(context), await tabIn(context)]
    let refreshes = 0
    for (const page of pages)
      page.on('request', (request) => void (request.url().endsWith('/auth/refresh') && refreshes++))
    await begin(pages[0]!, room, session)
    await expect.poll(() => state(pages[0]!)).toBe('live')
    for (const page of pages.slice(1)) await begin(page, room)
    for (const page of pages.slice(1)) await expect.poll(() => state(page)).toBe('live')
    // Every tab's clock says that the token has ended.
    const names = await Promise.all(
      pages.map((page) =>
        page.evaluate(async () => {
          const now = Date.now
          Date.now = () => now() + 595_000
          const g = globalThis as unknown as InPage
          const me = await g.client.users.me()
          Date.now = now
          return me.username as string
        }),
      ),
    )
    expect(new Set(names)).toEqual(new Set([ann.user.username]))
    expect(refreshes).toBe(1)
  })

  it('shows nobody what was somebody else’s, and says how much of a file has gone', async () => {
    const context = await windowOf()
    const room = await roomWith(ann, [bob])
    const page = await tabIn(context)
    await begin(page, room, await sessionOf(ann))
    await expect.poll(() => state(page)).toBe('live')
    const shares = await page.evaluate(async () => {
      const g = globalThis as unknown as InPage
      const seen: number[] = []
      g.room.outgoing.subscribe(() => seen.push(g.room.outgoing.getSnapshot()[0]?.share ?? 0))
      const blob = new Blob([new Uint8Array(3_000_000)])
      await g.room.sendFile({ blob, filename: 'zeros.bin', type: 'document' }).stored
      return seen
    })
    expect(Math.max(...shares)).toBe(1)
    await page.evaluate('client.signOut()')
    await begin(page, room, await sessionOf(bob))
    await expect.poll(() => state(page)).toBe('live')
    const kept = await page.evaluate(async () => {
      const open = indexedDB.open('whatsapp-api-client')
      await new Promise((done) => (open.onsuccess = done))
      const all = open.result.transaction('kept').objectStore('kept').getAllKeys()
      await new Promise((done) => (all.onsuccess = done))
      return all.result.map(String)
    })
    expect(kept.filter((key) => key.includes(ann.user.id))).toEqual([])
  })

  it('says of a file that was deleted since that it cannot be read', async () => {
    const page = await tabIn(await windowOf())
    const room = await roomWith(ann)
    const folder = await mkdtemp(join(tmpdir(), 'chat-file-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const path = join(folder, 'plan.bin')
    await writeFile(path, new Uint8Array(100_000))
    await begin(page, room, await sessionOf(ann))
    await expect.poll(() => state(page)).toBe('live')
    await page.evaluate(() =>
      document.body.append(Object.assign(document.createElement('input'), { type: 'file' })),
    )
    await page.setInputFiles('input', path)
    await rm(path)
    const why = await page.evaluate(() => {
      const blob = document.querySelector('input')!.files![0]!
      const { room: here } = globalThis as unknown as InPage
      return here
        .sendFile({ blob, filename: 'plan.bin', type: 'document' })
        .stored.catch(({ code }) => code as string)
    })
    expect(why).toBe('file_unreadable')
  })

  it('keeps a window with a store of its own apart, over a reload, until that is taken away', async () => {
    const context = await windowOf()
    const room = await roomWith(ann, [bob])
    const [one, apart] = [await tabIn(context), await tabIn(context)]
    await begin(one, room, await sessionOf(ann))
    await expect.poll(() => state(one)).toBe('live')
    const beginApart = (session?: Session) =>
      apart.evaluate((given) => {
        const g = globalThis as unknown as InPage
        g.store = g.sdk.indexedDBStore('apart')
        g.client = g.sdk.createClient({
          url: location.origin,
          store: g.store,
          ...(given && { session: given }),
        })
      }, session)
    // The same person: what they share is not this window's.
    await beginApart(await sessionOf(ann))
    await expect.poll(() => state(apart)).toBe('live')
    expect(sockets.get(context)!.size).toBe(2)
    await apart.evaluate('client.signOut()')
    await beginApart(await sessionOf(bob))
    await expect.poll(() => state(apart)).toBe('live')
    await apart.reload()
    await one.reload()
    await beginApart()
    await begin(one, room)
    const username = (page: Page) => page.evaluate('client.ready.then(({ username }) => username)')
    expect([await username(one), await username(apart)]).toEqual([ann.user.username, bob.user.username])
    const databases = () => apart.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
    expect(await databases()).toContain('apart')
    await apart.evaluate('client.close().then(() => store.delete())')
    expect(await databases()).not.toContain('apart')
  })

  it('has one’s own profile in every tab as it was changed in one', async () => {
    const context = await windowOf()
    const room = await roomWith(ann)
    const [one, two] = [await tabIn(context), await tabIn(context)]
    await begin(one, room, await sessionOf(ann))
    await expect.poll(() => state(one)).toBe('live')
    await begin(two, room)
    await expect.poll(() => state(two)).toBe('live')
    await two.evaluate("client.users.changeMe({ display_name: 'Ann Again' })")
    const name = (page: Page) => page.evaluate('client.user.getSnapshot().display_name')
    for (const page of [one, two]) await expect.poll(() => name(page)).toBe('Ann Again')
  })

  it.each(['react', 'preact'] as const)('has hooks that work with %s', async (library) => {
    const context = await windowOf()
    const room = await roomWith(bob, [ann])
    const page = await tabIn(context, library)
    await page.evaluate(
      ([name, session, peer]) => {
        const g = globalThis as unknown as InPage
        g.client = g.sdk.createClient({ url: location.origin, session, store: new g.sdk.MemoryStore() })
        g.unmount = g.mount(g.client, name, peer)
      },
      [room, await sessionOf(ann), bob.user.username] as const,
    )
    const shown = (id: string) => () => page.textContent(`#${id}`)
    await expect.poll(shown('me')).toBe(`${ann.user.username} is live`)
    await expect.poll(shown('info')).toBe('2 members')
    await say(bob, room, 'Hello')
    await expect.poll(shown('messages')).toBe('1 joined, 2 joined, 3 Hello')
    await expect.poll(shown('rooms')).toContain(`${room} 1`)
    await expect.poll(shown('unread')).toMatch(/^[1-9]\d* unread, 0 mentions$/)
    await page.click('#type')
    await page.click('#send')
    await expect.poll(shown('messages')).toBe('1 joined, 2 joined, 3 Hello, 4 from a button')
    await expect.poll(shown('outgoing')).toBe('')
    await page.evaluate('unmount()')
    expect(await page.locator('#messages').count()).toBe(0)
  })

  it('has given no page anything to complain of', () => {
    expect(browser.takeComplaints(CUT_OFF)).toEqual([])
  })
})
