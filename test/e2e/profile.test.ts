// What one says of oneself, and who may see what of one.
import { expect, it } from 'vitest'
import { crowd, entryAt, must, personOn, registered, roomWith, say, type Person } from '../support/people.js'
import { LIVE_DOORS } from '../support/doors.js'
import { expectProblem } from '../support/rest.js'
import { sharedNodes } from '../support/server.js'
import type { Me } from '../support/wire.js'

const nodes = await sharedNodes()
const [here, there] = nodes
const DEFAULTS = { last_seen: 'shared_rooms', read_receipts: true, direct: 'everyone' }

const meOf = async ({ api }: Person): Promise<Me> => must(await api.get<Me>('/auth/me'), 200)
const change = async ({ api }: Person, body: object): Promise<Me> =>
  must(await api.patch<Me>('/auth/me', body), 200)

it('is shown to oneself, with defaults', async () => {
  const ann = await registered(here)
  expect(await meOf(ann)).toEqual({ ...ann.user, about: '', privacy: DEFAULTS })
})

it('is changed field by field, and is so on every node', async () => {
  const ann = await registered(here)
  expect(await change(ann, {})).toEqual({ ...ann.user, about: '', privacy: DEFAULTS })
  const renamed = { ...ann.user, display_name: 'Ann Other', about: '' }
  expect(await change(ann, { display_name: ' Ann Other ' })).toEqual({ ...renamed, privacy: DEFAULTS })
  expect(await change(ann, { privacy: { last_seen: 'nobody' } })).toEqual({
    ...{ ...renamed, privacy: { ...DEFAULTS, last_seen: 'nobody' } },
  })
  const privacy = { read_receipts: false, direct: 'shared_rooms', last_seen: null }
  await change(ann, { privacy, display_name: null, about: null })
  const about = 'At lunch\nuntil two'
  expect(await change(ann, { about })).toMatchObject({ display_name: 'Ann Other', about })
  expect(await meOf(personOn(there, ann))).toEqual({
    ...{ ...renamed, about, privacy: { last_seen: 'nobody', read_receipts: false, direct: 'shared_rooms' } },
  })
})

it.each([
  { display_name: '' },
  { display_name: '\u200b' },
  { display_name: 'x'.repeat(101) },
  { about: 'x'.repeat(301) },
  { about: 'a\u202eb' },
  { avatar: 7 },
  { avatar: '' },
  { privacy: 'nobody' },
  { privacy: [] },
  { privacy: [{ last_seen: 'nobody' }] },
  { privacy: { last_seen: 'friends' } },
  { privacy: { read_receipts: 'no' } },
  { privacy: { more: true } },
  { username: 'other' },
])('is refused as %j', async (body) => {
  expectProblem(await (await registered(here)).api.patch('/auth/me', body), 'validation_failed')
})

it.each(LIVE_DOORS)(
  'whoever is connected by $name speaks under their new name, as the log has it',
  async (door) => {
    const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
    const room = await roomWith(ann, [ben])
    const [speaker, elsewhere, listener] = await Promise.all([
      door.connect(here, ann.token, room),
      door.connect(there, ann.token, room),
      door.connect(here, ben.token, room),
    ])
    await change(ann, { display_name: 'Another' })
    await say(ann, room, 'over HTTP')
    await speaker.send({ type: 'text', message: 'over the socket' })
    for (const text of ['over HTTP', 'over the socket']) {
      const heard = await listener.waitFor(({ message }) => message === text)
      expect(heard.sender.display_name).toBe('Another')
      expect(await entryAt(ben, room, heard.seq)).toEqual(heard)
    }
    let nth = 0
    await expect
      .poll(async () => {
        const text = `elsewhere ${nth++}`
        await elsewhere.send({ type: 'text', message: text })
        return (await elsewhere.waitFor(({ message }) => message === text)).sender.display_name
      })
      .toBe('Another')
    await Promise.all([speaker, elsewhere, listener].map((client) => client.close()))
  },
)
