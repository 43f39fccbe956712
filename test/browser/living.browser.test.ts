// What becomes of messages, as two people see it: replies, edits, deletions, reactions, votes and pins, live and after a reload.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import {
  signedUpCrowd as crowd,
  must,
  signedUp as registered,
  roomWith,
  say,
  type Person,
} from '../support/people.js'
import { at } from '../support/rest.js'
import { Server } from '../support/server.js'
import type { Message } from '../support/wire.js'
import {
  act,
  actions,
  box,
  bubble,
  entry,
  goOffline,
  log,
  open,
  signIn,
  textsIn,
  tick,
  write,
} from './chat.steps.js'

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

let server: Server
let ann: Person
let bob: Person

beforeAll(async () => {
  server = await Server.start()
  ann = await registered(server, 'Ann')
  bob = await registered(server, 'Bob')
})
afterAll(() => server.stop())
// After that: what is said last is done first, and a page without its server would complain.
const browser = useBrowser()

const send = async (who: Person, room: string, body: object): Promise<Message> =>
  must(await who.api.post<Message>(at('/send-message', room), body), 201)

/** A window in which somebody is in a room. */
async function windowOf(who: Person, room: string, options = {}): Promise<Page> {
  const page = await browser.window(server, options)
  await signIn(page, who.user.username)
  await open(page, room)
  await box(page).waitFor()
  return page
}

/** All that stands in the log, but for what names oneself. */
const shown = (page: Page): Promise<string[]> => page.locator('.bubble').allInnerTexts()

describe.skipIf(noBrowser)('two people in a room', () => {
  let room: string
  let anns: Page
  let bobs: Page

  beforeAll(async () => {
    room = await roomWith(ann, [bob])
    anns = await windowOf(ann, room)
    bobs = await windowOf(bob, room, PHONE)
  })

  it('answer each other, by key as well as by finger, and the quote leads to what it quotes', async () => {
    await write(anns, 'Who is hungry?')
    await act(bobs, 'Who is hungry?', 'Reply')
    await bobs.getByText('Replying to').waitFor()
    await write(bobs, 'Me!')
    const answer = bubble(anns, 'Me!')
    await answer.locator('.quote', { hasText: 'Who is hungry?' }).waitFor()
    await anns.getByRole('button', { name: 'Actions for the message of Bob' }).focus()
    await anns.keyboard.press('Enter')
    await anns.getByRole('dialog', { name: 'Actions' }).getByRole('button', { name: 'Reply' }).focus()
    await anns.keyboard.press('Enter')
    await expect.poll(() => box(anns).evaluate((each) => each === document.activeElement)).toBe(true)
    await anns.keyboard.type('Then come')
    await anns.keyboard.press('Enter')
    await bubble(bobs, 'Then come').locator('.quote', { hasText: 'Me!' }).waitFor()
    expect(await anns.getByText('Replying to').count()).toBe(0)
    await answer.getByRole('button', { name: /Who is hungry/ }).click()
    await expect
      .poll(() => anns.evaluate(() => document.activeElement?.textContent))
      .toContain('Who is hungry?')
    expect(browser.takeComplaints()).toEqual([])
  })

  it('edit what they said, and its quotes change with it', async () => {
    await box(anns).fill('half a thought')
    await act(anns, 'Who is hungry?', 'Edit')
    await expect.poll(() => box(anns).inputValue()).toBe('Who is hungry?')
    await write(anns, 'Who is thirsty?')
    for (const page of [anns, bobs]) {
      await bubble(page, 'Me!').locator('.quote', { hasText: 'Who is thirsty?' }).waitFor()
      await bubble(page, 'Who is thirsty?').waitFor()
      expect(await log(page).getByText('Who is hungry?').count()).toBe(0)
      expect(await log(page).getByText('Edited', { exact: true }).count()).toBe(1)
    }
    // What was being written is there again.
    await expect.poll(() => box(anns).inputValue()).toBe('half a thought')
    const menu = await actions(bobs, 'Then come')
    expect(await menu.getByRole('button', { name: 'Edit' }).count()).toBe(0)
    expect(await menu.getByRole('button', { name: 'Delete' }).count()).toBe(0)
    await bobs.keyboard.press('Escape')
    await expect.poll(() => menu.count()).toBe(0)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('leave an answer or an edit by Escape', async () => {
    await act(anns, 'Then come', 'Edit')
    await expect.poll(() => box(anns).inputValue()).toBe('Then come')
    await anns.keyboard.press('Escape')
    await expect.poll(() => box(anns).inputValue()).toBe('half a thought')
    await act(anns, 'Me!', 'Reply')
    await anns.getByText('Replying to').waitFor()
    await box(anns).press('Escape')
    await expect.poll(() => anns.getByText('Replying to').count()).toBe(0)
    await expect.poll(() => box(anns).inputValue()).toBe('half a thought')
    await box(anns).fill('')
  })

  it('react, each with one emoji, and take it back with a press', async () => {
    await act(bobs, 'Then come', 'React with 👍')
    const thumbs = (page: Page) => bubble(page, 'Then come').getByRole('button', { name: /^👍/ })
    await thumbs(anns).click()
    await expect.poll(() => thumbs(bobs).getAttribute('aria-label')).toBe('👍 2: You, Ann')
    expect(await thumbs(bobs).getAttribute('aria-pressed')).toBe('true')
    await act(anns, 'Then come', 'React with ❤️')
    await bubble(bobs, 'Then come').getByRole('button', { name: /^❤️ 1/ }).waitFor()
    await expect.poll(() => thumbs(bobs).getAttribute('aria-label')).toBe('👍 1: You')
    await thumbs(bobs).click()
    await expect.poll(() => thumbs(anns).count()).toBe(0)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('vote, and see how many are for what', async () => {
    const poll = { question: 'Where to?', options: ['Pizza', 'Sushi', 'Falafel'] }
    await send(ann, room, { type: 'poll', poll })
    await send(ann, room, { type: 'poll', poll: { ...poll, question: 'And when?', multiple: true } })
    const option = (page: Page, question: string, name: string | RegExp) =>
      page.getByRole('group', { name: `Poll: ${question}` }).getByRole('button', { name })
    await option(bobs, 'Where to?', 'Sushi').click()
    await option(anns, 'Where to?', /Sushi.*1 vote/).waitFor()
    await option(anns, 'Where to?', 'Sushi').click()
    await option(bobs, 'Where to?', /Sushi.*2 vote/).waitFor()
    expect(await option(bobs, 'Where to?', 'Sushi').getAttribute('title')).toBe('You, Ann')
    await option(anns, 'Where to?', 'Pizza').click()
    await option(bobs, 'Where to?', /Pizza.*1 vote/).waitFor()
    await option(bobs, 'Where to?', /Sushi.*1 vote/).click()
    await option(anns, 'Where to?', /Sushi.*0 vote/).waitFor()
    for (const name of ['Pizza', 'Falafel']) {
      await option(bobs, 'And when?', name).click()
      await option(bobs, 'And when?', new RegExp(`${name}.*1 vote`)).waitFor()
    }
    expect(await option(bobs, 'And when?', 'Pizza').getAttribute('aria-pressed')).toBe('true')
    expect(browser.takeComplaints()).toEqual([])
  })

  it('star what they want to find again, each for themselves, by a menu that says which message it is of', async () => {
    const more = bobs.getByRole('button', {
      name: 'Actions for the message of Ann: Who is thirsty?',
      exact: true,
    })
    await more.click()
    const menu = bobs.getByRole('dialog', { name: 'Actions' })
    const tops = await menu
      .getByRole('group', { name: 'React' })
      .getByRole('button')
      .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top))
    expect([tops.length, new Set(tops).size]).toEqual([7, 1])
    await menu.getByRole('button', { name: 'Star', exact: true }).click()
    const star = (page: Page) =>
      bubble(page, 'Who is thirsty?').getByRole('img', { name: 'Starred', exact: true })
    await star(bobs).waitFor()
    const other = await browser.tab(bobs.context())
    await open(other, room)
    await star(other).waitFor()
    await act(bobs, 'Who is thirsty?', 'Unstar')
    await expect.poll(() => star(other).count()).toBe(0)
    await act(bobs, 'Who is thirsty?', 'Star')
    await star(other).waitFor()
    await other.close()
    expect(await star(anns).count()).toBe(0)
    expect(browser.takeComplaints()).toEqual([])
  })

  it('pin, and delete: one’s own, and an admin everybody’s', async () => {
    await act(bobs, 'Who is thirsty?', 'Pin')
    await bubble(anns, 'Then come').waitFor()
    await log(anns).getByRole('img', { name: 'Pinned' }).waitFor()
    const menu = await actions(anns, 'Then come')
    await menu.getByRole('button', { name: 'Delete' }).dblclick()
    await anns.waitForTimeout(600)
    await menu.getByRole('button', { name: 'Delete for everyone' }).click()
    await act(anns, 'Me!', 'Delete', 'Delete for everyone')
    for (const page of [anns, bobs]) {
      await log(page).getByText('This message was deleted by Ann').waitFor()
      await expect
        .poll(() => log(page).getByText('This message was deleted', { exact: true }).count())
        .toBe(1)
      expect(await log(page).getByText('Then come').count()).toBe(0)
      expect(await log(page).getByText('Me!').count()).toBe(0)
    }
    expect(browser.takeComplaints()).toEqual([])
  })

  it('see the same after a reload, and what happened meanwhile', async () => {
    await goOffline(anns)
    await act(anns, 'Who is thirsty?', 'React with 🙏')
    await bubble(anns, 'Who is thirsty?').getByRole('img', { name: 'Sending' }).waitFor()
    await act(bobs, 'Who is thirsty?', 'React with 😂')
    await anns.context().setOffline(false)
    for (const page of [anns, bobs])
      for (const emoji of ['🙏', '😂'])
        await bubble(page, 'Who is thirsty?')
          .getByRole('button', { name: new RegExp(`^${emoji} 1`) })
          .waitFor()
    for (const page of [anns, bobs]) {
      const before = await shown(page)
      await page.reload()
      await expect.poll(() => shown(page)).toEqual(before)
    }
    browser.takeComplaints()
  })

  it('meet nothing that a screen reader or a keyboard would stumble over', async () => {
    for (const page of [anns, bobs]) {
      await act(page, 'Who is thirsty?', 'Reply')
      await expectAccessible(page)
      await actions(page, 'Who is thirsty?')
      await expectAccessible(page)
      await page.keyboard.press('Escape')
      const wider = await page.evaluate(() =>
        [...document.querySelectorAll('html, .scroller, .composer')]
          .filter((each) => each.scrollWidth > each.clientWidth)
          .map(({ className }) => className),
      )
      expect(wider).toEqual([])
      await page.context().close()
    }
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('every kind of message', () => {
  it('is shown as what it is, with whom it mentions and where it comes from', async () => {
    const room = await roomWith(ann, [bob])
    const contacts = [{ name: 'Cleo', username: 'cleo', phones: ['+49 30 1'], emails: ['cleo@example.org'] }]
    await send(ann, room, { type: 'contact', contacts })
    await send(ann, room, { type: 'custom', content: { move: 'e2e4' }, message: 'A pawn has moved' })
    await send(ann, room, { type: 'custom', content: { move: 'e7e5' } })
    const words = `@${bob.user.username}, and @nobody: look`
    const { seq } = await send(ann, room, { type: 'text', message: words, mentions: [bob.user.username] })
    await send(ann, room, { type: 'forward', forward: { chatroom: room, seq } })
    const page = await windowOf(bob, room)
    await log(page).getByText('A pawn has moved').waitFor()
    expect(
      await log(page)
        .getByRole('link')
        .evaluateAll((all) => all.map((each) => each.getAttribute('href'))),
    ).toEqual(['tel:+49301', 'mailto:cleo@example.org'])
    await log(page).getByText('This message is for another app.').waitFor()
    expect(await log(page).locator('.mention.to-me').allInnerTexts()).toContain('@Bob')
    const copied = await bubble(page, '@nobody').evaluate((element) => {
      getSelection()!.selectAllChildren(element.querySelector('.text')!)
      const clipboardData = new DataTransfer()
      element.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }))
      getSelection()!.removeAllRanges()
      return clipboardData.getData('text/plain')
    })
    expect(copied).toBe(words)
    expect(await log(page).locator('.mention').filter({ hasText: 'nobody' }).count()).toBe(0)
    expect(await bubble(page, '@nobody').innerText()).toContain('Forwarded')
    // The list says it likewise.
    await send(ann, room, { type: 'text', message: `${words}!`, mentions: [bob.user.username] })
    await entry(page, room).getByText('@Bob, and @nobody: look!').waitFor()
    await expectAccessible(page)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('whoever reacts after twenty others', () => {
  it('can take it back, although only those are named', async () => {
    const others = await crowd(server, 20)
    const room = await roomWith(ann, [bob, ...others])
    const { seq } = await say(ann, room, 'Well done!')
    for (const each of others) await send(each, room, { type: 'reaction', target_seq: seq, emoji: '👍' })
    const page = await windowOf(bob, room)
    const thumbs = bubble(page, 'Well done!').getByRole('button', { name: /^👍/ })
    for (const [count, pressed] of [
      [20, 'false'],
      [21, 'true'],
      [20, 'false'],
    ] as const) {
      await expect.poll(() => thumbs.getAttribute('aria-label')).toMatch(`👍 ${count}: `)
      await expect.poll(() => thumbs.getAttribute('aria-pressed')).toBe(pressed)
      await thumbs.click()
    }
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('a change that is refused', () => {
  it('says so at its message, and goes when one lets go of it', async () => {
    const hasty = await Server.start({ env: { EDIT_WINDOW: '1' } })
    const cleo = await registered(hasty, 'Cleo')
    const room = await roomWith(cleo)
    await say(cleo, room, 'as it was')
    const page = await browser.window(hasty)
    await signIn(page, cleo.user.username)
    await open(page, room)
    await page.waitForTimeout(1000)
    await act(page, 'as it was', 'Edit')
    await expect.poll(() => box(page).inputValue()).toBe('as it was')
    await write(page, 'as it will not be')
    await page.getByText('Not edited. It is too late for that.').waitFor()
    expect(await textsIn(page)).toEqual(['as it was'])
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Discard' }).click()
    await tick(page, 'as it was', 'Sent').waitFor()
    await page.context().close()
    await hasty.stop()
    expect(browser.takeComplaints()).toEqual([])
  })
})

describe.skipIf(noBrowser)('whoever reads further up', () => {
  it('keeps what they read where it is, whatever becomes of what lies above', async () => {
    const room = await roomWith(ann, [bob])
    for (let nth = 1; nth <= 40; nth++) await say(ann, room, `message ${nth}`)
    const page = await windowOf(bob, room)
    await bubble(page, 'message 40').waitFor()
    const top = () => bubble(page, 'message 30').evaluate((line) => line.getBoundingClientRect().top)
    await log(page).evaluate(
      (scroller) => (scroller.scrollTop = scroller.scrollHeight - scroller.clientHeight - 300),
    )
    await page.waitForTimeout(200)
    const before = await top()
    await send(ann, room, { type: 'reaction', target_seq: 5, emoji: '👍' })
    await send(ann, room, { type: 'edit', target_seq: 6, message: 'longer '.repeat(200) })
    await bubble(page, 'longer').waitFor({ state: 'attached' })
    await bubble(page, /^message 3$/)
      .getByRole('button', { name: /^👍/ })
      .waitFor({ state: 'attached' })
    expect(Math.abs((await top()) - before)).toBeLessThan(2)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})
