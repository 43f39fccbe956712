// Takes the pictures of the chat for the README: a conversation as people have it, on a desk and in a hand, by day and by night.
import { crc32, deflateSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { noBrowser, useBrowser } from '../support/browser.js'
import { enter, must, personOf, roomWith, say, type Person } from '../support/people.js'
import { api, at } from '../support/rest.js'
import { startServer, type Server } from '../support/server.js'
import type { Attachment, Chatroom, Message, Session } from '../support/wire.js'
import { LARGEST_PICTURE, shoot } from './shoot.js'

const PASSWORD = 'correct horse battery'
const browser = useBrowser()
let server: Server

async function person(username: string, display_name: string): Promise<Person> {
  const body = { username, password: PASSWORD, display_name }
  return personOf(server, must(await api(server).post<Session>('/auth/register', body), 201))
}

/** Says or changes something; answers its `seq`. */
const send = async (who: Person, room: string, body: object): Promise<number> =>
  must(await who.api.post<Message>(at('/send-message', room), body), 201).seq

async function attach(who: Person, room: string, file: File, message?: string): Promise<number> {
  const body = new FormData()
  body.append('file', file)
  const { id } = must(await who.api.send<Attachment>({ method: 'POST', path: '/attachments', body }), 201)
  const draft = { type: 'attachment', attachment: { id }, ...(message && { message }) }
  return send(who, room, draft)
}

/** Gives somebody a picture of themselves: the sea will do. */
async function picture(who: Person): Promise<void> {
  const body = new FormData()
  body.append('file', new File([landscape(256, 256)], 'me.png'))
  const { id } = must(await who.api.send<Attachment>({ method: 'POST', path: '/attachments', body }), 201)
  must(await who.api.patch('/auth/me', { avatar: id }), 200)
}

/** A landscape at dusk, drawn here: hills before a sky. */
function landscape(width: number, height: number): Uint8Array<ArrayBuffer> {
  const rows: Buffer[] = []
  for (let y = 0; y < height; y++) {
    const row = Buffer.alloc(1 + width * 3)
    for (let x = 0; x < width; x++) row.set(colourAt(x / width, y / height), 1 + x * 3)
    rows.push(row)
  }
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const frame = Buffer.alloc(8 + body.length)
    frame.writeUInt32BE(data.length)
    body.copy(frame, 4)
    frame.writeUInt32BE(crc32(body), 4 + body.length)
    return frame
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([8, 2], 8)
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  const parts = [
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]
  return new Uint8Array(Buffer.concat([signature, ...parts]))
}

function colourAt(x: number, y: number): number[] {
  const mix = (a: number[], b: number[], share: number) => a.map((each, i) => each + (b[i]! - each) * share)
  const hills = [
    { line: 0.52 + 0.07 * Math.sin(x * 7 + 1), colour: [120, 110, 150] },
    { line: 0.66 + 0.06 * Math.sin(x * 5 + 3), colour: [64, 84, 110] },
    { line: 0.8 + 0.05 * Math.sin(x * 9 + 5), colour: [24, 54, 62] },
  ]
  const hill = hills.findLast(({ line }) => y > line)
  if (hill) return hill.colour
  const sun = Math.hypot((x - 0.66) * 1.33, y - 0.38)
  if (sun < 0.08) return [255, 244, 214]
  return mix(
    mix([52, 70, 130], [250, 160, 110], Math.min(1, y * 1.9)),
    [255, 225, 170],
    Math.max(0, 0.35 - sun),
  )
}

describe.skipIf(noBrowser)('the chat', () => {
  let ann: Person

  beforeAll(async () => {
    server = await startServer()
    ann = await person('ann', 'Ann Lindqvist')
    const bob = await person('bob', 'Bob Okafor')
    const leila = await person('leila', 'ليلى')
    await roomWith(leila, [ann, bob], { name: 'harbour-swim', max_members: 12 })
    await say(ann, 'harbour-swim', 'Seven is fine with me')
    await roomWith(bob, [ann, leila], { name: 'neighbours', max_members: 30 })
    await send(bob, 'neighbours', {
      type: 'location',
      location: { latitude: 53.54, longitude: 9.97, name: 'Fish market' },
    })
    must(
      await ann.api.patch(at('/chatroom', 'neighbours', '/me'), { muted_until: '2099-01-01T00:00:00.000Z' }),
      200,
    )
    await roomWith(bob, [ann], { name: 'book-club', max_members: 30 })
    await say(bob, 'book-club', 'Next month: something short, please.')
    await send(bob, 'book-club', { type: 'text', message: 'You choose this time, @ann!', mentions: ['ann'] })
    await roomWith(bob, [], { name: 'pottery', max_members: 1 })
    await picture(bob)
    const direct = must(await ann.api.post<Chatroom>('/direct/bob'), 201).name
    await say(bob, direct, 'Did the blue rope turn up?')
    await say(ann, direct, 'It did. In your own boat.')
    const trip = { name: 'autumn-hike', max_members: 8, description: 'Two days in the hills' }
    must(await ann.api.post('/chatroom/create', trip), 201)
    for (const each of [bob, leila]) await enter(each, 'autumn-hike')
    await say(ann, 'autumn-hike', 'Morning! Who is in for the second weekend of October?')
    await say(bob, 'autumn-hike', 'Me. I can drive from the station, room for three.')
    await say(leila, 'autumn-hike', 'وأنا أيضًا! سأحضر الخيمة الكبيرة')
    await converse(bob, leila)
    must(await ann.api.patch(at('/chatroom', 'autumn-hike', '/me'), { favourite: true }), 200)
    // They are there, and have read it.
    for (const each of [bob, leila]) await signIn(await browser.window(server), each.user.username)
  })

  async function converse(bob: Person, leila: Person): Promise<void> {
    const room = 'autumn-hike'
    const list = new File([`Tent, stove, lamp, tea\n`.repeat(900)], 'packing-list.txt')
    const forgotten = await attach(ann, room, list, 'And here is what we forgot last time')
    const ridge = new File([landscape(1080, 600)], 'ridge.png')
    const view = await attach(bob, room, ridge, 'The view from the ridge, last year')
    for (const who of [ann, leila]) await send(who, room, { type: 'reaction', target_seq: view, emoji: '😮' })
    const promise = { type: 'text', message: 'Tea this time. I promise.', reply_to: forgotten }
    const tea = await send(leila, room, promise)
    for (const who of [ann, bob]) await send(who, room, { type: 'reaction', target_seq: tea, emoji: '❤️' })
    const poll = { question: 'Which train?', options: ['Saturday, 07:40', 'Saturday, 09:10'] }
    const train = await send(ann, room, { type: 'poll', poll })
    for (const who of [ann, leila]) await send(who, room, { type: 'vote', target_seq: train, options: [0] })
    await send(bob, room, { type: 'vote', target_seq: train, options: [1] })
    const settled = await send(ann, room, { type: 'text', message: 'Then it is settled. Platform 3.' })
    const corrected = 'Then it is settled: 07:40, platform 2.'
    await send(ann, room, { type: 'edit', target_seq: settled, message: corrected })
    await send(ann, room, { type: 'pin', target_seq: settled, pinned: true })
  }

  async function signIn(page: Page, username = 'ann'): Promise<void> {
    await page.goto('/')
    await page.getByRole('button', { name: 'I have an account' }).click()
    await page.getByLabel('Username').fill(username)
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: /autumn-hike/ }).click()
    await page.locator('.picture img').waitFor()
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await page.mouse.move(0, 0)
  }

  it('with a conversation', async () => {
    const sizes = await shoot(browser, server, 'chat', async (page) => {
      await signIn(page)
      await page.getByText('3 online').waitFor()
      await page.getByRole('img', { name: 'Read', exact: true }).first().waitFor()
    })
    expect(Math.max(...sizes)).toBeLessThan(LARGEST_PICTURE)
  })

  it('at its door', async () => {
    const sizes = await shoot(browser, server, 'door', async (page) => {
      await page.goto('/')
      await page.getByLabel('Username').fill('leila')
    })
    expect(Math.max(...sizes)).toBeLessThan(LARGEST_PICTURE)
  })
})
