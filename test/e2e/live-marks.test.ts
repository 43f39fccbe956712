// Marks as they are told live: to whom, how often, and what is hidden; on two nodes.
import { describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { pause } from '../support/inbox.js'
import { mark, MARK_DOORS, marksOf } from '../support/marks.js'
import { crowd, must, personOn, registered, roomWith, say, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { startServer } from '../support/server.js'
import { FrameSocket } from '../support/websocket.door.js'

const { nodes } = await startCluster({ env: { RECEIPTS_MAX_MEMBERS: '3' } })
const [here, there] = nodes as [(typeof nodes)[0], (typeof nodes)[0]]
/** A second, in which nothing more is told of somebody, and some more. */
const OVER = 1300

const named = ({ user }: Person) => ({
  id: user.id,
  username: user.username,
  display_name: user.display_name,
})

async function roomOfTexts(owner: Person, others: Person[], texts: number): Promise<string> {
  const room = await roomWith(owner, others)
  for (let nth = 0; nth < texts; nth++) await say(owner, room, `${nth}`)
  return room
}

const hide = async (person: Person, read_receipts = false) =>
  must(await person.api.patch('/auth/me', { privacy: { read_receipts } }), 200)

describe.each(MARK_DOORS)('through $name', (door) => {
  it.each([
    ['on the same node', here],
    ['on another node', there],
  ])('others see a moved mark %s, and one’s own devices what is left', async (_, node) => {
    const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
    const room = await roomOfTexts(ann, [ben], 4)
    const [seen, device] = await Promise.all([door.connect(node, ann, room), door.connect(node, ben, room)])
    await mark(ben, room, { read: 4 })
    const frame = { type: 'marks', chatroom: room, user: named(ben), read: 4, delivered: 4 }
    expect(await seen.told.waitFor(() => true, 1000)).toEqual(frame)
    expect(await device.told.waitFor(() => true, 1000)).toEqual({
      ...frame,
      ...{ unread: 2, unread_mentions: 0, last_seq: 6 },
    })
    await mark(ben, room, { read: 3 })
    await pause(OVER)
    expect(seen.told.items).toHaveLength(1)
    await mark(ben, room, { unread_from: 4 })
    expect(await device.told.waitFor(({ read }) => read === 3)).toMatchObject({ delivered: 4, unread: 3 })
    await Promise.all([seen.close(), device.close()])
  })

  it('is told at once, and what follows within the second as one', async () => {
    const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
    const room = await roomOfTexts(ann, [ben], 20)
    const [near, far, client] = await Promise.all([
      door.connect(here, ann, room),
      door.connect(there, ann, room),
      door.connect(here, ben, room),
    ])
    for (let seq = 3; seq <= 22; seq++) expect(await client.mark({ read: seq })).toMatchObject({ ok: true })
    for (const { told } of [near, far]) await told.waitFor(({ read }) => read === 22, 3000)
    await pause(OVER)
    for (const { told } of [near, far]) {
      const reads = told.items.map(({ read }) => read!)
      expect(reads.length).toBeLessThanOrEqual(3)
      expect(reads).toEqual(reads.toSorted((a, b) => a - b))
      expect(reads.at(-1)).toBe(22)
    }
    // The first is told before the last is stored; how many are by then is the machine's affair.
    expect(near.told.items[0]!.read).toBeLessThan(22)
    await Promise.all([near.close(), far.close(), client.close()])
  })
})

const [door] = MARK_DOORS as [(typeof MARK_DOORS)[0]]

it('whoever hides what they have read is seen to have been reached, and no more, from the moment on', async () => {
  const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
  const room = await roomOfTexts(ann, [ben], 4)
  const clients = await Promise.all([here, there].map((node) => door.connect(node, ann, room)))
  const own = await door.connect(there, ben, room)
  await hide(ben)
  await mark(ben, room, { delivered: 4 })
  for (const { told } of clients) {
    const frame = await told.waitFor(({ delivered }) => delivered === 4)
    expect(frame).not.toHaveProperty('read')
  }
  await pause(OVER)
  // To who may not see it, this would tell nothing but that they have read.
  await mark(ben, room, { read: 4 })
  expect(await own.told.waitFor(({ read }) => read === 4)).toMatchObject({ unread: 2 })
  await pause(OVER)
  for (const { told } of clients) expect(told.items).toHaveLength(1)
  await hide(ben, true)
  await mark(ben, room, { read: 5 })
  for (const { told } of clients) await told.waitFor(({ read }) => read === 5)
  await Promise.all([...clients, own].map((client) => client.close()))
})

it('whoever hides it sees nobody’s, on whichever node they changed their mind', async () => {
  const [ann, ben, eve] = (await crowd(here, 3)) as [Person, Person, Person]
  const room = await roomOfTexts(ann, [ben, eve], 4)
  const clients = await Promise.all([here, there].map((node) => door.connect(node, ann, room)))
  const witness = await door.connect(there, eve, room)
  await hide(personOn(there, ann))
  // Both nodes know it once Ann's own mark has been told everywhere, or a moment later.
  await expect
    .poll(async () => {
      const before = clients.map(({ told }) => told.items.length)
      await mark(ben, room, { delivered: 3 + clients[0]!.told.items.length })
      await pause(OVER)
      return clients.every(({ told }, nth) =>
        told.items.slice(before[nth]).every((frame) => !('read' in frame)),
      )
    })
    .toBe(true)
  const before = clients.map(({ told }) => told.items.length)
  await mark(ben, room, { read: 3 })
  await witness.told.waitFor(({ read }) => read === 3)
  await pause(OVER)
  expect(clients.map(({ told }) => told.items.length)).toEqual(before)
  await Promise.all([...clients, witness].map((client) => client.close()))
})

it('in a room of too many members only one’s own devices are told', async () => {
  const people = await crowd(here, 4)
  const [ann, ben] = people as [Person, Person]
  const room = await roomOfTexts(ann, people.slice(1), 2)
  const others = await Promise.all([here, there].map((node) => door.connect(node, ann, room)))
  const own = await Promise.all([here, there].map((node) => door.connect(node, ben, room)))
  await mark(ben, room, { read: 5 })
  for (const { told } of own)
    expect(await told.waitFor(({ read }) => read === 5)).toMatchObject({ unread: 1 })
  await pause(OVER)
  for (const { told } of others) expect(told.items).toEqual([])
  await Promise.all([...others, ...own].map((client) => client.close()))
})

it('marks that were accepted are answered before the node goes, and stored', async () => {
  const server = await startServer()
  const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
  const room = await roomOfTexts(ann, [ben], 20)
  const socket = new FrameSocket(server, at('/send-message', room), { token: ben.token })
  await socket.next('ready')
  socket.sendTogether(Array.from({ length: 20 }, (_, nth) => ({ type: 'mark', read: 3 + nth })))
  await socket.next('marked')
  await server.stop()
  await socket.closed
  const answers = socket.frames.items.filter(({ type }) => type === 'marked' || type === 'error')
  expect(answers).toHaveLength(20)
  const again = await startServer({ databaseUrl: server.databaseUrl })
  const { read } = await marksOf(personOn(again, ben), room)
  for (const answer of answers) {
    if (answer.type === 'error') expect(answer.code).toBe('unavailable')
    else expect(read).toBeGreaterThanOrEqual(answer['read'] as number)
  }
})

it('nothing is told of who has left', async () => {
  const [ann, ben] = [await registered(here), await registered(here)]
  const room = await roomOfTexts(ann, [ben], 2)
  const seen = await door.connect(there, ann, room)
  const client = await door.connect(here, ben, room)
  must(await ben.api.post(at('/leave-chatroom', room)), 204)
  expect(await ben.api.put(at('/chatroom', room, '/marks'), { read: 3 })).toMatchObject({ status: 403 })
  await pause(300)
  expect(seen.told.items).toEqual([])
  await Promise.all([seen.close(), client.close().catch(() => undefined)])
})
