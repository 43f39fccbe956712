// Inboxes that ask for all there is and read nothing: a node in half a gigabyte keeps a page for each, not all of it.
import type { Socket } from 'node:net'
import { afterAll, describe, it } from 'vitest'
import { bystanderIn, expectServed } from '../support/bystander.js'
import { pause, range } from '../support/inbox.js'
import { effectOn, expectBearable, SMALL_CONTAINER } from '../support/memory.js'
import { registered, roomWith, say } from '../support/people.js'
import { frame, handMadeInbox } from '../support/raw-socket.js'
import { startServer } from '../support/server.js'

const FULL = process.env['HOSTILE'] === 'full'
/** As many as one may have. */
const ROOMS = FULL ? 1000 : 200
const READERS = FULL ? 40 : 20
/** What was said last in each room, six bytes a character on the wire: 25 MB for every sync of a thousand rooms. */
const WORDS = '\u0001'.repeat(4000)

const server = await startServer({ env: { ...SMALL_CONTAINER, MAX_ROOMS_PER_USER: '2000' } })
const bystander = await bystanderIn(server)
const ann = await registered(server, 'ann')
const open: Socket[] = []
afterAll(() => open.forEach((socket) => socket.destroy()))

const sync = (door: string, after: object) =>
  door === 'Socket.IO'
    ? `42/inbox,1${JSON.stringify(['sync', { after }])}`
    : JSON.stringify({ type: 'sync', after })

describe.each(['plain WebSockets', 'Socket.IO'] as const)('a sync that nobody reads, by %s', (door) => {
  const connect = () => handMadeInbox(server, door, ann.token)

  it.each([
    [`${ROOMS} rooms with what was said last in them`, (): object => ({})],
    [
      'ten thousand rooms that are not there',
      () => Object.fromEntries(range(1, 10_000).map((n) => [`no-${n}`, 1])),
    ],
  ])('of %s costs a page', { timeout: 240_000 }, async (what, after) => {
    await fill()
    const effect = await effectOn(bystander, async () => {
      for (const _ of range(1, READERS)) {
        const socket = await connect()
        open.push(socket)
        socket.pause()
        socket.write(frame(sync(door, after())))
      }
      await pause(FULL ? 10_000 : 3000)
    })
    expectBearable(effect, `${what} by ${door}`)
    for (const socket of open.splice(0)) socket.destroy()
    await pause(FULL ? 2000 : 300)
    await expectServed(bystander)
  })
})

let filled = 0

async function fill(): Promise<void> {
  while (filled < ROOMS) {
    const rooms = await Promise.all(range(1, 20).map(() => roomWith(ann)))
    await Promise.all(rooms.map((room) => say(ann, room, WORDS)))
    filled += rooms.length
  }
}
