// How long the page takes on a slow phone: from its address to the first message, beside a bare page of as many bytes. Said, not judged.
import { randomBytes } from 'node:crypto'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noBrowser, useBrowser } from '../support/browser.js'
import { roomWith, say, signedUp } from '../support/people.js'
import { sharedServer, type Server } from '../support/server.js'
import { bubble, signIn } from './chat.steps.js'

/** What Lighthouse calls slow 4G, and a phone with a quarter of this processor. */
const SLOW = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_638_400 / 8,
  uploadThroughput: 768_000 / 8,
}
const CPU = 4
/** Gzipped, all that comes before the first message. */
const MOST_BYTES = 120_000

let server: Server
let bare: HttpServer

beforeAll(async () => void (server = await sharedServer()))
afterAll(() => void bare?.close())
const browser = useBrowser()

async function slow(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.clearBrowserCache')
  await devtools.send('Network.emulateNetworkConditions', SLOW)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU })
}

/** Milliseconds until `seen`. */
async function timed(seen: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await seen()
  return Math.round(performance.now() - start)
}

/** A page whose script is that many bytes, none of which can be made smaller. */
async function barePage(bytes: number): Promise<string> {
  const script = `/*${randomBytes(Math.floor(bytes / 2)).toString('hex')}*/document.body.append('here')`
  bare = createServer(({ url }, answer) => {
    answer.setHeader('Content-Type', url === '/' ? 'text/html' : 'text/javascript')
    answer.end(
      url === '/'
        ? '<!doctype html><link rel="icon" href="data:,"><body><script src="/s.js"></script>'
        : script,
    )
  })
  await new Promise<void>((listening) => bare.listen(0, '127.0.0.1', listening))
  return `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`
}

describe.skipIf(noBrowser)('the page on a slow phone', () => {
  it('has little to load before the first message, and shows it', async () => {
    const ann = await signedUp(server, 'Ann')
    const room = await roomWith(ann)
    for (let nth = 1; nth <= 50; nth++) await say(ann, room, `message ${nth}`)
    const window = await browser.window(server, {
      serviceWorkers: 'block',
      viewport: { width: 390, height: 800 },
    })
    await signIn(window, ann.user.username)
    await window.close()
    const page = await browser.tab(window.context())
    let bytes = 0
    page.on('response', (response) => {
      if (!/\/assets\/|\/$|theme\.js/.test(new URL(response.url()).pathname)) return
      void response
        .request()
        .sizes()
        .then(({ responseBodySize }) => (bytes += responseBodySize))
        .catch(() => undefined)
    })
    await slow(page)
    const took = await timed(async () => {
      await page.goto(`/#/room/${room}`)
      await bubble(page, 'message 50').waitFor()
    })
    const loaded = bytes
    await page.context().close()

    const other = await browser.window({ url: await barePage(loaded) })
    await slow(other)
    const reference = await timed(async () => {
      await other.goto('/')
      await other.getByText('here').waitFor()
    })
    await other.context().close()
    console.log(
      `Slow 4G, processor ÷ ${CPU}: first message after ${took} ms with ${loaded} bytes, ` +
        `${(took / reference).toFixed(2)} × a bare page of as many (${reference} ms)`,
    )
    expect(loaded).toBeGreaterThan(10_000)
    expect(loaded).toBeLessThan(MOST_BYTES)
    // It would answer instead of the network.
    expect(browser.takeComplaints(/^Service Worker registration blocked/)).toEqual([])
  })
})
