// The page of the API as a first visitor uses it: everything in reach, and whatever is pressed works, also the second time.
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { Server } from '../support/server.js'

let server: Server
let page: Page

beforeAll(async () => {
  server = await Server.start()
})
afterAll(() => server.stop())
// After that: what is said last is done first, and a page without its server would complain.
const browser = useBrowser()

async function visit(): Promise<Page> {
  const visitor = await browser.window(server)
  await visitor.goto('/docs')
  await operation(visitor, 'post', '/auth/register').waitFor()
  return visitor
}

beforeEach(async () => {
  if (!noBrowser) page = await visit()
})
afterEach(async () => {
  await page?.context().close()
})

const operation = (where: Page, method: string, path: string): Locator =>
  where.locator(`.opblock-${method}`, { has: where.locator(`[data-path="${path}"]`) })

async function opened(method: string, path: string, where = page): Promise<Locator> {
  const found = operation(where, method, path)
  await found.locator('.opblock-summary-control').click()
  await found.getByRole('button', { name: 'Execute' }).waitFor()
  return found
}

interface Answered {
  status: number
  body: Record<string, unknown>
}

/** Presses Execute; resolves once the answer is on the page. */
async function execute(where: Locator): Promise<Answered> {
  const asked = where.page().waitForResponse((each) => /^(fetch|xhr)$/.test(each.request().resourceType()))
  await where.getByRole('button', { name: 'Execute' }).click()
  const answer = await asked
  const status = where.locator('.live-responses-table tbody .response-col_status').first()
  await expect.poll(() => status.innerText()).toContain(String(answer.status()))
  const text = await answer.text()
  return { status: answer.status(), body: text.startsWith('{') ? (JSON.parse(text) as Answered['body']) : {} }
}

const body = (where: Locator): Locator => where.locator('.opblock-section-request-body textarea').first()

async function choose(where: Locator, example: string, words: RegExp): Promise<void> {
  await where.locator('.opblock-section-request-body .examples-select select').selectOption(example)
  await expect.poll(() => body(where).inputValue()).toMatch(words)
}

async function authorize(token: unknown, where = page): Promise<void> {
  await where.getByRole('button', { name: 'Authorize' }).click()
  const dialog = where.locator('.modal-ux')
  await dialog
    .locator('input')
    .first()
    .fill(token as string)
  await dialog.getByRole('button', { name: 'Apply credentials' }).first().click()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
}

/** Somebody new, signed in, with a room of their own. */
async function arrive(where = page): Promise<{ username: string; room: string }> {
  const registered = await execute(await opened('post', '/auth/register', where))
  expect(registered.status).toBe(201)
  await authorize(registered.body['access_token'], where)
  const created = await execute(await opened('post', '/chatroom/create', where))
  expect(created.status).toBe(201)
  const { username } = registered.body['user'] as { username: string }
  return { username, room: created.body['name'] as string }
}

describe.skipIf(noBrowser)('a first visitor of /docs', () => {
  it('has Authorize on the first screen, and the way to the other pages', async () => {
    const box = await page.getByRole('button', { name: 'Authorize' }).boundingBox()
    expect(box!.y + box!.height).toBeLessThan(800)
    const first = await operation(page, 'post', '/auth/register').boundingBox()
    expect(first!.y).toBeLessThan(800)
    for (const [name, path] of [
      ['Chat', '/'],
      ['Console', '/console'],
      ['Sockets', '/docs/sockets'],
    ]) {
      const pages = page.getByRole('navigation', { name: 'Pages' })
      await pages.getByRole('link', { name: name!, exact: true }).click()
      await page.waitForURL(`${server.url}${path}`)
      await page.goBack()
    }
    // A tab of its own, so that nothing that was filled in is lost.
    const tab = page.context().waitForEvent('page')
    await page.getByRole('link', { name: 'the socket doors' }).click()
    await (await tab).waitForURL(`${server.url}/docs/sockets`)
  })

  it('asks the server that the page is from, and no other', async () => {
    const live = await opened('get', '/health/live')
    expect((await execute(live)).status).toBe(200)
    expect(await live.locator('.request-url').innerText()).toContain(`${server.url}/health/live`)
  })

  it('registers and creates a room as often as they like, and so does the next visitor', async () => {
    const { username, room } = await arrive()
    for (const [path, taken] of [
      ['/auth/register', username],
      ['/chatroom/create', room],
    ]) {
      const again = operation(page, 'post', path!)
      await expect.poll(() => body(again).inputValue()).not.toContain(taken)
      expect((await execute(again)).status).toBe(201)
    }
    const other = await visit()
    const next = await arrive(other)
    expect(next.username).not.toBe(username)
    expect(next.room).not.toBe(room)
    await other.context().close()
  })

  it('signs in, and finds their own name and room in every other field', async () => {
    const { username, room } = await arrive()
    const login = await opened('post', '/auth/login')
    expect(await body(login).inputValue()).toContain(`"${username}"`)
    const { status, body: session } = await execute(login)
    expect(status).toBe(200)
    const refresh = await opened('post', '/auth/refresh')
    expect(await body(refresh).inputValue()).toContain(session['refresh_token'])
    expect((await execute(refresh)).status).toBe(200)
    const read = await opened('get', '/chatroom/{chatroom_name}')
    expect(await read.locator('.parameters input').inputValue()).toBe(room)
    expect((await execute(read)).status).toBe(200)
  })

  it('changes their password twice', async () => {
    await arrive()
    const password = await opened('post', '/auth/password')
    expect((await execute(password)).status).toBe(204)
    await expect.poll(() => body(password).inputValue()).toMatch(/"current_password": "[^"]* staple"/)
    expect((await execute(password)).status).toBe(204)
    const login = await opened('post', '/auth/login')
    expect((await execute(login)).status).toBe(200)
  })

  it('uploads a file, with nothing filled in that nobody knows, and sends it', async () => {
    await arrive()
    const upload = await opened('post', '/attachments')
    for (const select of await upload.locator('.parameters-col_description select').all())
      expect(await select.inputValue()).toBe('')
    const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Lunch is at noon.') }
    await upload.locator('input[type=file]').setInputFiles(file)
    const { status, body: stored } = await execute(upload)
    expect([status, stored['type'], stored['filename']]).toEqual([201, 'document', 'notes.txt'])
    const send = await opened('post', '/send-message/{chatroom_name}')
    await choose(send, 'upload', /an optional caption/)
    expect(await body(send).inputValue()).toContain(`"${stored['id'] as string}"`)
    expect((await execute(send)).body).toMatchObject({ attachment: { id: stored['id'] } })
  })

  it('sends whichever example they choose, about what is there', async () => {
    await arrive()
    const send = await opened('post', '/send-message/{chatroom_name}')
    const { body: first } = await execute(send)
    for (const [example, words] of [
      ['edit', /"edit"/],
      ['reaction', /"reaction"/],
      ['reply', /"reply_to"/],
      ['delete', /"delete"/],
      ['poll', /"poll"/],
      ['vote', /"vote"/],
      ['forward', /"forward"/],
    ] as const) {
      await choose(send, example, words)
      expect([example, (await execute(send)).status]).toEqual([example, 201])
    }
    expect(first['seq']).toBe(2)
  })

  it('is stopped by nothing serious, in light and in dark', async () => {
    await opened('post', '/auth/register')
    // Swagger UI's own controls are its makers'.
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await expect
        .poll(() => page.evaluate(() => document.documentElement.classList.contains('dark-mode')))
        .toBe(colorScheme === 'dark')
    }
    await page.evaluate(() => document.getElementById('swagger')!.remove())
    await expectAccessible(page)
  })

  it('can do it on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 800 })
    const box = await page.getByRole('button', { name: 'Authorize' }).boundingBox()
    expect(box!.y + box!.height).toBeLessThan(800)
  })
})
