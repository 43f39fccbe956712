// Reading the timeline over HTTP: what was said, and events, however many changes lie between.
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { range, seqs } from '../support/inbox.js'
import { must, registered, roomWith, say } from '../support/people.js'
import { at, expectProblem, type Query } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import type { MessagePage } from '../support/wire.js'

const server = await sharedServer()
const ann = await registered(server)
const database = new Client(server.databaseUrl)
await database.connect()
afterAll(() => database.end())

/** Ann's `joined` and 39 texts, each followed by a thousand changes but for the first: 1, 2, 1003, 2004, … */
const room = await roomWith(ann)
for (const index of range(2, 40)) await say(ann, room, `message ${index}`)
const CHANGES = 1000
const seqOf = (entry: number) => (entry === 1 ? 1 : 2 + (entry - 2) * (CHANGES + 1))
const LAST = seqOf(40)
await database.query(
  `WITH room AS (SELECT id FROM chatrooms WHERE name = $1),
   moved AS (
     UPDATE messages SET seq = -(2 + (seq - 2) * ${CHANGES + 1}) WHERE chatroom_id = (SELECT id FROM room) AND seq > 1 RETURNING 1
   )
   UPDATE chatroom_heads SET last_seq = ${LAST} WHERE chatroom_id = (SELECT id FROM room)`,
  [room],
)
await database.query(
  'UPDATE messages SET seq = -seq WHERE seq < 0 AND chatroom_id = (SELECT id FROM chatrooms WHERE name = $1)',
  [room],
)
await database.query(
  `INSERT INTO messages (chatroom_id, seq, type, sender_id, target_seq, created_at)
   SELECT c.id, seq, 'change', $2, 2, now() FROM chatrooms c, generate_series(3, ${LAST}) seq
   WHERE c.name = $1 AND (seq - 2) % ${CHANGES + 1} <> 0`,
  [room, ann.user.id],
)

const address = at('/chatroom', room, '/timeline')
const page = async (query: Query) => must(await ann.api.get<MessagePage>(address, query), 200)
const entries = (first: number, last: number) => range(first, last).map(seqOf)

describe('a page of the timeline', () => {
  it.each<[string, Query, number[], boolean]>([
    ['without a bound is the newest', { limit: 10 }, entries(31, 40), true],
    ['of all has no more', {}, entries(1, 40), false],
    ['before a seq ends with the entry before', { before_seq: seqOf(10), limit: 3 }, entries(7, 9), true],
    [
      'before a change ends with the entry before',
      { before_seq: seqOf(10) + 5, limit: 3 },
      entries(8, 10),
      true,
    ],
    ['before the second is the first', { before_seq: 2 }, [1], false],
    ['after a seq starts with the entry after', { after_seq: seqOf(10), limit: 3 }, entries(11, 13), true],
    [
      'after a change starts with the entry after',
      { after_seq: seqOf(10) + 5, limit: 3 },
      entries(11, 13),
      true,
    ],
    ['after the last but two has no more', { after_seq: seqOf(38), limit: 3 }, entries(39, 40), false],
    ['between two bounds is what lies between', { after_seq: 2, before_seq: seqOf(5) }, entries(3, 4), false],
    ['around an entry has it in the middle', { around_seq: seqOf(20), limit: 6 }, entries(17, 22), true],
    [
      'around an entry has the later half of an odd limit',
      { around_seq: seqOf(20), limit: 5 },
      entries(18, 22),
      true,
    ],
    ['around an entry, of one, is that one', { around_seq: seqOf(20), limit: 1 }, entries(20, 20), true],
    ['around the first begins with it', { around_seq: 1, limit: 6 }, entries(1, 6), false],
    [
      'around the third has what the beginning lacks',
      { around_seq: seqOf(3), limit: 8 },
      entries(1, 8),
      false,
    ],
    ['around the last ends with it', { around_seq: LAST, limit: 6 }, entries(35, 40), true],
  ])('%s', async (_, query, expected, has_more) => {
    const { messages, ...rest } = await page(query)
    expect(seqs(messages)).toEqual(expected)
    expect(rest).toEqual({ log: expect.stringMatching(/^[\w-]{8,32}$/) as string, has_more })
  })

  it('numbers what was said, and nothing else', async () => {
    const { messages } = await page({})
    expect(messages.map(({ n }) => n)).toEqual([undefined, ...range(1, 39)])
  })

  it.each<[string, Query]>([
    ['around_seq', { around_seq: 0 }],
    ['around_seq', { around_seq: 'x' }],
    ['around_seq', { around_seq: 5, before_seq: 7 }],
    ['around_seq', { around_seq: 5, after_seq: 2 }],
    ['limit', { limit: 101 }],
  ])('is refused with a wrong %s: %j', async (field, query) => {
    expectProblem(await ann.api.get(address, query), 'validation_failed', field)
  })

  it.each<Query>([{ around_seq: LAST + 1 }, { after_seq: LAST + 1 }, { log: 'another-log' }])(
    'is not there for a position that the log has not: %j',
    async (query) => {
      expectProblem(await ann.api.get(address, query), 'seq_unknown')
    },
  )
})
