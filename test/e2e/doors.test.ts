// What holds through every door alike: sending, receiving, retrying, and being refused.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { DOORS } from '../support/doors.js'
import { pause, range, seqs } from '../support/inbox.js'
import { crowd, enter, leave, logOf, roomWith, say, unique, type Person } from '../support/people.js'
import type { Door, Refused, RoomClient } from '../support/room-client.js'
import { sharedServer } from '../support/server.js'
import type { Attachment } from '../support/wire.js'

const server = await sharedServer()
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const SHA256 = createHash('sha256').update(PIXEL).digest('hex')
const inline = { type: 'image', filename: 'pixel.png', content: PIXEL.toString('base64') }
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

const [ann, bob, eve] = (await crowd(server, 3)) as [Person, Person, Person]

/** A new room of Ann's with Bob in it, and a connection of each. */
async function conversation(door: Door) {
  const room = await roomWith(ann, [bob])
  const [anns, bobs] = await Promise.all([
    door.connect(server, ann.token, room),
    door.connect(server, bob.token, room),
  ])
  const close = () => Promise.all([anns.close(), bobs.close()])
  return { room, anns, bobs, close }
}

const text = (message: string, client_id?: string) => ({
  type: 'text',
  message,
  ...(client_id && { client_id }),
})

const refusalOf = (attempt: Promise<RoomClient>): Promise<Refused> =>
  attempt.then(
    () => Promise.reject(new Error('let in')),
    (refused: Refused) => refused,
  )

describe.each(DOORS)('through $name', (door) => {
  describe.concurrent('a member', () => {
    it('is told where they are when they connect', async () => {
      const { room, anns, close } = await conversation(door)
      expect(anns.ready).toMatchObject({ chatroom: room, last_seq: 2, user: ann.user })
      await close()
    })

    it('reaches everyone in the room, their own connections included, with one message', async () => {
      const { room, anns, bobs, close } = await conversation(door)
      const answer = await anns.send(text('Hello, عالم 👋', 'c-1'))
      expect(answer).toMatchObject({ ok: true, seq: 3, client_id: 'c-1', duplicate: false })
      const received = await Promise.all([anns, bobs].map((client) => client.waitFor(({ seq }) => seq === 3)))
      for (const message of received) {
        expect(message).toEqual({
          chatroom: room,
          seq: 3,
          n: 1,
          type: 'text',
          message: 'Hello, عالم 👋',
          client_id: 'c-1',
          sender: { id: ann.user.id, username: ann.user.username, display_name: ann.user.display_name },
          created_at: expect.stringMatching(ISO_TIME) as string,
        })
        expect(answer).toMatchObject({ created_at: message.created_at })
      }
      expect((await logOf(ann, room)).at(-1)).toEqual(received[0])
      await close()
    })

    it('need not give a client_id', async () => {
      const { anns, bobs, close } = await conversation(door)
      expect(await anns.send(text('first'))).toMatchObject({ ok: true, client_id: null, duplicate: false })
      expect(await anns.send(text('first'))).toMatchObject({ ok: true, seq: 4, duplicate: false })
      expect(await bobs.waitFor(({ seq }) => seq === 4)).toMatchObject({ client_id: null, message: 'first' })
      await close()
    })

    it('sees others come and go', async () => {
      const { room, anns, close } = await conversation(door)
      await enter(eve, room)
      await leave(eve, room)
      expect(await anns.waitFor(({ type }) => type === 'joined')).toMatchObject({
        seq: 3,
        sender: { id: eve.user.id },
      })
      expect(await anns.waitFor(({ type }) => type === 'left')).toMatchObject({
        seq: 4,
        sender: { id: eve.user.id },
      })
      await close()
    })

    it('may retry with the same client_id: nothing is stored or delivered twice', async () => {
      const { room, anns, bobs, close } = await conversation(door)
      const first = await anns.send(text('once', 'retry'))
      const retries = await Promise.all([1, 2, 3].map(() => anns.send(text('once', 'retry'))))
      for (const retry of retries) expect(retry).toEqual({ ...first, duplicate: true })
      await anns.send(text('last'))
      await bobs.waitFor(({ message }) => message === 'last')
      expect(bobs.messages.map(({ message }) => message)).toEqual(['once', 'last'])
      expect(seqs(await logOf(ann, room))).toEqual([1, 2, 3, 4])
      await close()
    })

    it('gets the first message for a client_id that went through another door', async () => {
      const { room, anns, close } = await conversation(door)
      const first = await anns.send(text('once', 'across'))
      for (const other of DOORS.filter((each) => each !== door)) {
        const client = await other.connect(server, ann.token, room)
        expect(await client.send(text('once', 'across'))).toEqual({ ...first, duplicate: true })
        expect(await client.send(text('other', 'across'))).toMatchObject({
          ok: false,
          error: { code: 'client_id_reused' },
        })
        await client.close()
      }
      expect(seqs(await logOf(ann, room))).toEqual([1, 2, 3])
      await close()
    })

    it('shares no client_id with other people', async () => {
      const { anns, bobs, close } = await conversation(door)
      expect(await anns.send(text('mine', 'same'))).toMatchObject({ ok: true, duplicate: false })
      expect(await bobs.send(text('mine as well', 'same'))).toMatchObject({ ok: true, duplicate: false })
      await close()
    })

    it('sends a file within the message, and everyone can fetch it', async () => {
      const { anns, bobs, close } = await conversation(door)
      const body = { type: 'attachment', attachment: inline, message: 'a caption', client_id: 'file' }
      const first = await anns.send(body)
      expect(first).toMatchObject({ ok: true, seq: 3, duplicate: false })
      expect(await anns.send(body)).toEqual({ ...first, duplicate: true })
      const { attachment, ...message } = await bobs.waitFor(({ type }) => type === 'attachment')
      expect(message).toMatchObject({ message: 'a caption', client_id: 'file', sender: { id: ann.user.id } })
      expect(attachment).toEqual({
        id: expect.any(String) as string,
        type: 'image',
        filename: 'pixel.png',
        mime_type: 'image/png',
        size: PIXEL.length,
        sha256: SHA256,
        url: expect.stringContaining(attachment?.id ?? '-') as string,
        width: 1,
        height: 1,
        blurhash: expect.any(String) as string,
        thumbnail_url: `${attachment?.url}/thumbnail`,
      })
      const { status, body: bytes } = await bob.api.get<Buffer>(`/attachments/${attachment?.id}`)
      expect(status).toBe(200)
      expect(bytes.equals(PIXEL)).toBe(true)
      await close()
    })

    it('sends a file that was uploaded before', async () => {
      const { anns, bobs, close } = await conversation(door)
      const form = new FormData()
      form.append('file', new File([PIXEL], 'upload.png'))
      const { body: upload } = await ann.api.send<Attachment>({
        method: 'POST',
        path: '/attachments',
        body: form,
      })
      const answer = await anns.send({ type: 'attachment', attachment: { id: upload.id } })
      expect(answer).toMatchObject({ ok: true, seq: 3 })
      const message = await bobs.waitFor(({ type }) => type === 'attachment')
      expect(message.attachment).toEqual(upload)
      expect(message.message ?? null).toBeNull()
      await close()
    })

    it('cannot send what somebody else has uploaded', async () => {
      const { bobs, close } = await conversation(door)
      const form = new FormData()
      form.append('file', new File([PIXEL], 'upload.png'))
      const { body: upload } = await ann.api.send<Attachment>({
        method: 'POST',
        path: '/attachments',
        body: form,
      })
      const answer = await bobs.send({ type: 'attachment', attachment: { id: upload.id } })
      expect(answer).toMatchObject({ ok: false, error: { code: 'attachment_not_found' } })
      await close()
    })

    it('resumes after any seq with exactly the rest', async () => {
      const { room, close } = await conversation(door)
      for (let count = 1; count <= 8; count++) await say(ann, room, `message ${count}`)
      for (const after_seq of range(0, 10)) {
        const client = await door.connect(server, ann.token, room, { after_seq })
        if (after_seq < 10) await client.waitFor(({ seq }) => seq === 10)
        expect(seqs(client.messages)).toEqual(range(after_seq + 1, 10))
        await client.close()
      }
      await close()
    })

    it('receives nothing old without after_seq', async () => {
      const { room, close } = await conversation(door)
      await say(ann, room, 'before')
      const client = await door.connect(server, ann.token, room)
      await say(ann, room, 'after')
      await client.waitFor(({ message }) => message === 'after')
      expect(client.messages).toHaveLength(1)
      await Promise.all([client.close(), close()])
    })

    it('is told when after_seq lies beyond the log', async () => {
      const { room, close } = await conversation(door)
      const refused = await refusalOf(door.connect(server, ann.token, room, { after_seq: 3 }))
      expect(refused.code).toBe('seq_unknown')
      await close()
    })

    it('who has left receives nothing afterwards and cannot send', async () => {
      const { room, anns, bobs, close } = await conversation(door)
      await leave(bob, room)
      await say(ann, room, 'for those who stayed')
      await anns.waitFor(({ message }) => message === 'for those who stayed')
      if (door.live) expect((await bobs.closed).code).toBe(4403)
      else expect(await bobs.send(text('still here?'))).toMatchObject({ error: { code: 'not_a_member' } })
      await pause(300)
      expect(bobs.messages.filter(({ type }) => type === 'text')).toEqual([])
      expect(seqs(await logOf(ann, room))).toEqual(range(1, 4))
      await close()
    })
  })

  describe.concurrent('the door stays shut for', () => {
    it('somebody who has not entered', async () => {
      const room = await roomWith(ann)
      const refused = await refusalOf(door.connect(server, eve.token, room, { after_seq: 0 }))
      expect(refused.code).toBe('not_a_member')
    })

    it('a room that does not exist', async () => {
      expect((await refusalOf(door.connect(server, ann.token, unique('nowhere')))).code).toBe(
        'chatroom_not_found',
      )
    })

    it('a token that is not one', async () => {
      const room = await roomWith(ann)
      for (const token of ['x', `${ann.token.slice(0, -4)}AAAA`, ann.refreshToken])
        expect((await refusalOf(door.connect(server, token, room))).code).toBe('unauthenticated')
    })
  })
})
