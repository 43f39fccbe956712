// Somebody who reads slowly is told less of who is typing, and no message less.
import { describe, expect, it } from 'vitest'
import { HoldingRelay } from '../support/holding-relay.js'
import { range } from '../support/inbox.js'
import { crowd, registered, roomWith, say } from '../support/people.js'
import { startServer } from '../support/server.js'
import { TYPING_DOORS, type Typer } from '../support/typing.js'
import { whenDone } from '../support/when-done.js'

const MEGABYTE = 1024 * 1024
/** What may wait in the server for one connection. What waits beside it in the kernel is 10 MB at the most. */
const QUEUE = 24 * MEGABYTE
/** So much is more than half of the queue, however much the kernel takes, and less than the whole, however little. */
const SAID = 23 * MEGABYTE
/** Six bytes each on the wire. */
const WORDS = '\u0001'.repeat(4000)
const MESSAGES = Math.floor(SAID / (6 * WORDS.length))
/** Messages from one change of typing to the next. */
const EACH = 12

const server = await startServer({
  env: { MAX_SOCKET_QUEUE_BYTES: String(QUEUE), PING_INTERVAL: '200', TYPING_MAX_MEMBERS: '10' },
})

const typingIn = ({ told }: Typer): unknown[] => told.items.filter(({ type }) => type === 'typing')
const seqsIn = ({ told }: Typer): unknown[] =>
  told.items.filter(({ type }) => type === 'text').map(({ seq }) => seq)

describe.each(TYPING_DOORS)('a slow reader over $name', (door) => {
  it('misses who is typing, and no message', async () => {
    const [ann, ben] = await crowd(server, 2)
    const carl = await registered(server)
    const room = await roomWith(ann!, [ben!, carl])
    const relay = await HoldingRelay.to(server.url)
    whenDone(() => relay.close())
    const [anns, slow, attentive] = await Promise.all([
      door.connect(server, ann!, room),
      door.connect({ url: relay.url }, ben!, room),
      door.connect(server, carl, room),
    ])
    relay.stall()
    let changes = 0
    for (let said = 0; said < MESSAGES; said += EACH) {
      await Promise.all(range(1, EACH).map(() => say(carl, room, WORDS)))
      await anns.type({ active: changes++ % 2 === 0 })
      await attentive.told.waitFor(() => typingIn(attentive).length === changes)
    }
    relay.read()
    const last = await say(carl, room, 'the last')
    await slow.told.waitFor(({ seq }) => seq === last.seq, 30_000)
    expect(seqsIn(slow)).toEqual(range(4, last.seq))
    expect(changes).toBeGreaterThan(50)
    expect(typingIn(slow).length).toBeGreaterThan(0)
    expect(typingIn(slow).length).toBeLessThan(0.8 * changes)
    expect(slow.refusals()).toEqual([])
  })
})
