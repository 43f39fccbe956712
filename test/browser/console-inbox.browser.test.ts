// An inbox in the console: all rooms in one lane, a proof for each, its own examples, and code that runs when pasted.
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { Server } from '../support/server.js'
import { demonstrate, laneOf, pasteFolder, press, say, verdict } from './console.steps.js'

const DOORS = ['Inbox by Socket.IO', 'Inbox by plain WebSocket']

let server: Server
let page: Page
let ann: Locator
let ben: Locator
let room: string

beforeAll(async () => {
  server = await Server.start()
})
afterAll(() => server.stop())
const browser = useBrowser()

beforeEach(async () => {
  if (noBrowser) return
  page = await browser.window(server, { viewport: { width: 1280, height: 1000 } })
  await page.goto('/console')
  ;[ann, ben] = await demonstrate(page)
  room = await page.getByRole('combobox', { name: 'Room' }).inputValue()
})

afterEach(async () => {
  await page?.context().close()
  const complaints = browser.takeComplaints()
  if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join('; ')}`)
})

/** Ben goes on at another door. */
async function change(door: string, after = '{}'): Promise<void> {
  if (await ben.getByRole('button', { name: 'Disconnect', exact: true }).isVisible())
    await press(ben, 'Disconnect')
  await ben.getByLabel('Door').selectOption(door)
  await ben.getByLabel('after', { exact: true }).fill(after)
  await press(ben, 'Resume')
  await ben.getByText('connected', { exact: true }).waitFor()
}

/** The line of a room in Ben's proof, once it says so. */
const proof = (words: string) =>
  ben
    .getByRole('list', { name: 'Rooms' })
    .locator('li', { hasText: `${room} ${words}` })
    .waitFor()
/** A frame that came, by the name that it has at either door. */
const came = (lane: Locator, name: string) =>
  lane.locator(`.frame.in[data-name="EVENT ${name}"], .frame.in[data-name="${name}"]`).first()

describe.skipIf(noBrowser).each(DOORS)('%s in the console', (door) => {
  it('has all rooms, and of each the proof that nothing is missing after a drop', async () => {
    await change(door)
    await came(ben, 'synced').waitFor()
    await say(ann, 'to the inbox')
    await proof('1…3 complete')
    const delivered = ben.locator('.frame.in', { hasText: 'seq 3' })
    await delivered.getByText(/delivered in [\d.]+ ms/).waitFor()
    await press(ben, 'Disconnect')
    for (const text of ['one', 'two']) await say(ann, text)
    await verdict(ann, '1…5 complete')
    const after = await ben.getByLabel('after', { exact: true }).inputValue()
    expect(JSON.parse(after)).toMatchObject({ [room]: { seq: 3 } })
    await press(ben, 'Resume')
    await proof('1…5 complete')
    expect(await verdict(ben, '1 room')).toBe('✓ 1 room')
    expect(await ben.locator('.frame.failed').count()).toBe(0)
  })

  it('is told of a gap, after a sync that was refused, and of a room that is left and entered', async () => {
    for (const text of ['one', 'two', 'three']) await say(ann, text)
    await verdict(ben, '1…5 complete')
    await change(door, '"nonsense"')
    await ben.locator('.frame.failed').first().waitFor()
    await ben
      .getByLabel('What to send')
      .fill(JSON.stringify({ type: 'sync', after: { [room]: 1 }, limit: 2 }))
    await press(ben, 'Send')
    await came(ben, 'synced').waitFor()
    expect(await came(ben, 'gap').locator('.preview').innerText()).toContain('"before_seq":4')
    await press(ben, 'Leave it')
    await came(ben, 'room_gone').waitFor()
    expect(await verdict(ben, '0 rooms')).toBe('· 0 rooms')
    await press(ben, 'Enter the room')
    await came(ben, 'room').waitFor()
    await verdict(ben, '1 room')
  })

  it('takes every example, about the room and the people that are there', async () => {
    await change(door)
    await came(ben, 'synced').waitFor()
    const choice = ben.getByLabel('Example')
    const group = (label: string) => choice.locator(`optgroup[label="${label}"] option`).allInnerTexts()
    const examples = await group('Send')
    expect(examples.length).toBeGreaterThan(12)
    for (const [nth, label] of [...examples, 'forward'].entries()) {
      await choice.selectOption({ label })
      await press(ben, 'Send')
      await verdict(ann, `1…${3 + nth} complete`)
    }
    // What one says oneself is read.
    await say(ann, 'to be read')
    await proof(`1…${examples.length + 4} complete`)
    for (const label of ['mark', 'typing', 'watch']) {
      await choice.selectOption({ label })
      await press(ben, 'Send')
    }
    for (const name of ['marks', 'typing']) await came(ann, name).waitFor()
    await came(ben, 'presence').waitFor()
    expect(await came(ben, 'presence').locator('.preview').innerText()).toMatch(/"online":true/)
    expect(await ben.locator('.frame.failed').count()).toBe(0)
    await ben.getByText('The room as it is now').click()
    await ben
      .getByRole('list', { name: 'What was said' })
      .getByText(/deleted by Ben/)
      .first()
      .waitFor()
    await expectAccessible(page)
  })
})

describe.skipIf(noBrowser)('what was done in an inbox, copied as code', () => {
  const pasted = pasteFolder()

  it.each([
    ['curl', 'Inbox by Socket.IO', [/"rooms":\[/, /"seq":4/, /"read":4/]],
    [
      'socket.io-client',
      'Inbox by Socket.IO',
      [/synced \{ rooms: 1 \}/, /answer \{[^}]*ok: true/, /«copied»/],
    ],
    ['WebSocket', 'Inbox by plain WebSocket', [/type: 'synced'/, /type: 'ack'/, /«copied»/]],
  ])('runs as %s', async (language, door, awaited) => {
    await change(door)
    await came(ben, 'synced').waitFor()
    const said = { type: 'text', chatroom: room, message: 'It\'s «copied» "code" $HOME' }
    await ben.getByLabel('What to send').fill(JSON.stringify(said))
    await press(ben, 'Send')
    await proof('1…3 complete')
    await ben.getByLabel('What to send').fill(JSON.stringify({ type: 'mark', chatroom: room, read: 3 }))
    await press(ben, 'Send')
    await ben.getByText('Copy what you did as code').click()
    await press(ben, language)
    const code = ben.getByLabel('Code', { exact: true })
    await code.filter({ hasText: language === 'curl' ? 'TOKEN=' : 'const token' }).waitFor()
    await pasted(language, await code.innerText(), awaited)
    expect(await verdict(laneOf(page, 'Ann'), '1…4')).toBe('✓ 1…4 complete')
  })
})
