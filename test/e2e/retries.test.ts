// A retry is safe for ever: whatever has become of the message, its sender and all that it named, the same `client_id` is answered with
// the first `seq`.
import { expect, it } from 'vitest'
import { DOORS } from '../support/doors.js'
import { crowd, entryAt, leave, logOf, must, roomWith, unique, type Person } from '../support/people.js'
import { sharedServer } from '../support/server.js'
import { refused, sent } from '../support/targets.js'
import type { Attachment, Message } from '../support/wire.js'

const server = await sharedServer()
const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
const TEXT = { type: 'text', message: 'hello' }

/** Sends `body` again through every door, and answers which `seq` it has at each. Nothing is stored. */
async function again(room: string, body: object): Promise<unknown> {
  const before = await logOf(ann, room)
  const answers = new Set<unknown>()
  for (const door of DOORS) {
    const client = await door.connect(server, ann.token, room)
    const answer = await client.send(body)
    answers.add(answer.ok && answer.duplicate ? answer.seq : JSON.stringify(answer))
    await client.close()
  }
  expect(await logOf(ann, room)).toEqual(before)
  return answers.size === 1 ? [...answers][0] : [...answers]
}

const identified = (body: object) => ({ ...body, client_id: unique('c') })

it('of a message that was edited, and then deleted', async () => {
  const room = await roomWith(ann)
  const body = identified(TEXT)
  const { seq } = await sent(ann, room, body)
  await sent(ann, room, { type: 'edit', target_seq: seq, message: 'other words' })
  expect(await again(room, body)).toBe(seq)
  await refused(ann, room, { ...body, message: 'other words' }, 'client_id_reused')
  await sent(ann, room, { type: 'delete', target_seq: seq })
  expect(await again(room, body)).toBe(seq)
  expect(await entryAt(ann, room, seq)).toMatchObject({ type: 'deleted', client_id: body.client_id })
})

it('of a message that mentions somebody who has left', async () => {
  const [gone] = (await crowd(server, 1)) as [Person]
  const room = await roomWith(ann, [gone])
  const body = identified({ ...TEXT, mentions: [gone.user.username] })
  const { seq } = await sent(ann, room, body)
  await leave(gone, room)
  expect(await again(room, body)).toBe(seq)
  await refused(ann, room, { ...body, message: 'other words' }, 'client_id_reused')
  await refused(ann, room, { ...body, client_id: unique('c') }, 'validation_failed', 'mentions')
})

it('of an answer to what was deleted', async () => {
  const room = await roomWith(ann)
  const { seq: reply_to } = await sent(ann, room, TEXT)
  const body = identified({ ...TEXT, reply_to })
  const { seq } = await sent(ann, room, body)
  await sent(ann, room, { type: 'delete', target_seq: reply_to })
  expect(await again(room, body)).toBe(seq)
  await refused(ann, room, { ...body, client_id: unique('c') }, 'message_not_found')
})

it.each([
  ['was deleted', (room: string, seq: number) => sent(ben, room, { type: 'delete', target_seq: seq })],
  ['was in a room that one has left', (room: string) => leave(ann, room)],
  ['was in a room that is gone', (room: string) => ben.api.delete(`/chatroom/${room}`)],
])('of a forward of what %s', async (_, vanish) => {
  const room = await roomWith(ann)
  const elsewhere = await roomWith(ben, [ann])
  const source = await sent(ben, elsewhere, TEXT)
  const body = identified({ type: 'forward', forward: { chatroom: elsewhere, seq: source.seq } })
  const { seq } = await sent(ann, room, body)
  await vanish(elsewhere, source.seq)
  expect(await again(room, body)).toBe(seq)
  expect(await entryAt(ann, room, seq)).toMatchObject({ message: TEXT.message, forwarded: true })
  await refused(ann, room, { ...body, client_id: unique('c') }, 'message_not_found')
})

it('of a file by its id, when the message and with it the file are gone', async () => {
  const room = await roomWith(ann)
  const form = new FormData()
  form.append('file', new File(['a file'], 'a.txt'))
  const upload = { method: 'POST', path: '/attachments', body: form }
  const { id } = must(await ann.api.send<Attachment>(upload), 201)
  const body = identified({ type: 'attachment', attachment: { id }, message: 'a caption' })
  const { seq } = await sent(ann, room, body)
  expect(await again(room, body)).toBe(seq)
  await sent(ann, room, { type: 'delete', target_seq: seq })
  expect(await again(room, body)).toBe(seq)
  await refused(ann, room, { ...body, client_id: unique('c') }, 'attachment_not_found')
})

it('of a file in the message, when that is gone: nothing is stored of it', async () => {
  const room = await roomWith(ann)
  const content = Buffer.from('a file').toString('base64')
  const body = identified({
    type: 'attachment',
    attachment: { type: 'document', filename: 'a.txt', content },
  })
  const { seq } = await sent(ann, room, body)
  await sent(ann, room, { type: 'delete', target_seq: seq })
  expect(await again(room, body)).toBe(seq)
})

it('of a vote and of a reaction that were taken back since', async () => {
  const room = await roomWith(ann)
  const { seq: target_seq } = await sent(ann, room, TEXT)
  const body = identified({ type: 'reaction', target_seq, emoji: '👍' })
  const { seq } = await sent(ann, room, body)
  await sent(ann, room, { type: 'reaction', target_seq, emoji: null })
  expect(await again(room, body)).toBe(seq)
  expect(await entryAt(ann, room, target_seq)).not.toHaveProperty('reactions')
})

it('of a poll that has closed', async () => {
  const room = await roomWith(ann)
  const closes_at = new Date(Date.now() + 2000).toISOString()
  const poll = { question: 'Now?', options: ['Yes', 'No'], multiple: false, closes_at }
  const body = identified({ type: 'poll', poll })
  const { seq } = await sent(ann, room, body)
  await new Promise((resolve) => setTimeout(resolve, 2100))
  expect(await again(room, body)).toBe(seq)
  await refused(ann, room, { ...body, client_id: unique('c') }, 'validation_failed')
})

it('is of its sender and its room alone', async () => {
  const [room, other] = [await roomWith(ann, [ben]), await roomWith(ann)]
  const { seq: target_seq } = await sent(ann, room, TEXT)
  const body = identified({ type: 'reaction', target_seq, emoji: '👍' })
  const first = await sent(ann, room, body)
  expect(await sent(ben, room, body)).toMatchObject({ seq: first.seq + 1 })
  const { seq } = await sent(ann, other, TEXT)
  const elsewhere: Message = await sent(ann, other, { ...body, target_seq: seq })
  expect(elsewhere.seq).toBe(seq + 1)
})
