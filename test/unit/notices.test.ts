// What has a `seq` reaches a client that reads slowly, what has none gives way; over real sockets.
import { describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { pause, range } from '../support/inbox.js'
import { QUEUE, TRANSPORTS, type Ends } from '../support/transports.js'
import { message } from './room-feed.world.js'

const WORDS = 'x'.repeat(16_000)

const entry = (seq: number) => ({ ...message(seq), message: WORDS })
const notice = (after: number) => ({ type: 'typing', chatroom: 'room', after, words: WORDS })

/** What came, in short: 7 for the entry with that seq, 'after 7' for the notice that was told after it. */
const heard = ({ told }: Ends) =>
  told.items.map(({ body }) => (body['seq'] as number | undefined) ?? `after ${String(body['after'])}`)

const afterEntries = (items: (number | string)[]) =>
  items.filter((item, index) => typeof item === 'string' && item !== `after ${String(items[index - 1])}`)

/** Entries and a notice after each, until so much waits in this process; answers the last seq. */
async function fill({ connection, stream }: Ends, bytes: number): Promise<number> {
  let seq = 0
  while (stream.writableLength < bytes) {
    connection.write([entry(++seq)])
    connection.notify(notice(seq))
    await pause(0)
  }
  return seq
}

describe.each(TRANSPORTS)('a notice over $name', ({ connect }) => {
  it('leaves in one write with the entries before and after it', async () => {
    const ends = await connect()
    const write = vi.spyOn(ends.stream, 'write')
    ends.connection.write([message(1)])
    ends.connection.notify(notice(1))
    ends.connection.write([message(2)])
    await ends.told.waitFor(({ body }) => body['seq'] === 2)
    expect(heard(ends)).toEqual([1, 'after 1', 2])
    expect(ends.told.items[1]).toMatchObject({ name: 'typing', body: { chatroom: 'room' } })
    expect(write).toHaveBeenCalledTimes(1)
  })

  it('is lost while half of what may wait does, and no entry is', async () => {
    const ends = await connect()
    ends.client.pause()
    const filled = await fill(ends, 0.6 * QUEUE)
    const lost = range(filled + 1, filled + 10)
    for (const seq of lost) {
      ends.connection.write([entry(seq)])
      ends.connection.notify(notice(seq))
      await pause(0)
    }
    ends.client.resume()
    await ends.told.waitFor(({ body }) => body['seq'] === lost.at(-1))
    ends.connection.notify(notice(lost.at(-1)!))
    await ends.told.waitFor(({ body }) => body['after'] === lost.at(-1))
    const items = heard(ends)
    expect(items.filter((item) => typeof item === 'number')).toEqual(range(1, lost.at(-1)!))
    // Those that fit came where they were told, and after the last of the lost there was room again.
    expect(afterEntries(items)).toEqual([])
    expect(items).toContain('after 1')
    for (const seq of lost.slice(0, -1)) expect(items).not.toContain(`after ${seq}`)
    expect(items.filter((item) => item === `after ${lost.at(-1)!}`)).toHaveLength(1)
  })

  it('never costs anybody the connection, however many there are at once', async () => {
    const ends = await connect()
    ends.client.pause()
    const filled = await fill(ends, 0.1 * QUEUE)
    for (const _ of range(1, 4)) {
      for (const nth of range(1, 200)) ends.connection.notify(notice(-nth))
      await pause(10)
      expect(ends.stream.writableLength).toBeLessThan(0.6 * QUEUE)
    }
    ends.connection.write([entry(filled + 1)])
    ends.client.resume()
    await ends.told.waitFor(({ body }) => body['seq'] === filled + 1)
    expect(ends.client.readyState).toBe(WebSocket.OPEN)
  })
})
