// What may not be said: every malformed message is refused alike through every door, and harms nothing.
import { describe, expect, it } from 'vitest'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { logOf, registered, roomWith } from '../support/people.js'
import { startServer } from '../support/server.js'

const server = await startServer({ env: { MAX_ATTACHMENT_BYTES: '65536' } })
const ann = await registered(server)

const long = (length: number) => 'x'.repeat(length)
const file = { type: 'document', filename: 'a.txt', content: 'aGVsbG8=' }
const attachment = (change: object) => ({ type: 'attachment', attachment: { ...file, ...change } })
const nested = (depth: number): object => (depth === 0 ? {} : { a: nested(depth - 1) })

/** What is wrong, the body, and the field that is named. */
const MALFORMED: [string, unknown, string?][] = [
  ['no type', { message: 'x' }, 'type'],
  ['an unknown type', { type: 'sticker', message: 'x' }, 'type'],
  ['a type of the log', { type: 'joined' }, 'type'],
  ['a type that every object has', { type: 'constructor' }, 'type'],
  ['no message', { type: 'text' }, 'message'],
  ['an empty message', { type: 'text', message: '' }, 'message'],
  ['a message of 4097 characters', { type: 'text', message: long(4097) }, 'message'],
  ['a message that is a number', { type: 'text', message: 7 }, 'message'],
  ['a message that is null', { type: 'text', message: null }, 'message'],
  ['a message that is a list', { type: 'text', message: ['x'] }, 'message'],
  ['an empty client_id', { type: 'text', message: 'x', client_id: '' }, 'client_id'],
  ['a client_id of 65 characters', { type: 'text', message: 'x', client_id: long(65) }, 'client_id'],
  ['a client_id that is a number', { type: 'text', message: 'x', client_id: 1 }, 'client_id'],
  ['an unknown field', { type: 'text', message: 'x', colour: 'red' }, 'colour'],
  ['a field that every object has', { type: 'text', message: 'x', toString: 1 }, 'toString'],
  ['somebody else as the sender', { type: 'text', message: 'x', sender: { id: 'y' } }, 'sender'],
  ['a seq', { type: 'text', message: 'x', seq: 1 }, 'seq'],
  ['a NUL', { type: 'text', message: 'a\0b' }, 'message'],
  ['a lone surrogate', { type: 'text', message: 'a\ud800b' }, 'message'],
  ['a NUL in the client_id', { type: 'text', message: 'x', client_id: '\0' }, 'client_id'],
  ['deep nesting', { type: 'text', message: 'x', deep: nested(30) }],
  ['a text with an attachment', { type: 'text', message: 'x', attachment: file }, 'attachment'],
  ['no attachment', { type: 'attachment' }, 'attachment'],
  ['an attachment that is text', { type: 'attachment', attachment: 'x' }, 'attachment'],
  ['an attachment that is a list', { type: 'attachment', attachment: [file] }],
  ['an unknown kind of attachment', attachment({ type: 'hologram' }), 'attachment.type'],
  ['an attachment without a name', attachment({ filename: undefined }), 'attachment.filename'],
  ['an attachment with an empty name', attachment({ filename: '' }), 'attachment.filename'],
  ['an attachment without content', attachment({ content: undefined }), 'attachment.content'],
  ['an attachment that is empty', attachment({ content: '' }), 'attachment.content'],
  ['content that is not base64', attachment({ content: 'no base64!' }), 'attachment.content'],
  ['content that is a number', attachment({ content: 5 }), 'attachment.content'],
  ['an unknown field in the attachment', attachment({ path: '/etc/passwd' }), 'attachment.path'],
  ['an id that is not one', { type: 'attachment', attachment: { id: '1 OR 1=1' } }, 'attachment.id'],
  ['an empty caption', { ...attachment({}), message: '' }, 'message'],
  ['a caption of 4097 characters', { ...attachment({}), message: long(4097) }, 'message'],
]

describe.each(DOORS)('through $name', (door) => {
  it('every malformed message is refused with validation_failed, and the connection lives on', async () => {
    const room = await roomWith(ann)
    const client = await door.connect(server, ann.token, room)
    const verdicts: Record<string, unknown> = {}
    for (const [what, body, field] of MALFORMED) {
      const answer = await client.send(body)
      const fields = answer.ok ? [] : (answer.error.errors ?? []).map((each) => each.field)
      const named = field === undefined || fields.includes(field)
      verdicts[what] = answer.ok
        ? 'accepted'
        : named
          ? answer.error.code
          : { ...answer.error, expected: field }
    }
    expect(verdicts).toEqual(Object.fromEntries(MALFORMED.map(([what]) => [what, 'validation_failed'])))
    expect(await client.send({ type: 'text', message: 'still here' })).toMatchObject({ ok: true, seq: 2 })
    expect(await logOf(ann, room)).toHaveLength(2)
    await client.close()
  })

  it('the longest message, client_id and name pass, and characters are counted, not bytes', async () => {
    const room = await roomWith(ann)
    const client = await door.connect(server, ann.token, room)
    const messages = [long(4096), '字'.repeat(4096), '👋'.repeat(4096)]
    for (const message of messages)
      expect(await client.send({ type: 'text', message, client_id: message.slice(0, 64) })).toMatchObject({
        ok: true,
      })
    expect(await client.send(attachment({ filename: `${long(251)}.txt` }))).toMatchObject({ ok: true })
    expect((await logOf(ann, room)).slice(1, 4).map(({ message }) => message)).toEqual(messages)
    await client.close()
  })

  it('an attachment of exactly the limit passes and one byte more is refused', async () => {
    const room = await roomWith(ann)
    const client = await door.connect(server, ann.token, room)
    const bytes = Buffer.alloc(65_537, 'text ')
    const limit = await client.send(attachment({ content: bytes.subarray(0, 65_536).toString('base64') }))
    expect(limit).toMatchObject({ ok: true, seq: 2 })
    const more = await client.send(attachment({ content: bytes.toString('base64') }))
    expect(more).toMatchObject({ ok: false, error: { code: 'payload_too_large' } })
    expect(await client.send({ type: 'text', message: 'still here' })).toMatchObject({ ok: true, seq: 3 })
    await client.close()
  })
})

describe.each(LIVE_DOORS)('through $name', (door) => {
  it.each([[null], [7], ['text'], [true], [[]], [[{ type: 'text', message: 'x' }]]])(
    'a message that is %j is refused and the connection lives on',
    async (body: unknown) => {
      const client = await door.connect(server, ann.token, await roomWith(ann))
      const frame = door.name === 'plain WebSocket' ? JSON.stringify(body) : body
      expect(await client.send(frame)).toMatchObject({ ok: false, error: { code: 'validation_failed' } })
      expect(await client.send({ type: 'text', message: 'x' })).toMatchObject({ ok: true })
      await client.close()
    },
  )
})
