// What clients write differently and mean alike: every door reads it the same, and refuses the same.
import { describe, expect, it } from 'vitest'
import { DOORS } from '../support/doors.js'
import { within } from '../support/inbox.js'
import { logOf, must, registered, roomWith, unique } from '../support/people.js'
import { tcp, untilClosed, upgrade } from '../support/raw-socket.js'
import { at, expectProblem } from '../support/rest.js'
import type { RoomClient } from '../support/room-client.js'
import { sharedServer } from '../support/server.js'
import { FrameSocket } from '../support/websocket.door.js'
import type { Attachment, Chatroom, Message, MessagePage, Problem } from '../support/wire.js'

const server = await sharedServer()
const ann = await registered(server)

const HEART = '❤️'
const BYTES = Buffer.from(Array.from({ length: 200 }, (_, index) => (index * 37 + 251) % 256))
const BASE64 = BYTES.toString('base64')
const file = { type: 'document', filename: 'a.bin', content: BASE64 }

const text = (message: string, client_id?: unknown) => ({ type: 'text', message, client_id })
/** Sends what is taken, though the OpenAPI document would have it written otherwise. */
const sendLoosely = (client: RoomClient, body: object) =>
  client.send(client.door === 'HTTP' ? Buffer.from(JSON.stringify(body)) : body)
const uploadNamed = (name: string) => {
  const form = new FormData()
  form.append('file', new File([BYTES], name))
  return ann.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form })
}

describe.each(DOORS)('through $name', (door) => {
  it('null for an optional field is the same as leaving it out', async () => {
    const room = await roomWith(ann)
    const client = await door.connect(server, ann.token, room)
    const nulls = { client_id: null, log: null }
    const { id } = must(await uploadNamed('b.bin'), 201)
    for (const body of [
      { ...text('hello'), ...nulls },
      { type: 'attachment', attachment: { ...file, id: null }, message: null, ...nulls },
      { type: 'attachment', attachment: { id, type: null, filename: null, content: null }, ...nulls },
      { ...text('other kinds have fields, too'), attachment: null, poll: null, ...nulls },
    ])
      expect(await sendLoosely(client, body)).toMatchObject({ ok: true, client_id: null, duplicate: false })
    for (const [body, field] of [
      [text(null as never), 'message'],
      [{ type: null, message: 'x' }, 'type'],
      [{ type: 'attachment', attachment: null }, 'attachment'],
      [{ type: 'attachment', attachment: { ...file, content: null } }, 'attachment.content'],
    ] as const)
      expect(await client.send(body)).toMatchObject({ error: { errors: [{ field }] } })
    expect((await logOf(ann, room)).map(({ message }) => message ?? null)).toEqual([
      null,
      'hello',
      null,
      null,
      'other kinds have fields, too',
    ])
    await client.close()
  })

  it('base64 may be without padding, in the alphabet of addresses, or in lines', async () => {
    const client = await door.connect(server, ann.token, await roomWith(ann))
    const first = await client.send({ type: 'attachment', attachment: file, client_id: 'same' })
    const inLines = (whole: string, end: string) => whole.replace(/.{76}/g, (line) => line + end)
    for (const content of [
      BASE64.replace(/=+$/, ''),
      BYTES.toString('base64url'),
      `${BYTES.toString('base64url')}=`,
      inLines(BASE64, '\r\n'),
      `${inLines(BASE64, '\n')}\n`,
      inLines(BYTES.toString('base64url'), '\n'),
    ])
      expect(
        await sendLoosely(client, {
          type: 'attachment',
          attachment: { ...file, content },
          client_id: 'same',
        }),
      ).toEqual({ ...first, duplicate: true })
    for (const content of [
      'AAAAA',
      'AAA=A',
      'AA+A_AAA',
      'A===',
      '====',
      ' \r\n',
      'AAAA!AAA',
      'AAA=\r\n=',
      'ÄAAA',
    ])
      expect([content, await client.send({ type: 'attachment', attachment: { ...file, content } })]).toEqual([
        content,
        {
          ok: false,
          error: expect.objectContaining({
            code: 'validation_failed',
            errors: [
              {
                field: 'attachment.content',
                message: expect.stringContaining('must be base64 (') as string,
              },
            ],
          }) as object,
        },
      ])
    const content = `data:image/png;base64,${BASE64}`
    expect(await client.send({ type: 'attachment', attachment: { ...file, content } })).toMatchObject({
      error: {
        errors: [{ field: 'attachment.content', message: expect.stringContaining('"data:') as string }],
      },
    })
    await client.close()
  })

  it('a long filename is shortened as in an upload, whatever it is', async () => {
    const room = await roomWith(ann)
    const client = await door.connect(server, ann.token, room)
    for (const filename of [
      `${'n'.repeat(300)}.tar`,
      `C:\\${'d'.repeat(300)}\\photo.jpg`,
      HEART.repeat(200),
    ]) {
      expect(await client.send({ type: 'attachment', attachment: { ...file, filename } })).toMatchObject({
        ok: true,
      })
      const kept = (await logOf(ann, room)).at(-1)!.attachment!.filename
      expect(kept).toBe(must(await uploadNamed(filename), 201).filename)
      expect(Array.from(kept).length).toBeLessThanOrEqual(255)
    }
    await client.close()
  })

  it('characters are code points: what is counted is what is answered', async () => {
    const room = await roomWith(ann)
    const client = await door.connect(server, ann.token, room)
    const most = HEART.repeat(32)
    expect(await client.send(text(HEART.repeat(2048), most))).toMatchObject({ ok: true, client_id: most })
    expect((await logOf(ann, room)).at(-1)).toMatchObject({ client_id: most })
    for (const [body, field] of [
      [text('x', `${most}x`), 'client_id'],
      [text('x', `x${'\ufe0f'.repeat(64)}`), 'client_id'],
      [text(`${HEART.repeat(2048)}x`, 'mine'), 'message'],
      [text(`x${'\ufe0f'.repeat(4096)}`), 'message'],
    ] as const)
      expect(await client.send(body)).toMatchObject({ ok: false, error: { errors: [{ field }] } })
    await client.close()
  })

  it('a slash at the end of the address makes no difference', async () => {
    const room = await roomWith(ann)
    const segment = `${encodeURIComponent(room)}/`
    const [with_, without] = await Promise.all([
      door.connect(server, ann.token, room, { ...(door.live && { segment }) }),
      door.connect(server, ann.token, room),
    ])
    expect(await with_.send(text('hello'))).toMatchObject({ ok: true, seq: 2 })
    await without.waitFor(({ message }) => message === 'hello')
    const headers = { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' }
    const request = { method: 'POST', headers, body: JSON.stringify(text('hello again')) }
    expect((await fetch(`${server.url}/send-message/${segment}`, request)).status).toBe(201)
    expect(await with_.waitFor(({ seq }) => seq === 3)).toMatchObject({ chatroom: room })
    await Promise.all([with_.close(), without.close()])
  })
})

describe('over HTTP', () => {
  const post = (type: string, body: string | Uint8Array<ArrayBuffer>, room: string) =>
    ann.api.send<Message & Problem>({
      method: 'POST',
      path: at('/send-message', room),
      headers: { 'content-type': type },
      body,
    })
  const body = JSON.stringify(text('Zoë'))

  it.each([
    'application/json;charset=utf8',
    'application/json; charset=UTF8',
    'application/json; charset="utf-8"',
    'application/json; Charset=Utf-8',
    'application/json ; charset=utf8',
    "application/json; charset='utf-8'",
    'application/json; charset=',
    'application/vnd.api+json; charset=unicode-1-1-utf-8',
  ])('%s is UTF-8', async (type) => {
    const room = await roomWith(ann)
    expect(must(await post(type, body, room), 201).message).toBe('Zoë')
  })

  it.each(['iso-8859-1', 'utf-16', 'windows-1252', 'utf-7', 'x', 'utf-8x'])(
    'a charset of %s is said not to be',
    async (charset) => {
      const answer = await post(`application/json; charset=${charset}`, body, await roomWith(ann))
      expect(expectProblem(answer, 'unsupported_media_type').detail).toContain('UTF-8')
    },
  )

  it('a byte order mark before a body is skipped', async () => {
    const answer = await post('application/json', `\ufeff${body}`, await roomWith(ann))
    expect(must(answer, 201).message).toBe('Zoë')
  })

  it('null in the bodies of all routes is the same as nothing', async () => {
    const name = unique('room')
    must(await ann.api.post('/chatroom/create', { name, max_members: 5, description: null }), 201)
    const changes = { description: null, max_members: 7 }
    expect(must(await ann.api.patch<Chatroom>(at('/chatroom', name), changes), 200)).toMatchObject({
      description: '',
      max_members: 7,
    })
    must(await ann.api.patch(at('/chatroom', name), { description: 'x', max_members: null }), 200)
    expectProblem(
      await ann.api.post('/chatroom/create', { name: null, max_members: 5 }),
      'validation_failed',
      'name',
    )
  })

  it.each(['limit', 'after_seq', 'before_seq', 'log'])(
    '%s that is empty was not given, and twice is refused',
    async (name) => {
      const path = at('/chatroom', await roomWith(ann), '/messages')
      const get = (query: string) => ann.api.send<MessagePage>({ method: 'GET', path: `${path}?${query}` })
      expect(must(await get(`${name}=`), 200).messages).toHaveLength(1)
      const problem = expectProblem(await get(`${name}=1&${name}=1`), 'validation_failed', name)
      expect(problem.detail).toContain('once')
    },
  )

  it.each(['1.5', '-1', '1e1', '0x1', '+1', '101', ' 1', '0'])(
    'a limit of %s is told what fits',
    async (limit) => {
      const problem = expectProblem(
        await ann.api.get('/list-chatroom', { limit }),
        'validation_failed',
        'limit',
      )
      expect(problem.detail).toBe('limit must be a whole number from 1 to 100, in digits.')
    },
  )
})

describe('over a plain WebSocket', () => {
  const open = (room: string, query = '', headers = {}) =>
    new FrameSocket(server, at('/send-message', room, query), { token: ann.token, headers })

  it('a byte order mark before a frame is skipped', async () => {
    const socket = open(await roomWith(ann))
    await socket.next('ready')
    socket.send(`\ufeff${JSON.stringify(text('hello'))}`)
    expect(await socket.next('ack')).toMatchObject({ seq: 2 })
    await socket.close()
  })

  it('what is empty in the address was not given, and what is there twice is refused', async () => {
    const room = await roomWith(ann)
    const socket = open(room, '?after_seq=&log=')
    await socket.next('ready')
    await socket.close()
    for (const [query, field] of [
      ['?after_seq=0&after_seq=0', 'after_seq'],
      ['?log=12345678&log=12345678', 'log'],
    ] as const) {
      const refused = open(room, query)
      expect(await refused.next('error')).toMatchObject({ code: 'validation_failed', errors: [{ field }] })
    }
  })

  it('the auth frame may say where to resume, where the address does not', async () => {
    const room = await roomWith(ann)
    for (const word of ['one', 'two']) must(await ann.api.post(at('/send-message', room), text(word)), 201)
    const { log } = must(await ann.api.get<MessagePage>(at('/chatroom', room, '/messages')), 200)
    const resumed = async (query: string, frame: object) => {
      const socket = new FrameSocket(server, at('/send-message', room, query))
      await socket.opened
      socket.send({ type: 'auth', token: ann.token, ...frame })
      await socket.frames.waitFor(({ type, seq }) => seq === 3 || type === 'error')
      const [first] = socket.frames.items.filter(({ type }) => type !== 'ready')
      socket.socket.terminate()
      return first?.seq ?? first?.code
    }
    expect(await resumed('', { after_seq: 1, log })).toBe(2)
    expect(await resumed('?after_seq=2', { after_seq: 1 })).toBe(3)
    expect(await resumed('?after_seq=', { after_seq: 2 })).toBe(3)
    expect(await resumed('', { after_seq: 9 })).toBe('seq_unknown')
    expect(await resumed('', { after_seq: 1, log: 'another log' })).toBe('seq_unknown')
    expect(await resumed('', { after_seq: -1 })).toBe('validation_failed')
  })

  it('no subprotocol is taken, whatever is offered', async () => {
    const room = await roomWith(ann)
    const authorization = `Authorization: Bearer ${ann.token}\r\n`
    const offer = `${authorization}Sec-WebSocket-Protocol: chat, graphql-ws\r\n`
    const socket = tcp(server)
    const head = new Promise<string>((resolve) => socket.once('data', (part) => resolve(part.toString())))
    socket.write(upgrade(at('/send-message', room), offer))
    expect(await within(5000, 'the answer', head)).toMatch(/^HTTP\/1\.1 101 (?![^]*sec-websocket-protocol)/i)
    socket.destroy()
  })
})

describe('an address with raw UTF-8 in it', () => {
  it.each([
    ['of a WebSocket', upgrade('/send-message/кафе')],
    ['of a request', 'GET /chatroom/кафе HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['in a query', 'GET /list-chatroom?q=кафе HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('%s is refused with a reason', async (_, request) => {
    const socket = tcp(server)
    socket.write(request)
    const [head, problem] = (await untilClosed(socket)).toString().split('\r\n\r\n') as [string, string]
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/)
    expect(JSON.parse(problem)).toMatchObject({
      status: 400,
      code: 'validation_failed',
      detail: expect.stringContaining('percent-encoded') as string,
      request_id: expect.any(String) as string,
    })
  })
})
