// The console in a real browser: resume and its proof, retries, people side by side, and code that runs when pasted.
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { Server } from '../support/server.js'
import * as steps from './console.steps.js'
import { pasteFolder, press, say, verdict } from './console.steps.js'

/** The browser reports every answer that is not a success, such as a refusal that a test asks for. */
const REFUSED = /Failed to load resource: the server responded with a status of 4\d\d/

let server: Server
let page: Page

beforeAll(async () => {
  server = await Server.start()
})
afterAll(() => server.stop())
// After that: what is said last is done first, and a page without its server would complain.
const browser = useBrowser()

beforeEach(async () => {
  if (noBrowser) return
  page = await browser.window(server, { viewport: { width: 1280, height: 1000 } })
  await page.goto('/console')
})

afterEach(async () => {
  await page?.context().close()
  const complaints = browser.takeComplaints(REFUSED)
  if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join('; ')}`)
})

const lane = (name: string): Locator => steps.laneOf(page, name)
const demonstrate = () => steps.demonstrate(page)

describe.skipIf(noBrowser)('a developer who opens the console', () => {
  it('sees two people side by side, and every frame with its size, seq and times', async () => {
    const [ann, ben] = await demonstrate()
    await press(ann, 'Send')
    const sent = ann.locator('.frame.out', { hasText: 'EVENT message' })
    expect(await sent.locator('.preview').innerText()).toMatch(
      /^42\/send-message\/console-\w+,0\["message",\{/,
    )
    const answer = ann.locator('.frame.in', { hasText: 'ACK 0' })
    expect(await answer.innerText()).toMatch(
      /\d\d:\d\d:\d\d\.\d{3}[\s\S]*seq 3[\s\S]*answered in [\d.]+ ms[\s\S]*\d+ B/,
    )
    const delivered = ben.locator('.frame.in', { hasText: 'seq 3' })
    await delivered.getByText(/delivered in [\d.]+ ms/).waitFor()
    await delivered.locator('summary').click()
    await expect.poll(() => delivered.locator('pre').first().innerText()).toMatch(/^\{"chatroom":"console-/)
    for (const each of [ann, ben]) await verdict(each, '1…3 complete')
    // What the numbers count is said, too.
    for (const each of [ann, ben]) await each.getByRole('heading', { name: 'Received by seq' }).waitFor()
  })

  it('drops a connection and resumes from any seq, without a gap, at both doors', async () => {
    const both = await demonstrate()
    for (const [index, dropped] of both.entries()) {
      const other = both[1 - index]!
      await press(dropped, 'Disconnect')
      await dropped.getByText('disconnected', { exact: true }).waitFor()
      for (const text of ['one', 'two', 'three']) await say(other, text)
      const last = 2 + 3 * (index + 1)
      await verdict(other, `1…${last} complete`)
      await dropped.getByLabel('after_seq').fill('1')
      await press(dropped, 'Resume')
      await verdict(dropped, `1…${last} complete`)
      const second = dropped.locator('.runs li').last()
      expect(await second.innerText()).toBe(`after 1 → 2…${last} in order, no gap, no repeat`)
    }
  })

  it('sees that a gap is called a gap', async () => {
    const [ann, ben] = await demonstrate()
    await press(ann, 'Disconnect')
    await say(ben, 'not for Ann')
    await verdict(ben, '1…3 complete')
    await ann.getByLabel('after_seq').fill('')
    await press(ann, 'Resume')
    await ann.getByText('connected', { exact: true }).waitFor()
    await say(ben, 'for both')
    expect(await verdict(ann, '1…2, 4')).toBe('✕ 1…2, 4 · missing 3')
  })

  it.each(['Socket.IO', 'Plain WebSocket', 'HTTP'])('sends twice through %s: stored once', async (door) => {
    await demonstrate()
    await press(page, 'Add an identity')
    const third = page.locator('.lane').nth(2)
    await press(third, 'Continue as a guest')
    await third.getByLabel('Door').selectOption(door)
    await press(third, 'Enter the room')
    await third.getByText('entered').waitFor()
    await third.getByLabel('Example').selectOption('text that is safe to retry')
    if (door !== 'HTTP') {
      await press(third, 'Connect')
      await third.getByText('connected', { exact: true }).waitFor()
    }
    await press(third, 'Send twice')
    await third.getByText('duplicate', { exact: true }).waitFor()
    expect(await third.locator('.frame.in .chip.seq', { hasText: 'seq 4' }).count()).toBe(
      door === 'HTTP' ? 2 : 3,
    )
    await verdict(lane('Ann'), '1…4 complete')
    expect(await lane('Ann').locator('.frame.in', { hasText: 'seq 4' }).count()).toBe(1)
  })

  it.each(['Socket.IO', 'Plain WebSocket', 'HTTP'])(
    'sends every example through %s, each about what was said before, and sees what became of it',
    async (door) => {
      const [ann, ben] = await demonstrate()
      await press(ben, 'Disconnect')
      await ben.getByLabel('Door').selectOption(door)
      if (door !== 'HTTP') {
        await press(ben, 'Resume')
        await ben.getByText('connected', { exact: true }).waitFor()
      }
      const choice = ben.getByLabel('Example')
      const examples = await choice.locator('optgroup[label="Send"] option').allInnerTexts()
      expect(examples.length).toBeGreaterThan(12)
      // What was forwarded is what the example of a deletion takes: once more.
      for (const [nth, label] of [...examples, 'forward'].entries()) {
        await choice.selectOption({ label })
        await press(ben, 'Send')
        await verdict(ann, `1…${3 + nth} complete`)
      }
      const others = await choice.locator('optgroup:not([label="Send"]) option').allInnerTexts()
      expect(others).toEqual(door === 'HTTP' ? [] : ['mark', 'typing'])
      // What one says oneself is read.
      if (others.length > 0) await say(ann, 'to be read')
      for (const label of others) {
        await choice.selectOption({ label })
        await press(ben, 'Send')
        await ann
          .locator(`.frame.in[data-name="EVENT ${label === 'mark' ? 'marks' : label}"]`)
          .first()
          .waitFor()
      }
      expect(await ben.locator('.frame.failed').count()).toBe(0)
      for (const each of [ann, ben]) {
        await each.getByText('The room as it is now').click()
        const said = each.getByRole('list', { name: 'What was said' })
        for (const state of ['edited', 'pinned', 'forwarded', 'mentions @all', /deleted by Ben/, /👍 1/])
          await said.getByText(state).first().waitFor()
        await said.getByText('Lunch? Pizza: 0, Sushi: 1').waitFor()
      }
      await expectAccessible(page)
    },
  )

  it('chooses among the rooms that there are', async () => {
    await demonstrate()
    const room = await page.getByRole('combobox', { name: 'Room' }).inputValue()
    await page.getByRole('combobox', { name: 'Room' }).focus()
    await expect.poll(() => page.locator(`datalist option[value="${room}"]`).count()).toBe(1)
  })

  it('reads the log over HTTP, and sees an error as it is answered', async () => {
    const [ann] = await demonstrate()
    await press(ann, 'Disconnect')
    await ann.getByLabel('Door').selectOption('HTTP')
    await ann.getByLabel('after_seq').fill('0')
    await press(ann, 'Read')
    await verdict(ann, '1…2 complete')
    await ann.getByLabel('What to send').fill('nonsense')
    await press(ann, 'Send')
    const refused = ann.locator('.frame.failed', { hasText: '400 refused' })
    expect(await refused.locator('.preview').innerText()).toContain('"code":"validation_failed"')
  })

  it('is told why a stranger is not let in', async () => {
    await demonstrate()
    await press(page, 'Add an identity')
    const third = page.locator('.lane').nth(2)
    await press(third, 'Continue as a guest')
    for (const door of ['Socket.IO', 'Plain WebSocket']) {
      await third.getByLabel('Door').selectOption(door)
      await press(third, 'Connect')
      await third.locator('.why', { hasText: /not a member|enter/i }).waitFor()
    }
    expect(await third.locator('.frame', { hasText: 'close 4403' }).count()).toBe(1)
  })

  it('goes on where it was after a reload: the people, the room, the doors, and from which seq', async () => {
    const [ann, ben] = await demonstrate()
    const room = await page.getByRole('combobox', { name: 'Room' }).inputValue()
    await press(ben, 'Disconnect')
    await ben.getByLabel('Door').selectOption('Inbox by plain WebSocket')
    await ben.getByLabel('by ticket').uncheck()
    await press(ben, 'Resume')
    await ben.getByText('connected', { exact: true }).waitFor()
    await say(ann, 'before the reload')
    await verdict(ann, '1…3 complete')
    await ben.locator('.frame.in', { hasText: 'seq 3' }).waitFor()
    await page.reload()
    expect(await page.getByRole('combobox', { name: 'Room' }).inputValue()).toBe(room)
    expect(await ann.getByLabel('Door').inputValue()).toBe('socketio')
    expect(await ann.getByLabel('after_seq').inputValue()).toBe('3')
    expect(await ben.getByLabel('Door').inputValue()).toBe('inboxPlain')
    expect(await ben.getByLabel('by ticket').isChecked()).toBe(false)
    const after = JSON.parse(await ben.getByLabel('after', { exact: true }).inputValue()) as object
    expect(after).toMatchObject({ [room]: { seq: 3 } })
    for (const each of [ann, ben]) {
      await press(each, 'Connect')
      await each.getByText('connected', { exact: true }).waitFor()
    }
    await say(ann, 'after it')
    await verdict(ann, '4 complete')
    await ben.locator('.frame.in', { hasText: 'seq 4' }).waitFor()
    expect(await page.locator('.frame.failed').count()).toBe(0)
  })

  it('meets the same guests in the same room each time, made anew', async () => {
    const people = () => page.locator('.lane-name small').allInnerTexts()
    const [ann] = await demonstrate()
    await say(ann, 'of the first time')
    await verdict(ann, '1…3 complete')
    const room = await page.getByRole('combobox', { name: 'Room' }).inputValue()
    const guests = await people()
    await press(page, 'Remove Ann')
    await press(page, 'Remove Ben')
    const again = await page.context().newPage()
    await page.close()
    page = again
    await page.goto('/console')
    const [annAgain] = await demonstrate()
    expect(await people()).toEqual(guests)
    expect(await page.getByRole('combobox', { name: 'Room' }).inputValue()).toBe(room)
    await say(annAgain, 'of the second')
    await verdict(annAgain, '1…3 complete')
  })
})

describe.skipIf(noBrowser)('what was done, copied as code', () => {
  const pasted = pasteFolder()

  it.each(['curl', 'socket.io-client', 'WebSocket'])('runs as %s', async (language) => {
    const [ann, ben] = await demonstrate()
    await say(ann, 'It\'s «copied» "code" $HOME `x` \\')
    await verdict(ben, '1…3 complete')
    await press(ann, 'Disconnect')
    await press(ann, 'Resume')
    await ann.getByText('connected', { exact: true }).waitFor()
    await ann.getByText('Copy what you did as code').click()
    await press(ann, language)
    const code = ann.getByLabel('Code', { exact: true })
    await code.filter({ hasText: language === 'curl' ? 'TOKEN=' : 'const token' }).waitFor()
    await pasted(language, await code.innerText(), [/seq"?: ?4/, /«copied»/])
    await verdict(ben, '1…4 complete')
    const last = ben.locator('.frame.in', { hasText: 'seq 4' })
    expect(await last.locator('.preview').innerText()).toContain(
      JSON.stringify('It\'s «copied» "code" $HOME `x` \\').slice(1, -1),
    )
  })

  it.each(['curl', 'socket.io-client', 'WebSocket'])(
    'follows along while it is open: %s',
    async (language) => {
      await demonstrate()
      await press(page, 'Add an identity')
      const third = page.locator('.lane').nth(2)
      await press(third, 'Continue as a guest')
      await third.getByText('Copy what you did as code').click()
      await press(third, language)
      // Not let in: code that connected here would end here.
      await press(third, 'Connect')
      await third.locator('.why').waitFor()
      await press(third, 'Enter the room')
      await third.getByLabel('after_seq').fill('0')
      await press(third, 'Connect')
      await third.getByText('connected', { exact: true }).waitFor()
      await say(third, 'said while it was open')
      await verdict(third, '1…4 complete')
      const code = third.getByLabel('Code', { exact: true }).filter({ hasText: 'said while it was open' })
      await code.filter({ hasText: /enter-chatroom/ }).waitFor()
      await pasted(language, await code.innerText(), [/seq"?: ?5/, /"role":"member"|enter-chatroom\S+ 200/])
      await verdict(lane('Ben'), '1…5 complete')
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await press(third, 'Copy')
      await third.getByText('Copied.').waitFor()
      await expect
        .poll(() => page.evaluate(() => navigator.clipboard.readText()))
        .toContain('said while it was open')
      expect((await code.innerText()).match(/await connect\(/g)?.length ?? 1).toBe(1)
    },
  )
})

describe.skipIf(noBrowser)('whoever cannot see or cannot point', () => {
  it('finds nothing serious in the way, in light and in dark', async () => {
    await expectAccessible(page)
    const [ann] = await demonstrate()
    await press(page, 'Add an identity')
    await press(ann, 'Send twice')
    await ann.getByText('duplicate', { exact: true }).waitFor()
    await ann.getByText('Copy what you did as code').click()
    await ann.locator('.frame summary').first().click()
    await expectAccessible(page)
    await page.goto('/docs/sockets')
    expect(await page.locator('details').count()).toBeGreaterThan(10)
    await page.locator('details').evaluateAll((all) => all.forEach((each) => each.setAttribute('open', '')))
    await expectAccessible(page)
  })

  it('sees no page wider than a phone', async () => {
    await page.setViewportSize({ width: 360, height: 700 })
    await demonstrate()
    for (const path of ['/console', '/docs/sockets']) {
      if (path !== '/console') await page.goto(path)
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(360)
    }
    const linesOf = (links: Element[]) =>
      links.map((link) => {
        const range = document.createRange()
        range.selectNodeContents(link)
        return `${link.textContent}: ${range.getClientRects().length}`
      })
    expect(await page.locator('.jump a').evaluateAll(linesOf)).toEqual([
      'A room by plain WebSocket: 1',
      'A room by Socket.IO: 1',
      'The inbox by plain WebSocket: 1',
      'The inbox by Socket.IO: 1',
      'Error codes: 1',
    ])
  })

  it('sends with the keyboard alone', async () => {
    const [ann] = await demonstrate()
    await ann.getByLabel('What to send').focus()
    await page.keyboard.press('Control+Enter')
    expect(await verdict(ann, '1…3')).toBe('✓ 1…3 complete')
  })
})
