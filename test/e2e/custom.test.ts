// JSON of an app's own: whatever it is, everybody gets what was sent.
import { expect, it } from 'vitest'
import { DOORS } from '../support/doors.js'
import { crowd, logOf, must, roomWith, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import type { Message } from '../support/wire.js'

const server = await sharedServer()
const [ann, bob] = (await crowd(server, 2)) as [Person, Person]
const room = await roomWith(ann, [bob])

const CONTENTS = [
  '"an encrypted body"',
  '0',
  'false',
  '[]',
  '[null,[null]]',
  '{"a":null,"b":{"c":[{"d":null}]}}',
  '{"__proto__":{"admin":true},"constructor":{"prototype":1},"toJSON":"x"}',
  '{"_placeholder":true,"num":0}',
  '{"type":"text","seq":1,"chatroom":"another","sender":null}',
  '{"1":1,"ключ":"значение","":"😀"}',
  '[1e-7,1.5,-9007199254740991,9007199254740991,1e21,-1e300]',
]

it.each(DOORS.map((door) => [door.name, door] as const))(
  'comes back as it was, through %s',
  async (_, door) => {
    const client = await door.connect(server, ann.token, room)
    const listener = await door.connect(server, bob.token, room)
    for (const text of CONTENTS) {
      const content = JSON.parse(text) as unknown
      const metadata = { content }
      const answer = await client.send({ type: 'custom', content, metadata })
      expect(answer, text).toMatchObject({ ok: true })
      const { seq } = answer as { seq: number }
      const live = await listener.waitFor((each) => each.seq === seq)
      const stored = (await logOf(bob, room)).find((each) => each.seq === seq)
      for (const entry of [live, stored] as unknown as { content: unknown; metadata: unknown }[]) {
        // The database orders the names of an object as it likes.
        expect(sorted(entry.content)).toBe(sorted(content))
        expect(sorted(entry.metadata)).toBe(sorted(metadata))
      }
      expect(stored).toMatchObject({ type: 'custom', seq, chatroom: room, sender: { id: ann.user.id } })
    }
    await Promise.all([client.close(), listener.close()])
  },
)

it('is forwarded with what it is, and without what its sender kept with it', async () => {
  const elsewhere = await roomWith(ann)
  const said = { type: 'custom', content: { a: [null] }, message: 'words', metadata: { mine: 1 } }
  const { seq } = must(await ann.api.post<Message>(at('/send-message', room), said), 201)
  const body = { type: 'forward', forward: { chatroom: room, seq }, metadata: { new: 1 } }
  const entry = must(await ann.api.post<Message>(at('/send-message', elsewhere), body), 201)
  expect(entry).toMatchObject({ ...said, metadata: { new: 1 }, forwarded: true })
})

/** As text, with the names of objects in one order. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}:${sorted(each)}`)
  return `{${fields.toSorted().join()}}`
}
