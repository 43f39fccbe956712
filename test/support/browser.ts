// A real browser for a test file: Debian's Chromium, windows that are separate people, and an ear for every complaint of a page.
import { createRequire } from 'node:module'
import { existsSync, readFileSync } from 'node:fs'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  type Request,
} from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Server } from './server.js'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A microphone that beeps, for whoever is allowed to hear it.
  '--use-fake-device-for-media-stream',
]
/** What Chromium says of every socket that is given up before it is open: whoever leaves, or whose network comes back, does that. */
const GIVEN_UP =
  /^WebSocket connection to .* failed: WebSocket is closed before the connection is established\.$/
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Where Chromium is: CHROMIUM, or where Debian puts it. */
const program = [process.env['CHROMIUM'] ?? '', ...PLACES].find((path) => existsSync(path))
if (!program) {
  const missing = 'There is no Chromium: install the Debian package `chromium`, or name another in CHROMIUM.'
  if (process.env['CI']) throw new Error(missing)
  console.warn(`\n!!! ${missing} NOTHING OF THE PAGE IS TESTED.\n`)
}

/** For `describe.skipIf`: without a browser nothing of a page can be tried. In CI that is a failure. */
export const noBrowser = program === undefined

export class TestBrowser {
  private browser: Browser | undefined
  private readonly complaints: string[] = []
  /** What pages have asked for and not got yet. */
  private readonly asked = new Map<Request, Page>()
  private readonly origins = new WeakMap<BrowserContext, string>()

  async start(): Promise<void> {
    if (program) this.browser = await chromium.launch({ executablePath: program, args: FLAGS })
  }

  async stop(): Promise<void> {
    await this.browser?.close()
  }

  /** A window of its own: nothing is shared with others, as if on another machine. */
  async window(server: Pick<Server, 'url'>, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser!.newContext({
      baseURL: server.url,
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      ...options,
    })
    context.setDefaultTimeout(15_000)
    this.origins.set(context, server.url)
    return this.tab(context)
  }

  /** One more page of a window that is there: it shares its storage. */
  async tab(context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    const origin = this.origins.get(context)!
    page.on('pageerror', (error) => this.complaints.push(`error: ${error.message}`))
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return
      if (!GIVEN_UP.test(message.text())) this.complaints.push(message.text())
    })
    page.on('request', (request) => {
      const { protocol } = new URL(request.url())
      if (/^(blob|data):$/.test(protocol)) return
      if (!request.url().startsWith(origin)) this.complaints.push(`asked another host: ${request.url()}`)
    })
    page.on('request', (request) => this.asked.set(request, page))
    page.on('requestfinished', (request) => this.asked.delete(request))
    page.on('requestfailed', (request) => this.asked.delete(request))
    return page
  }

  /** What pages still wait for: once it is nothing, no answer is about something that a test does next. */
  get unanswered(): string[] {
    const open = [...this.asked].filter(([, page]) => !page.isClosed())
    return open.map(([request]) => request.url())
  }

  /** All that pages have complained of since the last call, but for what a test expects. */
  takeComplaints(expected: RegExp = /^$/): string[] {
    return this.complaints.splice(0).filter((each) => !expected.test(each))
  }
}

/** A browser for the calling file; after it, no page may have complained of anything that was not taken. */
export function useBrowser(): TestBrowser {
  const browser = new TestBrowser()
  beforeAll(() => browser.start())
  afterAll(async () => {
    await browser.stop()
    expect(browser.takeComplaints()).toEqual([])
  })
  return browser
}

/** Findings of axe-core that are serious or critical, one line each. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Not a script element: the policy of the page would not let it in.
  await page.evaluate(AXE)
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } }
    return (await axe.run()).violations
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map((node) => `${node.html.slice(0, 120)} ${node.any[0]?.message ?? ''}`).join(' | ')}`,
    )
}

interface Painted {
  requestAnimationFrame: (painted: (time: number) => void) => void
  document: { getAnimations(): { finished: Promise<unknown> }[] }
}

interface Violation {
  id: string
  help: string
  impact: string
  nodes: { html: string; any: { message: string }[] }[]
}

/** Fails when axe-core has serious findings, in light or in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // Once it is painted so, and no colour is on its way to another.
    await page.evaluate(async () => {
      const { requestAnimationFrame: frame, document } = globalThis as unknown as Painted
      await new Promise((done) => frame(() => frame(done)))
      const changing = document.getAnimations().filter((each) => 'transitionProperty' in each)
      await Promise.allSettled(changing.map(({ finished }) => finished))
    })
    expect(await seriousFindings(page), colorScheme).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
