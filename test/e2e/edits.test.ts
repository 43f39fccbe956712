// Edits: new words, captions and content; what is kept, and where the words that were replaced are not any more.
import { expect, it } from 'vitest'
import { crowd, entryAt, logOf, must, roomWith, type Person } from '../support/people.js'
import { sharedServer } from '../support/server.js'
import { refused, sent } from '../support/targets.js'
import type { Attachment, Message } from '../support/wire.js'

const server = await sharedServer()
const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
const room = await roomWith(ann, [ben])

const edit = (target_seq: number, words: object, by = ann): Promise<Message> =>
  sent(by, room, { type: 'edit', target_seq, ...words })

it('the latest edit alone has its words, in the log and in all that it shows', async () => {
  const { seq } = await sent(ann, room, { type: 'text', message: 'first words' })
  const edits = []
  for (const message of ['second words', 'third words', 'fourth words'])
    edits.push(await edit(seq, { message }))
  const now = await entryAt(ben, room, seq)
  expect(now).toMatchObject({ message: 'fourth words', changed_seq: edits[2]!.seq })
  expect(now.edited_at).toBe(edits[2]!.created_at)
  const log = await logOf(ben, room, seq - 1)
  expect(log.slice(1).map(({ message }) => message)).toEqual([undefined, undefined, 'fourth words'])
  for (const entry of log.slice(1)) expect(entry.target).toEqual(now)
  expect(JSON.stringify(log)).not.toMatch(/first|second|third/)
})

it('keeps all that is not edited', async () => {
  const question = await sent(ben, room, { type: 'text', message: 'a question' })
  const said = await sent(ann, room, {
    type: 'text',
    message: 'an answer',
    client_id: 'kept',
    reply_to: question.seq,
    mentions: [ben.user.username],
    metadata: { color: 'green' },
  })
  const reaction = await sent(ben, room, { type: 'reaction', target_seq: said.seq, emoji: '👍' })
  const { seq, created_at } = await edit(said.seq, { message: 'a better answer' })
  expect(await entryAt(ben, room, said.seq)).toEqual({
    ...reaction.target,
    message: 'a better answer',
    edited_at: created_at,
    changed_seq: seq,
  })
})

it('of a caption leaves the file, and gives one to a file that had none', async () => {
  const attachment = {
    type: 'document',
    filename: 'a.txt',
    content: Buffer.from('a file').toString('base64'),
  }
  for (const caption of [{}, { message: 'a caption' }]) {
    const said = await sent(ann, room, { type: 'attachment', attachment, ...caption })
    await edit(said.seq, { message: 'a better caption' })
    const now = await entryAt(ben, room, said.seq)
    expect(now).toMatchObject({
      type: 'attachment',
      message: 'a better caption',
      attachment: said.attachment!,
    })
  }
})

it('of a custom message may be of its content, of its words, or of both', async () => {
  const said = await sent(ann, room, { type: 'custom', content: { move: 'e4' }, message: 'e4' })
  const content = { move: null, list: [null, { deep: null }], ['__proto__x']: 1 }
  const ofContent = await edit(said.seq, { content })
  expect(ofContent).toMatchObject({ content, target: { content, message: 'e4' } })
  const ofWords = await edit(said.seq, { message: 'd4' })
  expect(ofWords.target).toMatchObject({ content, message: 'd4' })
  const ofBoth = await edit(said.seq, { content: ['d4'], message: 'both' })
  expect(ofBoth).toMatchObject({
    content: ['d4'],
    message: 'both',
    target: { content: ['d4'], message: 'both' },
  })
  const log = await logOf(ben, room, said.seq)
  expect(log.map((entry) => [entry.content, entry.message])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
    [['d4'], 'both'],
  ])
})

it('of nothing but a custom message takes content, and of every one needs something', async () => {
  const text = await sent(ann, room, { type: 'text', message: 'words' })
  const custom = await sent(ann, room, { type: 'custom', content: 1 })
  await refused(ann, room, { type: 'edit', target_seq: text.seq }, 'validation_failed')
  await refused(ann, room, { type: 'edit', target_seq: custom.seq }, 'validation_failed')
  await refused(ann, room, { type: 'edit', target_seq: text.seq, content: 1 }, 'validation_failed')
  const both = { type: 'edit', target_seq: text.seq, content: 1, message: 'other words' }
  await refused(ann, room, both, 'validation_failed')
  expect(await entryAt(ann, room, text.seq)).toEqual(text)
})

it('of what was forwarded leaves what it was forwarded from', async () => {
  const source = await sent(ben, room, { type: 'text', message: 'said first' })
  const forward = { chatroom: room, seq: source.seq }
  const copy = await sent(ann, room, { type: 'forward', forward })
  await edit(copy.seq, { message: 'said otherwise' })
  const edited = await entryAt(ben, room, copy.seq)
  expect(edited).toMatchObject({ message: 'said otherwise' })
  // Nobody's words are shown under the name of somebody else's.
  expect([copy.forwarded, edited.forwarded]).toEqual([true, undefined])
  expect(await entryAt(ben, room, source.seq)).toEqual(source)
  await edit(source.seq, { message: 'said better' }, ben)
  expect(await entryAt(ben, room, copy.seq)).toMatchObject({ message: 'said otherwise' })
})

it('of an upload that is shown twice is of the one message alone', async () => {
  const form = new FormData()
  form.append('file', new File(['shown twice'], 'twice.txt'))
  const upload = { method: 'POST', path: '/attachments', body: form }
  const { id } = must(await ann.api.send<Attachment>(upload), 201)
  const [one, other] = [
    await sent(ann, room, { type: 'attachment', attachment: { id }, message: 'one' }),
    await sent(ann, room, { type: 'attachment', attachment: { id }, message: 'other' }),
  ]
  await edit(one.seq, { message: 'changed' })
  expect(await entryAt(ben, room, other.seq)).toEqual(other)
})
