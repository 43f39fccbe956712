// Text as the chat shows it: emphasised, quoted and listed as it was written, and copied so.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { enter, roomWith, say, signedUp } from '../support/people.js'
import { Server } from '../support/server.js'
import { log, open, signIn } from './chat.steps.js'

let server: Server

beforeAll(async () => {
  server = await Server.start()
})
afterAll(() => server.stop())
// After that: what is said last is done first, and a page without its server would complain.
const browser = useBrowser()

const MENU = '*Menu* for _today_:\n- soup\n- ~fish~ `salad`\n> who cooks?\n```\n2 * 3\n```'

describe.skipIf(noBrowser)('a text', () => {
  it('is shown as it is meant, at 360 pixels, too', async () => {
    const ann = await signedUp(server, 'Ann')
    const room = await roomWith(ann)
    await say(ann, room, MENU)
    await say(ann, room, 'See (https://en.wikipedia.org/wiki/Foo_(bar)) or www.example.org, ann@example.org.')
    await say(ann, room, '<b>no</b> *unclosed')
    await say(ann, room, '🎉')
    const page = await browser.window(server, { viewport: { width: 360, height: 740 } })
    await signIn(page, ann.user.username)
    await open(page, room)
    const texts = log(page).locator('.text')
    const [menu, addresses, plain, emoji] = [texts.nth(0), texts.nth(1), texts.nth(2), texts.nth(3)]
    await emoji.waitFor()
    const words = (kind: string) => menu.locator(kind).allTextContents()
    expect(await words('strong')).toEqual(['Menu'])
    expect(await words('em')).toEqual(['today'])
    expect(await words('ul > li')).toEqual(['soup', 'fish salad'])
    expect(await words('s')).toEqual(['fish'])
    expect(await words('blockquote')).toEqual(['who cooks?'])
    expect(await words('pre')).toEqual(['2 * 3'])
    const hrefs = await addresses
      .getByRole('link')
      .evaluateAll((all) => all.map((each) => (each as HTMLAnchorElement).getAttribute('href')))
    expect(hrefs).toEqual([
      'https://en.wikipedia.org/wiki/Foo_(bar)',
      'https://www.example.org',
      'mailto:ann@example.org',
    ])
    expect(await plain.textContent()).toBe('<b>no</b> *unclosed')
    const size = (each: Element) => Number.parseFloat(getComputedStyle(each).fontSize)
    expect(await emoji.evaluate(size)).toBeGreaterThan(40)
    expect(await log(page).evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0)
    await expectAccessible(page)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })

  it('is copied as it was written; of several, who said each, and no initials or ticks', async () => {
    const ann = await signedUp(server, 'Ann')
    const bob = await signedUp(server, 'Bob')
    const room = await roomWith(ann)
    await enter(bob, room)
    await say(bob, room, 'What is there?')
    await say(ann, room, MENU)
    await say(bob, room, 'Thanks')
    await say(bob, room, '*So* good')
    const page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, room)
    await log(page).getByText('Thanks').waitFor()
    /** Copies from the one text to the other. */
    const copied = async (from: number, to: number) => {
      await page.evaluate(
        ([first, last]) => {
          const texts = document.querySelectorAll('.scroller .text')
          const range = document.createRange()
          range.setStart(texts[first]!, 0)
          range.setEnd(texts[last]!, texts[last]!.childNodes.length)
          getSelection()!.removeAllRanges()
          getSelection()!.addRange(range)
          const got = (event: ClipboardEvent) =>
            document.body.setAttribute('data-got', event.clipboardData!.getData('text/plain'))
          document.addEventListener('copy', got, { once: true })
        },
        [from, to] as const,
      )
      await page.keyboard.press('Control+c')
      return page.locator('body').getAttribute('data-got')
    }
    expect(await copied(1, 1)).toBe(MENU)
    const stamped = (await copied(0, 3))!.replaceAll(/^\[[^\]]*\d{2}:\d{2}[^\]]*\] /gm, '@ ')
    expect(stamped).toBe(`@ Bob: What is there?\n@ Ann: ${MENU}\n@ Bob: Thanks\n@ Bob: *So* good`)
    await page.context().close()
    expect(browser.takeComplaints()).toEqual([])
  })
})
