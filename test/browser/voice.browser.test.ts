// Voice messages: recorded with a microphone that beeps, paused, listened to, kept in their room, sent with their waveform.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, noBrowser, useBrowser } from '../support/browser.js'
import { lastOf, logOf, roomWith, signedUp, type Person } from '../support/people.js'
import { Server } from '../support/server.js'
import { box, log, open, signIn } from './chat.steps.js'

let server: Server
let ann: Person
let page: Page

beforeAll(async () => {
  server = await Server.start()
  ann = await signedUp(server, 'Ann')
})
afterAll(() => server.stop())
// After that: what is said last is done first, and a page without its server would complain.
const browser = useBrowser()

const record = () => page.getByRole('button', { name: 'Record a voice message' }).click()
const recorder = () => page.getByRole('group', { name: 'Voice message' })
const button = (name: string) => recorder().getByRole('button', { name, exact: true })
/** It has run for so many seconds. */
async function ran(seconds: number): Promise<void> {
  const timer = async () => {
    const [minutes, rest] = (await recorder().getByRole('timer').innerText()).split(':').map(Number)
    return minutes! * 60 + rest!
  }
  await expect.poll(timer).toBeGreaterThanOrEqual(seconds)
}

describe.skipIf(noBrowser)('a voice message', () => {
  beforeAll(async () => {
    page = await browser.window(server)
    await page.context().grantPermissions(['microphone'])
    await signIn(page, ann.user.username)
  })
  afterAll(() => page?.context().close())

  it('is recorded, and sent with its length and its waveform', async () => {
    const room = await roomWith(ann)
    await open(page, room)
    await record()
    await ran(2)
    await expectAccessible(page)
    await button('Send').click()
    await log(page).getByRole('img', { name: 'Sent', exact: true }).waitFor()
    const { attachment } = await lastOf(ann, room)
    expect(attachment).toMatchObject({ type: 'audio', voice: true })
    expect(attachment!.mime_type).toMatch(/^audio\/(ogg|webm)$/)
    expect(attachment!.duration).toBeGreaterThan(1.5)
    expect(attachment!.waveform).toHaveLength(64)
    expect(Math.max(...attachment!.waveform!)).toBe(100)
    expect(await box(page).count()).toBe(1)
  })

  it('is paused, listened to and continued, and thrown away without a trace', async () => {
    const room = await roomWith(ann)
    await open(page, room)
    await record()
    await ran(1)
    await button('Pause').click()
    await button('Play your recording').click()
    const plays = (each: Element) => (each as HTMLAudioElement).currentTime
    await expect.poll(() => recorder().locator('audio').evaluate(plays)).toBeGreaterThan(0.2)
    await expectAccessible(page)
    await button('Continue recording').click()
    await ran(2)
    await button('Delete the recording').click()
    await box(page).waitFor()
    expect(await recorder().count()).toBe(0)
    expect((await logOf(ann, room)).map(({ type }) => type)).toEqual(['joined'])
  })

  it('waits in its room for who looks elsewhere meanwhile, without listening on', async () => {
    const [room, other] = [await roomWith(ann), await roomWith(ann)]
    await open(page, room)
    await record()
    await ran(1)
    await open(page, other)
    await page.getByRole('heading', { level: 1, name: other }).waitFor()
    await box(page).waitFor()
    await open(page, room)
    await button('Play your recording').waitFor()
    expect(await button('Continue recording').count()).toBe(0)
    await button('Send').click()
    await expect.poll(async () => (await lastOf(ann, room)).attachment?.voice).toBe(true)
    expect((await logOf(ann, other)).map(({ type }) => type)).toEqual(['joined'])
  })
})

describe.skipIf(noBrowser)('whoever has refused the microphone', () => {
  it('is told so, and writes on', async () => {
    const room = await roomWith(ann)
    page = await browser.window(server)
    await signIn(page, ann.user.username)
    await open(page, room)
    await record()
    await page.getByRole('alert').getByText('The microphone is blocked.').waitFor()
    await expectAccessible(page)
    await page.locator('.recorder').getByRole('button', { name: 'Close' }).click()
    await box(page).fill('then in writing')
    await box(page).press('Enter')
    await expect.poll(async () => (await lastOf(ann, room)).message).toBe('then in writing')
    await page.context().close()
  })
})
