// Whoever has a direct chat with somebody is told whether they are there, without asking.
import { describe, expect, it } from 'vitest'
import { LIVE_DOORS } from '../support/doors.js'
import { pause } from '../support/inbox.js'
import { crowd, directWith, must, roomWith, say, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { lastOf, sees, WATCHING_DOORS, type WatchingDoor, type WatchingInbox } from '../support/watchers.js'
import { FrameSocket, websocketDoor } from '../support/websocket.door.js'
import { sharedNodes } from '../support/server.js'
import type { Server } from '../support/server.js'

const [here, there] = await sharedNodes()

const people = async (count: number) => (await crowd(here, count)) as [Person, Person, Person]

async function synced(door: WatchingDoor, server: Server, person: Person): Promise<WatchingInbox> {
  const inbox = await door.connect(server, person)
  inbox.send('sync', {})
  await inbox.others.waitFor(({ type }) => type === 'synced')
  return inbox
}

describe.concurrent.each(WATCHING_DOORS)('an inbox by $name', (door) => {
  it('is told of those with whom its user has a direct chat: at once, and when it changes', async () => {
    const [ann, ben, carl] = await people(3)
    await directWith(ann, ben)
    await directWith(carl, ann)
    const bens = await synced(door, there, ben)
    const anns = await synced(door, here, ann)
    await sees(anns, ben, { online: true, last_seen: null })
    await sees(anns, carl, { online: false, last_seen: null })
    await sees(bens, ann, { online: true })
    await bens.close()
    expect((await sees(anns, ben, { online: false })).last_seen).not.toBeNull()
    await synced(door, here, ben)
    await sees(anns, ben, { online: true })
    expect(anns.told.items.map(({ user }) => user.id)).not.toContain(ann.user.id)
  })

  it('is told of a direct chat that is opened later, whoever opens it; not of those who are only in a room with them', async () => {
    const [ann, ben, carl] = await people(3)
    await roomWith(ann, [carl])
    const [anns, bens] = [await synced(door, here, ann), await synced(door, there, ben)]
    const carls = await synced(door, here, carl)
    await directWith(ben, ann)
    await sees(anns, ben, { online: true })
    await sees(bens, ann, { online: true })
    expect([lastOf(anns, carl), lastOf(carls, ann)]).toEqual([undefined, undefined])
  })

  it('goes on being told, whomever else it watches', async () => {
    const [ann, ben, carl] = await people(3)
    await directWith(ann, ben)
    await roomWith(ann, [carl])
    const anns = await synced(door, here, ann)
    await sees(anns, ben, { online: false })
    anns.send('watch', { users: [ben.user.username, carl.user.username] })
    await sees(anns, carl, { online: false })
    anns.send('watch', { users: [] })
    const bens = await synced(door, there, ben)
    await sees(anns, ben, { online: true })
    const carls = await synced(door, there, carl)
    await bens.close()
    await sees(anns, ben, { online: false })
    expect(lastOf(anns, carl)).toMatchObject({ online: false })
    await carls.close()
  })

  it('is told nothing before it has synced', async () => {
    const [ann, ben] = await people(2)
    await directWith(ann, ben)
    const inbox = await door.connect(here, ann)
    await synced(door, here, ben)
    inbox.send('sync', {})
    await inbox.others.waitFor(({ type }) => type === 'synced')
    await sees(inbox, ben, { online: true })
    expect(inbox.told.items).toHaveLength(1)
  })

  it('of somebody who is blocked sees nobody there, and again when they are blocked no more', async () => {
    const [ann, ben] = await people(2)
    await directWith(ann, ben)
    const [anns, bens] = [await synced(door, here, ann), await synced(door, there, ben)]
    await sees(bens, ann, { online: true })
    const block = (method: string) =>
      ann.api.send({ method, path: at('/blocks', ben.user.username) }).then((answer) => must(answer, 204))
    await block('PUT')
    await sees(bens, ann, { online: false, last_seen: null })
    await sees(anns, ben, { online: true })
    await block('DELETE')
    await sees(bens, ann, { online: true })
  })
})

describe('a room’s socket in a direct chat', () => {
  it('is told of the other one, and of nobody else', async () => {
    const [ann, ben, carl] = await people(3)
    const { name } = await directWith(ann, ben)
    await directWith(ann, carl)
    const socket = new FrameSocket(here, at('/send-message', name), { token: ann.token })
    const told = (online: boolean) =>
      socket.frames.waitFor((frame) => frame.type === 'presence' && frame['online'] === online)
    expect(await told(false)).toMatchObject({ user: { id: ben.user.id } })
    const bens = await websocketDoor.connect(there, ben.token, name)
    expect(await told(true)).toMatchObject({ user: { id: ben.user.id }, last_seen: null })
    const presences = socket.frames.items.filter(({ type }) => type === 'presence')
    expect(presences.map(({ user }) => (user as Person['user']).id)).toEqual([ben.user.id, ben.user.id])
    await bens.close()
    await socket.close()
  })

  it.each(LIVE_DOORS)('of a group by $name is told of nobody', async (door) => {
    const [ann, ben] = await people(2)
    await directWith(ann, ben)
    const room = await roomWith(ann, [ben])
    const socket = new FrameSocket(here, at('/send-message', room), { token: ann.token })
    await socket.next('ready')
    const bens = await door.connect(there, ben.token, room)
    await say(ben, room, 'here')
    await socket.frames.waitFor(({ message }) => message === 'here')
    await pause(200)
    expect(socket.frames.items.filter(({ type }) => type === 'presence')).toEqual([])
    await bens.close()
    await socket.close()
  })
})
