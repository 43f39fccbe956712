// `if_last_seq`: programs that take turns, at every door.
import { expect, it } from 'vitest'
import { DOORS } from '../support/doors.js'
import { crowd, logOf, roomWith, type Person } from '../support/people.js'
import { sharedServer } from '../support/server.js'
import { refused, sent } from '../support/targets.js'

const server = await sharedServer()
const [ann, ben] = (await crowd(server, 2)) as [Person, Person]

it.each(DOORS)('is stored if nothing has come in between, and else told the head: $name', async (door) => {
  const room = await roomWith(ann)
  const client = await door.connect(server, ann.token, room)
  const turn = (if_last_seq: number, client_id?: string) =>
    client.send({ type: 'text', message: 'my turn', if_last_seq, ...(client_id && { client_id }) })
  const first = await turn(1, 'first')
  expect(first).toMatchObject({ ok: true, seq: 2 })
  for (const wrong of [0, 1, 3, 2 ** 53 - 1]) {
    const answer = await turn(wrong)
    expect(answer).toMatchObject({ ok: false, error: { code: 'conflict' } })
    expect(answer.ok || answer.error.detail).toMatch(/\b2\b/)
  }
  expect(await turn(1, 'first')).toEqual({ ...first, duplicate: true })
  // The same message, whichever turn it was meant for.
  expect(await turn(2, 'first')).toEqual({ ...first, duplicate: true })
  expect(await turn(2)).toMatchObject({ ok: true, seq: 3 })
  expect((await logOf(ann, room)).map(({ seq }) => seq)).toEqual([1, 2, 3])
  await client.close()
})

it.each(DOORS)('of several that are sent at once for one turn, the first has it: $name', async (door) => {
  const room = await roomWith(ann)
  const client = await door.connect(server, ann.token, room)
  const answers = await Promise.all(
    ['a', 'b', 'c'].map((client_id) =>
      client.send({ type: 'text', message: client_id, client_id, if_last_seq: 1 }),
    ),
  )
  expect(answers.filter(({ ok }) => ok)).toMatchObject([{ seq: 2 }])
  expect(answers.flatMap((answer) => (answer.ok ? [] : [answer.error.code]))).toEqual([
    'conflict',
    'conflict',
  ])
  await client.close()
})

it('holds for changes, and counts them', async () => {
  const room = await roomWith(ann, [ben])
  const { seq } = await sent(ann, room, { type: 'text', message: 'hello' })
  const reaction = { type: 'reaction', target_seq: seq, emoji: '👍' }
  await refused(ben, room, { ...reaction, if_last_seq: seq - 1 }, 'conflict')
  const { seq: head } = await sent(ben, room, { ...reaction, if_last_seq: seq })
  const edit = { type: 'edit', target_seq: seq, message: 'hello again' }
  await refused(ann, room, { ...edit, if_last_seq: seq }, 'conflict')
  expect(await sent(ann, room, { ...edit, if_last_seq: head })).toMatchObject({ seq: head + 1 })
})

it('tells who is not in the room nothing of its head', async () => {
  const room = await roomWith(ann)
  for (const if_last_seq of [0, 1])
    expect(
      await refused(ben, room, { type: 'text', message: 'hello', if_last_seq }, 'not_a_member'),
    ).not.toHaveProperty('detail', expect.stringMatching(/\d/))
})
