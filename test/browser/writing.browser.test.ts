// Where one writes and fills in: files dropped on the page, a text that is too long, a form that is wrong, names of any direction.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noBrowser, useBrowser } from '../support/browser.js'
import { signedUpCrowd as crowd, enter, signedUp as registered, roomWith, unique } from '../support/people.js'
import { Server } from '../support/server.js'
import { box, create, entry, log, open, register, signIn, textsIn, write } from './chat.steps.js'

/** The browser reports every answer that is not a success, such as the refusal that a test asks for. */
const REFUSED = /Failed to load resource: the server responded with a status of 4\d\d/

let server: Server
let page: Page

beforeAll(async () => {
  server = await Server.start()
})
afterAll(() => server.stop())
// After that: what is said last is done first, and a page without its server would complain.
const browser = useBrowser()

/** Drags a file over what `selector` finds, as far as `event`; answers whether the page took it from the browser. */
const drag = (selector: string, event: 'dragover' | 'dragleave' | 'drop', to?: string): Promise<boolean> =>
  page.evaluate(
    ([over, kind, next]) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File(['x'], 'dragged.txt', { type: 'text/plain' }))
      const relatedTarget = next ? document.querySelector(next) : null
      const init = { bubbles: true, cancelable: true, dataTransfer, relatedTarget }
      return !document.querySelector(over)!.dispatchEvent(new DragEvent(kind, init))
    },
    [selector, event, to] as const,
  )

describe.skipIf(noBrowser)('a file that is dragged over the page', () => {
  beforeAll(async () => {
    page = await browser.window(server)
    await register(page, 'Ann')
    await create(page, unique('drag'))
  })
  afterAll(() => page?.context().close())

  it('is asked for while it is over the conversation, and not when it has left, wherever it left', async () => {
    const asked = () => page.getByText('Drop to attach').count()
    await box(page).waitFor()
    await drag('.scroller', 'dragover')
    await expect.poll(asked).toBe(1)
    await drag('.scroller', 'dragleave', '.composer')
    expect(await asked()).toBe(1)
    await drag('.scroller', 'dragleave')
    await expect.poll(asked).toBe(0)
  })

  it('does not replace the page when it is dropped beside the conversation', async () => {
    for (const event of ['dragover', 'drop'] as const) expect(await drag('.rooms', event)).toBe(true)
    expect(await page.getByRole('dialog', { name: 'Send files' }).count()).toBe(0)
  })

  it('is looked at before it is sent when it is dropped on the conversation', async () => {
    await drag('.scroller', 'drop')
    const sheet = page.getByRole('dialog', { name: 'Send files' })
    await sheet.getByRole('button', { name: 'Show dragged.txt' }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => sheet.count()).toBe(0)
  })
})

describe.skipIf(noBrowser)('who writes', () => {
  beforeAll(async () => {
    page = await browser.window(server)
    await register(page, 'Ann')
    await create(page, unique('long'))
  })
  afterAll(() => page?.context().close())

  it('is told when a text comes to the end of what a message can hold', async () => {
    await box(page).fill('x'.repeat(3800))
    expect(await page.getByText(/characters? left/).count()).toBe(0)
    await box(page).fill('x'.repeat(4095))
    await page.getByText('1 character left').waitFor()
    // As a paste does: the browser cuts it.
    await box(page).evaluate((element) => (element as HTMLTextAreaElement).select())
    await page.keyboard.insertText('y'.repeat(5000))
    await page.getByText('This is as long as a message can be.').waitFor()
  })

  it('the name of a room that is there already is told so in that field, and stands in it', async () => {
    const room = await roomWith(await registered(server))
    await page.getByRole('button', { name: 'New', exact: true }).click()
    await page.getByRole('button', { name: 'New group' }).click()
    await page.getByRole('dialog', { name: 'Add members' }).getByRole('button', { name: 'Skip' }).click()
    const name = page.getByRole('dialog', { name: 'New group' }).getByLabel('Group name')
    await name.fill(room)
    await page.getByLabel('Maximum members').focus()
    await page.keyboard.press('Enter')
    await page.getByText('A group with this name already exists.').waitFor()
    await expect.poll(() => name.evaluate((each) => each === document.activeElement)).toBe(true)
    expect(await name.getAttribute('aria-invalid')).toBe('true')
    await page.keyboard.press('Escape')
    expect(browser.takeComplaints(REFUSED)).toEqual([])
  })
})

describe.skipIf(noBrowser)('a room whose history is slow to come', () => {
  const HISTORY = /\/timeline\?/

  beforeAll(async () => {
    page = await browser.window(server)
    await register(page, 'Ann')
  })
  afterAll(() => page?.context().close())

  it('sends what was written before it came', async () => {
    let answer!: () => void
    const held = new Promise<void>((resolve) => (answer = resolve))
    await page.route(HISTORY, async (route) => {
      await held
      await route.continue()
    })
    const room = unique('slow')
    await create(page, room)
    await write(page, 'first')
    await write(page, 'second')
    await entry(page, room).getByText('second').waitFor()
    expect(await log(page).getByText('This is the beginning of the chat.').count()).toBe(0)
    answer()
    await log(page).getByText('This is the beginning of the chat.').waitFor()
    await expect.poll(() => log(page).getByRole('img', { name: 'Sent', exact: true }).count()).toBe(2)
    await expect.poll(() => textsIn(page)).toEqual(['first', 'second'])
    await page.unrouteAll()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is read as soon as that is possible, and what was written meanwhile is in it', async () => {
    const room = unique('away')
    await page.route(HISTORY, (route) => route.abort())
    await create(page, room)
    await log(page).getByText('Loading messages…').waitFor()
    await write(page, 'kept')
    await entry(page, room).getByText('kept').waitFor()
    await page.unrouteAll()
    await log(page).getByText('You joined').waitFor()
    await log(page).getByRole('img', { name: 'Sent', exact: true }).waitFor()
    await expect.poll(() => textsIn(page)).toEqual(['kept'])
    expect(browser.takeComplaints(/ERR_FAILED/)).toEqual([])
  })
})

describe.skipIf(noBrowser)('a name of another direction', () => {
  it('begins where the others begin, and does not turn around the line that it stands in', async () => {
    const ann = await registered(server, 'Ann')
    const leila = await registered(server, 'leila')
    const room = await roomWith(ann, [leila], { name: unique('غرفة') })
    page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, room)
    const name = page.locator('.entry-text strong', { hasText: room })
    const [direction, align] = await name.evaluate((each) => {
      const { direction: own, textAlign } = getComputedStyle(each)
      return [own, textAlign]
    })
    expect([direction, align]).toEqual(['rtl', 'left'])
    const line = log(page).getByText('leila joined')
    expect(await line.evaluate((each) => getComputedStyle(each).direction)).toBe('ltr')
    await page.context().close()
  })
})

describe.skipIf(noBrowser)('a group of more members than one page holds', () => {
  it('shows them all to whoever asks', async () => {
    const ann = await registered(server, 'Ann')
    const others = await crowd(server, 104)
    const room = await roomWith(ann)
    for (const each of others) await enter(each, room)
    page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, room)
    await page.getByRole('button', { name: 'Group info' }).click()
    await page.getByRole('button', { name: 'View all (105)' }).click()
    const list = page.getByRole('list', { name: 'Members' }).getByRole('listitem')
    await expect.poll(() => list.count()).toBe(50)
    await page.getByRole('button', { name: 'Show more (55 left)' }).click()
    await expect.poll(() => list.count()).toBe(100)
    await page.getByRole('button', { name: 'Show more (5 left)' }).click()
    await expect.poll(() => list.count()).toBe(105)
    await page.context().close()
  })
})
