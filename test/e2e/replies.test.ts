// Answers: what they quote is the message as it is now, and only what the reader may read.
import { expect, it } from 'vitest'
import { crowd, entryAt, lastOf, logOf, roomWith, type Person } from '../support/people.js'
import { quoteOf } from '../support/room-state.js'
import { sharedServer } from '../support/server.js'
import { POLL, refused, sent } from '../support/targets.js'
import type { Message } from '../support/wire.js'
import { websocketDoor } from '../support/websocket.door.js'

const server = await sharedServer()
const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
const room = await roomWith(ann, [ben])

const reply = (reply_to: number, by = ben): Promise<Message> =>
  sent(by, room, { type: 'text', message: 'an answer', reply_to })

const senderOf = ({ user: { id, username, display_name } }: Person) => ({ id, username, display_name })
const content = Buffer.from('a file').toString('base64')

it.each([
  [{ type: 'text', message: 'words' }, { message: 'words' }],
  [{ type: 'location', location: { latitude: 1, longitude: 2 } }, {}],
  [{ type: 'contact', contacts: [{ name: 'Ann', phones: [], emails: [] }] }, {}],
  [{ type: 'poll', poll: POLL }, {}],
  [{ type: 'custom', content: { secret: 1 } }, {}],
  [{ type: 'custom', content: { secret: 1 }, message: 'words' }, { message: 'words' }],
  [
    { type: 'attachment', attachment: { type: 'document', filename: 'a.txt', content } },
    { attachment: { type: 'document', filename: 'a.txt' } },
  ],
  [
    { type: 'attachment', attachment: { type: 'document', filename: 'a.txt', content }, message: 'words' },
    { attachment: { type: 'document', filename: 'a.txt' }, message: 'words' },
  ],
])('quote %j by its words and its file alone', async (body, quoted) => {
  const { seq, type } = await sent(ann, room, body)
  const answer = await reply(seq)
  expect(answer.reply_to).toEqual({ seq, sender: senderOf(ann), type, ...quoted })
  expect(await entryAt(ann, room, answer.seq)).toEqual(answer)
})

it('quote an answer without what that has quoted', async () => {
  const { seq } = await sent(ann, room, { type: 'text', message: 'a question' })
  const first = await reply(seq)
  const second = await reply(first.seq, ann)
  expect(second.reply_to).toEqual({
    seq: first.seq,
    sender: senderOf(ben),
    type: 'text',
    message: 'an answer',
  })
})

it.each([
  ['letters', 'x'.repeat(201), 'x'.repeat(200)],
  ['letters of two bytes', 'ä'.repeat(4096), 'ä'.repeat(200)],
  ['characters of two halves', '😀'.repeat(201), '😀'.repeat(200)],
  ['no more than that', '😀'.repeat(200), '😀'.repeat(200)],
])('cut a text at 200 characters: %s', async (_, message, cut) => {
  const { seq } = await sent(ann, room, { type: 'text', message })
  expect((await reply(seq)).reply_to!.message).toBe(cut)
})

it('quote the message as it is now, and when it is deleted nothing of it', async () => {
  const question = await sent(ann, room, { type: 'text', message: 'the first words' })
  const answer = await reply(question.seq)
  await sent(ann, room, { type: 'edit', target_seq: question.seq, message: 'the second words' })
  const quote = { seq: question.seq, sender: senderOf(ann), type: 'text', message: 'the second words' }
  expect(await entryAt(ben, room, answer.seq)).toEqual({ ...answer, reply_to: quote })
  await sent(ann, room, { type: 'delete', target_seq: question.seq })
  const left = quoteOf(await entryAt(ben, room, question.seq))
  expect(left).toEqual({ seq: question.seq, sender: senderOf(ann), type: 'deleted', deleted: true })
  expect(await entryAt(ben, room, answer.seq)).toEqual({ ...answer, reply_to: left })
  const late = await websocketDoor.connect(server, ben.token, room, { after_seq: question.seq - 1 })
  expect(await late.waitFor(({ seq }) => seq === answer.seq)).toEqual({ ...answer, reply_to: left })
  expect(JSON.stringify(late.messages)).not.toContain('the first words')
  await late.close()
})

it('lose their quote when they are deleted themselves', async () => {
  const { seq } = await sent(ann, room, { type: 'text', message: 'a question' })
  const answer = await reply(seq)
  await sent(ben, room, { type: 'delete', target_seq: answer.seq })
  expect(await entryAt(ann, room, answer.seq)).not.toHaveProperty('reply_to')
})

it('are shown whole in what changes them', async () => {
  const { seq } = await sent(ann, room, { type: 'text', message: 'a question' })
  const answer = await reply(seq)
  const reaction = await sent(ann, room, { type: 'reaction', target_seq: answer.seq, emoji: '👍' })
  expect(reaction.target!.reply_to).toEqual(answer.reply_to)
})

it('are not given to what is a change, an event, deleted or not there', async () => {
  const { seq } = await sent(ann, room, { type: 'text', message: 'a question' })
  const change = await sent(ann, room, { type: 'reaction', target_seq: seq, emoji: '👍' })
  const deletion = await sent(ann, room, { type: 'delete', target_seq: seq })
  const { seq: head } = await lastOf(ann, room)
  const text = { type: 'text', message: 'an answer' }
  for (const reply_to of [1, seq, change.seq, deletion.seq, head + 1, head + 1000, 2 ** 53 - 1])
    await refused(ben, room, { ...text, reply_to }, 'message_not_found')
  for (const reply_to of [0, -1, 1.5, '2', 2 ** 53])
    await refused(ben, room, { ...text, reply_to }, 'validation_failed', 'reply_to')
  expect((await lastOf(ann, room)).seq).toBe(head)
})

it('are to messages of their own room', async () => {
  const other = await roomWith(ann)
  for (let nth = 0; nth < 3; nth++) await sent(ann, other, { type: 'text', message: 'elsewhere' })
  const { seq } = await sent(ann, other, { type: 'text', message: 'elsewhere' })
  const here = await roomWith(ann)
  await refused(ann, here, { type: 'text', message: 'an answer', reply_to: seq }, 'message_not_found')
  expect(await logOf(ann, here)).toHaveLength(1)
})
