// Pins: ten in a room, in the order in which they were pinned, for everybody to see.
import { expect, it } from 'vitest'
import { crowd, entryAt, must, roomWith, say, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import { refused, sent } from '../support/targets.js'
import type { Chatroom, ChatroomList, Message } from '../support/wire.js'

const server = await sharedServer()
const [ann, ben, eve] = (await crowd(server, 3)) as [Person, Person, Person]

const pin = (by: Person, room: string, target_seq: number, pinned = true): Promise<Message> =>
  sent(by, room, { type: 'pin', target_seq, pinned })

const pinnedIn = async (room: string): Promise<number[]> =>
  must(await eve.api.get<Chatroom>(at('/chatroom', room)), 200).pinned

async function roomWithTexts(count: number): Promise<[room: string, seqs: number[]]> {
  const room = await roomWith(ann, [ben])
  const seqs: number[] = []
  for (let nth = 0; nth < count; nth++) seqs.push((await say(ann, room, `${nth}`)).seq)
  return [room, seqs]
}

it('stand in the room in the order in which they were made', async () => {
  const [room, [one, two, three]] = (await roomWithTexts(3)) as [string, [number, number, number]]
  expect(await pinnedIn(room)).toEqual([])
  for (const seq of [three, one, two]) await pin(ben, room, seq)
  expect(await pinnedIn(room)).toEqual([three, one, two])
  const again = await pin(ann, room, three)
  expect(again.target).toMatchObject({ pinned: true, changed_seq: again.seq })
  expect(await pinnedIn(room)).toEqual([three, one, two])
  const off = await pin(ann, room, three, false)
  expect(off.pinned).toBe(false)
  expect(off.target).not.toHaveProperty('pinned')
  expect(await pinnedIn(room)).toEqual([one, two])
  await pin(ann, room, three)
  expect(await pinnedIn(room)).toEqual([one, two, three])
})

it('are shown wherever the room is', async () => {
  const [room, [seq]] = (await roomWithTexts(1)) as [string, [number]]
  await pin(ben, room, seq)
  const { chatrooms } = must(await ann.api.get<ChatroomList>('/list-chatroom', { q: room }), 200)
  expect(chatrooms.map(({ pinned }) => pinned)).toEqual([[seq]])
  const changed = await ann.api.patch<Chatroom>(at('/chatroom', room), { description: 'changed' })
  expect(must(changed, 200).pinned).toEqual([seq])
  const created = await ann.api.post<Chatroom>('/chatroom/create', { name: `${room}2`, max_members: 2 })
  expect(must(created, 201).pinned).toEqual([])
})

it('are ten at the most, until one of them is taken off or deleted', async () => {
  const [room, seqs] = await roomWithTexts(13)
  for (const seq of seqs.slice(0, 10)) await pin(ann, room, seq)
  const eleventh = { type: 'pin', target_seq: seqs[10], pinned: true }
  await refused(ben, room, eleventh, 'validation_failed')
  expect(await entryAt(ben, room, seqs[10]!)).not.toHaveProperty('pinned')
  await pin(ben, room, seqs[4]!)
  await pin(ben, room, seqs[3]!, false)
  await sent(ben, room, eleventh)
  const left = [...seqs.slice(0, 3), ...seqs.slice(4, 11)]
  expect(await pinnedIn(room)).toEqual(left)
  await refused(ben, room, { ...eleventh, target_seq: seqs[11] }, 'validation_failed')
  await sent(ann, room, { type: 'delete', target_seq: seqs[0] })
  expect(await pinnedIn(room)).toEqual(left.slice(1))
  await sent(ben, room, { ...eleventh, target_seq: seqs[11] })
  expect(await pinnedIn(room)).toEqual([...left.slice(1), seqs[11]])
})

it('can be taken off by anybody, also where there is none', async () => {
  const [room, [seq]] = (await roomWithTexts(1)) as [string, [number]]
  await pin(ann, room, seq)
  const off = await pin(ben, room, seq, false)
  const again = await pin(ben, room, seq, false)
  expect(again.target).toEqual({ ...off.target, changed_seq: again.seq })
  expect(await pinnedIn(room)).toEqual([])
})

it('are of their room alone', async () => {
  const [room, [seq]] = (await roomWithTexts(1)) as [string, [number]]
  const [other] = await roomWithTexts(1)
  await pin(ann, room, seq)
  expect([await pinnedIn(room), await pinnedIn(other)]).toEqual([[seq], []])
  expect(await entryAt(ann, other, seq)).not.toHaveProperty('pinned')
})
