// Below a path, behind the nginx of `deploy/`: the chat, the console and Swagger in a real browser.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noBrowser, useBrowser } from '../support/browser.js'
import { hasNginx, Nginx } from '../support/nginx.js'
import { freePort } from '../support/own-postgres.js'
import { unique } from '../support/people.js'
import { Server } from '../support/server.js'
import { create, log, register, sendFiles, write } from './chat.steps.js'

const PREFIX = '/chat'
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const browser = useBrowser()

describe.skipIf(noBrowser || !hasNginx())(`below ${PREFIX}`, () => {
  const room = unique('garden')
  let server: Server
  let nginx: Nginx
  let ann: Page
  let bob: Page

  beforeAll(async () => {
    const port = await freePort()
    server = await Server.start({
      env: { PUBLIC_URL: `http://127.0.0.1:${port}${PREFIX}`, TRUST_PROXY: '1', NODE_NAME: 'node1' },
    })
    nginx = await Nginx.start([server.url, server.url], { prefix: PREFIX, port })
    ann = await browser.window(nginx)
    bob = await browser.window(nginx)
  })
  afterAll(async () => {
    // A page without its server would complain.
    for (const page of [ann, bob]) await page?.context().close()
    await server?.stop()
    await nginx?.stop()
  })

  it('two people sign in, and see each other’s words live', async () => {
    await register(ann, 'Ann', `${PREFIX}/`)
    await create(ann, room)
    await register(bob, 'Bob', `${PREFIX}/`)
    await bob.goto(`${PREFIX}/#/room/${room}`)
    await bob.getByRole('button', { name: 'Join group' }).click()
    await log(ann).getByText('Bob joined').waitFor()
    await write(bob, 'Hello, Ann!')
    await log(ann).getByText('Hello, Ann!').waitFor()
    await write(ann, 'Hello, Bob!')
    await log(bob).getByText('Hello, Bob!').waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('a picture is sent, and shown to the other', async () => {
    await sendFiles(ann, [{ name: 'pixel.png', mimeType: 'image/png', buffer: PIXEL }], 'A dot')
    const picture = log(bob).locator('img[src^="blob:"]')
    await picture.waitFor()
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1)
  })

  it('what the page keeps in the browser is kept for this path', async () => {
    const keys = await ann.evaluate(() => Object.keys(localStorage))
    expect(keys.length).toBeGreaterThan(0)
    expect(keys.filter((key) => !key.startsWith('/chat '))).toEqual([])
  })

  it('the links lead to the console, where two people talk through both socket doors', async () => {
    await ann.getByRole('button', { name: 'Menu' }).click()
    await ann.getByRole('link', { name: 'Console' }).click()
    await ann.waitForURL(`**${PREFIX}/console`)
    await ann.getByRole('button', { name: 'Start with two people' }).click()
    for (const name of ['Ann', 'Ben'])
      await ann.getByRole('region', { name, exact: true }).getByText('1…2 complete').waitFor()
    await ann.getByText('Copy what you did as code').first().click()
    await ann.getByText(`path: "${PREFIX}/socket.io"`).waitFor()
    expect(await ann.getByRole('link', { name: 'Sockets' }).getAttribute('href')).toBe('./docs/sockets')
    await ann.getByRole('link', { name: 'Sockets' }).click()
    await ann.waitForURL(`**${PREFIX}/docs/sockets`)
    await ann.getByRole('link', { name: 'REST' }).click()
    await ann.waitForURL(`**${PREFIX}/docs`)
    // The console looks whether the room of its demo is there.
    expect(browser.takeComplaints(/404/)).toEqual([])
  })

  it('Swagger tries a request out at the right address', async () => {
    const operation = ann.locator('.opblock', { hasText: '/health/live' })
    await operation.locator('.opblock-summary-control').click()
    const answer = ann.waitForResponse((each) => each.url() === `${nginx.url}/health/live`)
    await operation.getByRole('button', { name: 'Execute' }).click()
    expect((await answer).status()).toBe(200)
    await operation.locator('.live-responses-table').getByText('200').first().waitFor()
    expect(browser.takeComplaints()).toEqual([])
  })
})
