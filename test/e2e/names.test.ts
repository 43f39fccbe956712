// Chatroom names of all scripts, in every spelling of an address, through every door.
import { describe, expect, it } from 'vitest'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { crowd, logOf, roomWith, say, unique, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import type { Chatroom } from '../support/wire.js'

const server = await sharedServer()
const [ann, bob] = (await crowd(server, 2)) as [Person, Person]

const NAMES = {
  Arabic: 'غرفة_الدردشة',
  Chinese: '聊天室',
  'Devanagari with combining marks': 'हिन्दी',
  'Persian, which joins no letters at a seam': 'کتاب\u200Cخانه',
  'Sinhala with a joiner': 'ශ්\u200Dරී',
  'beyond the basic plane': '𠮷野家',
  'with dots, dashes and underscores': 'a.b-c_d.',
  'that looks like a number': '42',
  'that is a word of the addresses': 'messages',
  'that every object has': 'constructor',
}

/** Every byte percent-encoded, also those that need not be, in small letters. */
const everyByte = (name: string): string =>
  [...Buffer.from(name)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

describe.each(Object.entries(NAMES))('a name %s', (_, name) => {
  it('is one room through every door, however the address spells it', async () => {
    await roomWith(ann, [], { name })
    const spellings = [name, encodeURIComponent(name), everyByte(name)]
    const attempts = spellings.flatMap((segment) =>
      DOORS.map((door) => door.connect(server, ann.token, name, { segment })),
    )
    const clients = await Promise.all(attempts)
    for (const [index, client] of clients.entries()) {
      expect(client.ready.chatroom).toBe(name)
      const answer = await client.send({ type: 'text', message: `from ${index}` })
      expect(answer).toMatchObject({ ok: true, seq: index + 2 })
    }
    const said = clients.map((__, index) => `from ${index}`)
    for (const client of clients) {
      await client.waitFor(({ seq }) => seq === clients.length + 1)
      expect(client.messages.map(({ message }) => message)).toEqual(said)
      expect(client.messages.every(({ chatroom }) => chatroom === name)).toBe(true)
      await client.close()
    }
    expect(await logOf(ann, name)).toHaveLength(clients.length + 1)
  })
})

it('that begins with `direct.` is the server’s alone to give', async () => {
  const room = (name: string) => ann.api.post('/chatroom/create', { name, max_members: 5 })
  expectProblem(await room('direct.a'), 'validation_failed', 'name')
  expect((await room(unique('direct'))).status).toBe(201)
})

describe('a name in Unicode NFD', () => {
  it('is the same room as in NFC', async () => {
    const nfc = `${unique('caf')}\u00e9`
    const nfd = nfc.normalize('NFD')
    expect(nfd).not.toBe(nfc)
    expect(await roomWith(ann, [], { name: nfd })).toBe(nfd)
    expectProblem(await bob.api.post('/chatroom/create', { name: nfc, max_members: 5 }), 'chatroom_exists')
    expect((await ann.api.get<Chatroom>(at('/chatroom', nfd))).body.name).toBe(nfc)
    const clients = await Promise.all(
      [nfc, nfd].flatMap((name) => DOORS.map((door) => door.connect(server, ann.token, name))),
    )
    await say(ann, nfd, 'hello')
    for (const client of clients) {
      expect(client.ready.chatroom).toBe(nfc)
      expect(await client.waitFor(({ seq }) => seq === 2)).toMatchObject({ chatroom: nfc })
      await client.close()
    }
  })
})

describe.each(LIVE_DOORS)('an address that names no possible room, through $name', (door) => {
  it.each(['%', '%ff', '%zz', 'a%20b', '.hidden', '%00', 'x'.repeat(101), '💬', 'a%2Fb'])(
    '(%s) is refused',
    async (segment) => {
      const refusal = await door.connect(server, ann.token, 'x', { segment }).catch((error: unknown) => error)
      expect(refusal).toMatchObject({
        code: expect.stringMatching(/^(validation_failed|chatroom_not_found)$/) as string,
      })
    },
  )
})
