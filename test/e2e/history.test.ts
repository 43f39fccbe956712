// Reading the log over HTTP: forwards, backwards, and the newest page.
import { describe, expect, it } from 'vitest'
import { range, seqs } from '../support/inbox.js'
import { must, registered, roomWith, say } from '../support/people.js'
import { at, expectProblem, type Query } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import type { MessagePage } from '../support/wire.js'

const server = await sharedServer()
const ann = await registered(server)
/** A log of 120: Ann's `joined` and 119 texts. */
const room = await roomWith(ann)
for (const index of range(2, 120)) await say(ann, room, `message ${index}`)

const address = at('/chatroom', room, '/messages')
const page = async (query: Query) => must(await ann.api.get<MessagePage>(address, query), 200)

describe.concurrent('a page of the history', () => {
  it.each<[string, Query, number[], boolean]>([
    ['without a bound is the newest 50', {}, range(71, 120), true],
    ['has the newest as far as the limit', { limit: 3 }, range(118, 120), true],
    ['after a seq starts with the next', { after_seq: 10, limit: 5 }, range(11, 15), true],
    ['after 0 starts with the first', { after_seq: 0, limit: 2 }, [1, 2], true],
    ['after a seq near the end is the rest', { after_seq: 117 }, range(118, 120), false],
    ['that ends with the last has no more', { after_seq: 20, limit: 100 }, range(21, 120), false],
    ['after the last is empty', { after_seq: 120 }, [], false],
    ['before a seq ends with the one before', { before_seq: 50, limit: 3 }, range(47, 49), true],
    ['before a seq near the start is the start', { before_seq: 4 }, range(1, 3), false],
    ['that starts with the first has no more', { before_seq: 4, limit: 3 }, range(1, 3), false],
    ['before the first is empty', { before_seq: 1 }, [], false],
    ['before a seq beyond the end is the newest', { before_seq: 1000, limit: 2 }, [119, 120], true],
    ['between two bounds is what lies between', { after_seq: 10, before_seq: 14 }, range(11, 13), false],
    [
      'between two bounds goes on as far as the limit',
      { after_seq: 10, before_seq: 14, limit: 2 },
      [11, 12],
      true,
    ],
    ['between two bounds that exclude all is empty', { after_seq: 14, before_seq: 10 }, [], false],
  ])('%s', async (_, query, expected, has_more) => {
    const { messages, ...rest } = await page(query)
    expect(seqs(messages)).toEqual(expected)
    expect(rest).toEqual({ log: expect.stringMatching(/^[\w-]{8,32}$/) as string, has_more })
  })

  it.each<[string, Query]>([
    ['limit', { limit: 0 }],
    ['limit', { limit: 101 }],
    ['limit', { limit: '1.5' }],
    ['after_seq', { after_seq: -1 }],
    ['after_seq', { after_seq: 'x' }],
    ['after_seq', { after_seq: '99999999999999999999' }],
    ['before_seq', { before_seq: 0 }],
    ['before_seq', { before_seq: '1e3' }],
  ])('is refused with a wrong %s: %j', async (field, query) => {
    expectProblem(await ann.api.get(address, query), 'validation_failed', field)
  })

  it('beyond the head of the log does not exist', async () => {
    expectProblem(await ann.api.get(address, { after_seq: 121 }), 'seq_unknown')
  })

  it('walked forwards and backwards gives the same log', async () => {
    const forwards: number[] = []
    for (let more = true; more;) {
      const { messages, has_more } = await page({ after_seq: forwards.at(-1) ?? 0, limit: 17 })
      forwards.push(...seqs(messages))
      more = has_more
    }
    const backwards: number[] = []
    for (let more = true; more;) {
      const { messages, has_more } = await page({ before_seq: backwards[0] ?? 121, limit: 17 })
      backwards.unshift(...seqs(messages))
      more = has_more
    }
    expect(forwards).toEqual(range(1, 120))
    expect(backwards).toEqual(range(1, 120))
  })
})
