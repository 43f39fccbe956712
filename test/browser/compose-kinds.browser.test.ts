// Everything that can be said beside words: files after a look at them, polls, places, contacts, mentions, emoji.
import type { Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { lastOf, logOf, roomWith, say, signedUp, type Person } from '../support/people.js'
import { Server } from '../support/server.js'
import { act, box, log, open, signIn } from './chat.steps.js'

/** Bytes that a file may have here: a picture of a test fits, and little else. */
const LIMIT = 10_000
/** The browser reports every answer that is not a success, such as the refusal that a test asks for. */
const REFUSED = /Failed to load resource: the server responded with a status of 4\d\d/

let server: Server
let ann: Person
let ben: Person
let page: Page

beforeAll(async () => {
  server = await Server.start({ env: { MAX_ATTACHMENT_BYTES: String(LIMIT) } })
  ann = await signedUp(server, 'Ann')
  ben = await signedUp(server, 'Ben')
})
afterAll(() => server.stop())
// After that: what is said last is done first, and a page without its server would complain.
const browser = useBrowser()

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#27ae60' } })
    .png()
    .toBuffer()

/** Opens what the Attach menu has under that name. */
async function attach(what: string): Promise<void> {
  await page.getByRole('button', { name: 'Attach' }).click()
  await page.getByRole('dialog', { name: 'Actions' }).getByRole('button', { name: what }).click()
}

interface Given {
  name: string
  mimeType: string
  buffer: Buffer
}

/** Chooses files, as the dialog of the browser gives them. */
async function choose(what: string, files: Given[]): Promise<Locator> {
  const chooser = page.waitForEvent('filechooser')
  await attach(what)
  await (await chooser).setFiles(files)
  return page.getByRole('dialog', { name: 'Send files' })
}

const textFile = (name: string, text: string): Given => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
})

/** A room of Ann's, with Ben in it, opened on the page. */
async function opened(others: Person[] = [ben]): Promise<string> {
  const room = await roomWith(ann, others)
  await open(page, room)
  await page.getByRole('heading', { level: 1, name: room }).waitFor()
  await box(page).waitFor()
  return room
}

const said = async (room: string) => (await logOf(ann, room)).filter(({ n }) => n !== undefined)

describe.skipIf(noBrowser)('files', () => {
  beforeAll(async () => {
    page = await browser.window(server)
    await signIn(page, ann.user.username)
  })
  afterAll(() => page?.context().close())

  it('are looked at, taken out and added to before they are sent, the first with what was written', async () => {
    const room = await opened()
    await box(page).fill('look at this')
    const wide = { name: 'wide.png', mimeType: 'image/png', buffer: await picture(300, 100) }
    const sheet = await choose('Photos and videos', [wide, { ...wide, name: 'other.png' }])
    const shown = sheet.getByRole('img', { name: 'wide.png' })
    await expect.poll(() => shown.evaluate((each) => (each as HTMLImageElement).naturalWidth)).toBe(300)
    const strip = sheet.getByRole('list', { name: 'Files to send' })
    await strip.getByRole('button', { name: 'Show other.png' }).click()
    await sheet.getByRole('img', { name: 'other.png' }).waitFor()
    await expectAccessible(page)
    await strip.getByRole('button', { name: 'Remove other.png' }).click()
    await shown.waitFor()
    const chooser = page.waitForEvent('filechooser')
    await strip.getByRole('button', { name: 'Add more' }).click()
    await (await chooser).setFiles(textFile('notes.txt', 'some notes'))
    await sheet.getByText('No preview').waitFor()
    const caption = sheet.getByRole('textbox', { name: 'Caption' })
    expect(await caption.inputValue()).toBe('look at this')
    await caption.press('Enter')
    await expect.poll(() => sheet.count()).toBe(0)
    await expect.poll(() => box(page).inputValue()).toBe('')
    await expect.poll(async () => (await said(room)).length).toBe(2)
    const [first, second] = await said(room)
    expect(first).toMatchObject({
      message: 'look at this',
      attachment: { filename: 'wide.png', type: 'image' },
    })
    expect(second).toMatchObject({ attachment: { filename: 'notes.txt', type: 'document' } })
    expect(second!.message ?? undefined).toBeUndefined()
  })

  it('that are pasted are looked at, too, and nothing is sent of what is closed', async () => {
    const room = await opened()
    await box(page).fill('kept')
    await box(page).evaluate((element) => {
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File(['x'], 'pasted.txt', { type: 'text/plain' }))
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    const sheet = page.getByRole('dialog', { name: 'Send files' })
    await sheet.getByText('pasted.txt').first().waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => sheet.count()).toBe(0)
    await expect.poll(() => box(page).inputValue()).toBe('kept')
    await box(page).press('Enter')
    await expect.poll(async () => (await said(room)).map(({ message }) => message)).toEqual(['kept'])
  })

  it('that are too large are refused with the limit, and can be discarded; nothing else waits for them', async () => {
    const room = await opened()
    const large = textFile('large.txt', 'x'.repeat(LIMIT + 1))
    const sheet = await choose('Document', [large])
    await sheet.getByRole('textbox', { name: 'Caption' }).fill('about it')
    await sheet.getByRole('button', { name: 'Send' }).click()
    const refusal = log(page).getByRole('alert').filter({ hasText: 'Not sent.' })
    await refusal.getByText('Files can be up to 10 kB here.').waitFor()
    await box(page).fill('meanwhile')
    await box(page).press('Enter')
    await expect.poll(async () => (await said(room)).map(({ message }) => message)).toEqual(['meanwhile'])
    // It would be refused again.
    expect(await refusal.getByRole('button', { name: 'Try again' }).count()).toBe(0)
    await box(page).fill('begun')
    await refusal.getByRole('button', { name: 'Edit text' }).click()
    await expect.poll(() => refusal.count()).toBe(0)
    await expect.poll(() => box(page).inputValue()).toBe('begun\nabout it')
    await box(page).fill('')
    await (await choose('Document', [large])).getByRole('button', { name: 'Send' }).click()
    await refusal.getByRole('button', { name: 'Discard' }).click()
    await expect.poll(() => refusal.count()).toBe(0)
    expect(browser.takeComplaints(REFUSED)).toEqual([])
  })

  it('that are empty are not sent, and it says which of them are', async () => {
    const room = await opened()
    const sheet = await choose('Document', [textFile('full.txt', 'full'), textFile('empty.txt', '')])
    const send = sheet.getByRole('button', { name: 'Send', exact: true })
    await sheet.getByRole('alert').getByText('empty.txt').waitFor()
    expect(await send.isDisabled()).toBe(true)
    await expectAccessible(page)
    await sheet.getByRole('button', { name: 'Remove empty.txt' }).click()
    await send.click()
    await expect
      .poll(async () => (await said(room)).map(({ attachment }) => attachment?.filename))
      .toEqual(['full.txt'])
  })

  it('fill the screen of a phone, and its Back leads to the room', async () => {
    const phone = await browser.window(server, {
      viewport: { width: 390, height: 780 },
      hasTouch: true,
      isMobile: true,
    })
    await signIn(phone, ann.user.username)
    const room = await roomWith(ann)
    await open(phone, room)
    await box(phone).waitFor()
    await phone.locator('input[type=file]').first().setInputFiles(textFile('a.txt', 'a'))
    const sheet = phone.getByRole('dialog', { name: 'Send files' })
    await sheet.waitFor()
    const { width, height } = (await sheet.boundingBox())!
    expect([width, height]).toEqual([390, 780])
    await expectAccessible(phone)
    await phone.goBack()
    await expect.poll(() => sheet.count()).toBe(0)
    await phone.getByRole('heading', { level: 1, name: room }).waitFor()
    await phone.context().close()
  })
})

describe.skipIf(noBrowser)('the Attach menu', () => {
  beforeAll(async () => {
    page = await browser.window(server)
    await page.context().grantPermissions(['geolocation'])
    await page.context().setGeolocation({ latitude: 52.5163, longitude: 13.3777 })
    await signIn(page, ann.user.username)
  })
  afterAll(() => page?.context().close())

  it('makes a poll, and says what is missing of one', async () => {
    const room = await opened()
    await attach('Poll')
    const dialog = page.getByRole('dialog', { name: 'Create poll' })
    await dialog.getByLabel('Question').fill('Lunch?')
    await dialog.getByLabel('Option 1').fill('Pizza')
    await dialog.getByRole('button', { name: 'Send' }).click()
    await dialog.getByText('A poll has two options or more.').waitFor()
    await dialog.getByLabel('Option 2').fill('Pizza')
    await dialog.getByText('This option is there already.').waitFor()
    await dialog.getByLabel('Option 2').fill('Sushi')
    await dialog.getByLabel('Option 3').fill('Salad')
    await dialog.getByLabel('Allow multiple answers').check()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Send' }).click()
    await expect
      .poll(async () => (await lastOf(ann, room)).poll)
      .toMatchObject({ question: 'Lunch?', options: ['Pizza', 'Sushi', 'Salad'], multiple: true })
    await log(page).getByRole('button', { name: /Sushi/ }).click()
    await expect.poll(async () => (await lastOf(ann, room)).options).toEqual([1])
  })

  it('shares where one is, as the device says, and a place whose coordinates are typed', async () => {
    const room = await opened()
    await attach('Location')
    const dialog = page.getByRole('dialog', { name: 'Share location' })
    await dialog.getByRole('button', { name: 'Use my current location' }).click()
    await expect.poll(() => dialog.getByLabel('Latitude').inputValue()).toBe('52.5163')
    await dialog.getByLabel(/Name of the place/).fill('The gate')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Send' }).click()
    await expect
      .poll(async () => (await lastOf(ann, room)).location)
      .toEqual({ latitude: 52.5163, longitude: 13.3777, name: 'The gate' })

    await attach('Location')
    await dialog.getByLabel('Latitude').fill('91')
    await dialog.getByLabel('Longitude').fill('-0,1276')
    await dialog.getByRole('button', { name: 'Send' }).click()
    await dialog.getByText('A number from -90 to 90.').waitFor()
    await dialog.getByLabel('Latitude').fill('51,5072')
    await dialog.getByRole('button', { name: 'Send' }).click()
    await expect
      .poll(async () => (await lastOf(ann, room)).location)
      .toEqual({ latitude: 51.5072, longitude: -0.1276 })
  })

  it('says what to do where the location is refused', async () => {
    await opened()
    await page.context().clearPermissions()
    await attach('Location')
    const dialog = page.getByRole('dialog', { name: 'Share location' })
    await dialog.getByRole('button', { name: 'Use my current location' }).click()
    await dialog.getByRole('alert').getByText('Your location is blocked.').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => dialog.count()).toBe(0)
  })

  it('shares somebody who is here, and somebody who is not, as an answer where one is being written', async () => {
    const room = await opened()
    const question = await say(ben, room, 'Whom do I ask?')
    await attach('Contact')
    const dialog = page.getByRole('dialog', { name: 'Share contact' })
    await dialog.getByRole('searchbox').fill(ben.user.username)
    await dialog.getByRole('button', { name: 'Share Ben' }).click()
    await expect
      .poll(async () => (await lastOf(ann, room)).contacts)
      .toMatchObject([{ name: 'Ben', username: ben.user.username }])

    await act(page, 'Whom do I ask?', 'Reply')
    await attach('Contact')
    await dialog.getByRole('button', { name: 'Somebody who is not here' }).click()
    await dialog.getByRole('button', { name: 'Send' }).click()
    await dialog.getByText('Give a name.').waitFor()
    await dialog.getByLabel('Name').fill('Clara')
    await dialog.getByLabel('Phone').fill('+49 30 1')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Send' }).click()
    await expect
      .poll(async () => (await lastOf(ann, room)).contacts)
      .toMatchObject([{ name: 'Clara', phones: ['+49 30 1'] }])
    expect((await lastOf(ann, room)).reply_to?.seq).toBe(question.seq)
  })
})

describe.skipIf(noBrowser)('where one writes', () => {
  beforeAll(async () => {
    page = await browser.window(server)
    await signIn(page, ann.user.username)
  })
  afterAll(() => page?.context().close())

  it('offers members after an @, by key and by press, and mentions those whom one has chosen', async () => {
    const bea = await signedUp(server, 'Beatrice')
    const room = await opened([ben, bea])
    const offered = page.getByRole('listbox', { name: 'Mention somebody' }).getByRole('option')
    await box(page).pressSequentially('hello @be')
    await expect.poll(() => offered.count()).toBe(2)
    await expectAccessible(page)
    await box(page).press('Escape')
    await expect.poll(() => offered.count()).toBe(0)
    await box(page).fill('')
    await box(page).pressSequentially('hello @bea')
    await offered.getByText('Beatrice', { exact: true }).waitFor()
    await box(page).press('Enter')
    await expect.poll(() => box(page).inputValue()).toBe(`hello @${bea.user.username} `)
    await box(page).pressSequentially('and @')
    await offered.getByText('Ben', { exact: true }).click()
    await box(page).pressSequentially('but not @nobody')
    await box(page).press('Enter')
    const mentioned = async () => (await lastOf(ann, room)).mentions?.map(({ username }) => username)
    await expect.poll(mentioned).toEqual([bea.user.username, ben.user.username])

    await box(page).pressSequentially('now @al')
    await offered.getByText('Everyone').waitFor()
    await box(page).press('Tab')
    await box(page).press('Enter')
    await expect.poll(async () => (await lastOf(ann, room)).mentions_all).toBe(true)
  })

  it('puts signs around what is selected, and takes them away, and that back', async () => {
    await opened()
    await box(page).fill('bold')
    await box(page).press('Control+a')
    await box(page).press('Control+b')
    await expect.poll(() => box(page).inputValue()).toBe('*bold*')
    await box(page).press('Control+i')
    await expect.poll(() => box(page).inputValue()).toBe('*_bold_*')
    await box(page).press('Control+i')
    await expect.poll(() => box(page).inputValue()).toBe('*bold*')
    await box(page).press('Control+z')
    await expect.poll(() => box(page).inputValue()).toBe('*_bold_*')
    await box(page).fill('')
  })

  it('has emoji, found by group, word and key, in the skin that one has chosen', async () => {
    const room = await opened()
    await box(page).fill('well done ')
    await page.getByRole('button', { name: 'Emoji', exact: true }).click()
    const picker = page.getByRole('group', { name: 'Emoji', exact: true })
    await picker.getByRole('button', { name: 'Food & Drink' }).click()
    await picker.getByRole('button', { name: 'pizza', exact: true }).click()
    await expectAccessible(page)
    await picker.getByRole('combobox', { name: 'Skin tone' }).selectOption({ index: 3 })
    await picker.getByRole('searchbox', { name: 'Search emoji' }).fill('thumbs')
    await picker.getByRole('button', { name: 'thumbs up' }).waitFor()
    await picker.getByRole('searchbox', { name: 'Search emoji' }).press('Enter')
    await expect.poll(() => box(page).inputValue()).toBe('well done 🍕👍🏽')
    await picker.getByRole('searchbox', { name: 'Search emoji' }).fill('')
    await picker.getByRole('button', { name: 'Food & Drink' }).waitFor()
    const first = picker.getByRole('group', { name: 'Choose an emoji' }).getByRole('button').first()
    await first.focus()
    await page.keyboard.press('ArrowRight')
    expect(await first.evaluate((each) => each.nextElementSibling === document.activeElement)).toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(() => picker.count()).toBe(0)
    await box(page).press('Enter')
    await expect.poll(async () => (await lastOf(ann, room)).message).toBe('well done 🍕👍🏽')
  })
})
