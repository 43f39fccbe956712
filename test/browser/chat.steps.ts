// What people do in the chat, step by step, for the tests of it.
import type { Page } from 'playwright-core'
import { PASSWORD, unique } from '../support/people.js'

export async function register(page: Page, name: string, address = '/'): Promise<string> {
  const username = unique(name.toLowerCase())
  await page.goto(address)
  await page.getByRole('tab', { name: 'Create account' }).click()
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Name that others see').fill(name)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('navigation', { name: 'Rooms' }).waitFor()
  return username
}

export async function signIn(page: Page, username: string): Promise<void> {
  await page.goto('/')
  await page.getByRole('tab', { name: 'Sign in' }).click()
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Rooms' }).waitFor()
}

export async function create(page: Page, room: string, maxMembers = 10): Promise<void> {
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await page.getByRole('button', { name: 'New group' }).click()
  await page.getByRole('dialog', { name: 'Add members' }).getByRole('button', { name: 'Skip' }).click()
  const dialog = page.getByRole('dialog', { name: 'New group' })
  await dialog.getByLabel('Group name').fill(room)
  await dialog.getByLabel('Maximum members').fill(String(maxMembers))
  await dialog.getByRole('button', { name: 'Create group' }).click()
  await page.getByRole('heading', { level: 1, name: room }).waitFor()
}

export async function enterRoom(page: Page, room: string): Promise<void> {
  await open(page, room)
  await page.getByRole('button', { name: 'Join group' }).click()
}

export const open = (page: Page, room: string) => page.goto(`/#/room/${encodeURIComponent(room)}`)
export const box = (page: Page) => page.getByRole('textbox', { name: /^Message to/ })
export const log = (page: Page) => page.getByRole('log')

export async function write(page: Page, text: string): Promise<void> {
  await box(page).fill(text)
  await box(page).press('Enter')
}

/** Chooses files from the menu, and sends them with these words. */
export async function sendFiles(page: Page, files: FilePayload[], caption: string): Promise<void> {
  const chosen = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach', exact: true }).click()
  await page.getByRole('dialog', { name: 'Actions' }).getByRole('button', { name: 'Document' }).click()
  await (await chosen).setFiles(files)
  const dialog = page.getByRole('dialog', { name: 'Send files' })
  await dialog.getByRole('textbox', { name: 'Caption' }).fill(caption)
  await dialog.getByRole('button', { name: 'Send', exact: true }).click()
}

interface FilePayload {
  name: string
  mimeType: string
  buffer: Buffer
}

/** The texts in the log, in the order in which they are seen. */
export const textsIn = (page: Page) => page.locator('.bubble .text').allTextContents()

/** A second of silence. */
export function sound(rate = 8000): Buffer {
  const wav = Buffer.alloc(44 + rate, 128)
  wav.write('RIFF')
  wav.writeUInt32LE(36 + rate, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  for (const place of [20, 22, 32]) wav.writeUInt16LE(1, place)
  for (const place of [24, 28, 40]) wav.writeUInt32LE(rate, place)
  wav.writeUInt16LE(8, 34)
  wav.write('data', 36)
  return wav
}

/** Half a second of film, which the browser itself records from a canvas. */
export async function film(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    const drawing = setInterval(() => canvas.getContext('2d')!.fillRect(Math.random() * 99, 9, 9, 9), 20)
    const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm' })
    const parts: Blob[] = []
    recorder.ondataavailable = ({ data }) => parts.push(data)
    const ended = new Promise((resolve) => (recorder.onstop = resolve))
    recorder.start()
    setTimeout(() => recorder.stop(), 500)
    await ended
    clearInterval(drawing)
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())]
  })
  return Buffer.from(bytes)
}

/** The bubble that says these words, and does not only quote them. */
export const bubble = (page: Page, words: string | RegExp) =>
  page
    .locator('.bubble')
    .filter({ has: page.locator('.words .text', { hasText: words }) })
    .last()

/** Opens the menu of a message. */
export async function actions(page: Page, words: string) {
  await bubble(page, words).hover()
  await bubble(page, words)
    .getByRole('button', { name: /^Actions for/ })
    .click()
  return page.getByRole('dialog', { name: 'Actions' })
}

/** Chooses something in the menu of a message. */
export async function act(page: Page, words: string, ...choices: string[]): Promise<void> {
  const menu = await actions(page, words)
  for (const [nth, name] of choices.entries()) {
    // Sooner it would be a double click.
    if (nth > 0) await page.waitForTimeout(600)
    await menu.getByRole('button', { name, exact: true }).click()
  }
}

/** Presses a button that asks once more. */
export async function twice(page: Page, first: string, second: string): Promise<void> {
  await page.getByRole('button', { name: first, exact: true }).click()
  // Sooner it would be a double click.
  await page.waitForTimeout(600)
  await page.getByRole('button', { name: second, exact: true }).click()
}

/** A room of one's own in the list. */
export const entry = (page: Page, room: string) =>
  page.locator('.entry-row').filter({ has: page.getByText(room, { exact: true }) })

/** Chooses something in the menu of a room in the list. */
export async function actOnRoom(page: Page, room: string, choice: string): Promise<void> {
  await entry(page, room).hover()
  await page.getByRole('button', { name: `Actions for the room ${room}` }).click()
  await page
    .getByRole('dialog', { name: 'Actions' })
    .getByRole('button', { name: choice, exact: true })
    .click()
}

/** What the list says of a room: how much is unread, and how often one is mentioned in that. */
export async function badges(page: Page, room: string): Promise<string[]> {
  const found = await entry(page, room).locator('.badge').allTextContents()
  return found.map((text) => text.trim())
}

/** How far the message has come with the others, as its ticks say. */
export const tick = (page: Page, words: string, label: 'Sent' | 'Delivered' | 'Read') =>
  bubble(page, words).getByRole('img', { name: label, exact: true })

/** Takes the network away, once the service worker has come over it: a browser complains of a script that it cannot fetch. */
export async function goOffline(page: Page): Promise<void> {
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
  await page.context().setOffline(true)
}
