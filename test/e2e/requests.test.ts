// Asking to be let in, where a room wants to be asked: the requests, and what owner and admins are told of them.
import { beforeAll, describe, expect, it } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import { startCluster } from '../support/cluster.js'
import {
  add,
  invite,
  makeAdmin,
  memberAt,
  personIn,
  rolesIn,
  settle,
  useInvite,
} from '../support/governing.js'
import { pause } from '../support/inbox.js'
import { crowd, lastOf, must, personOn, roomWith, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import type { RequestList } from '../support/wire.js'
import { FrameSocket } from '../support/websocket.door.js'

const cluster = await startCluster({ nodes: 2, env: { MAX_JOIN_REQUESTS: '3' } })
const [here, there] = [cluster.nodes[0]!, cluster.nodes[1]!]

const four = async () => (await crowd(here, 4)) as [Person, Person, Person, Person]
const ask = (who: Person, room: string) => who.api.post(at('/enter-chatroom', room))
const requestsOf = async (by: Person, room: string, query = {}) =>
  must(await by.api.get<RequestList>(at('/chatroom', room, '/requests'), query), 200)

async function askedRoom(owner: Person, others: Person[] = []): Promise<string> {
  const room = await roomWith(owner, others)
  await settle(owner, room, { join: 'approval' })
  return room
}

describe.concurrent('a room that wants to be asked', () => {
  it('lets in who is added, and writes into the log by whom', async () => {
    const [ann, ben, carl, dora] = await four()
    const room = await askedRoom(ann, [ben])
    for (const who of [carl, dora, carl])
      expect(must(await ask(who, room), 202)).toEqual({ status: 'requested' })
    expectProblem(await carl.api.get(at('/chatroom', room, '/messages')), 'not_a_member')
    const first = await requestsOf(ann, room, { limit: 1 })
    const second = await requestsOf(ann, room, { limit: 1, cursor: first.next_cursor! })
    expect([first, second].flatMap(({ requests }) => requests.map(({ user }) => user))).toEqual([
      dora.user,
      carl.user,
    ])
    expect(second.next_cursor).toBeNull()
    expect((await add(ann, room, dora)).status).toBe(201)
    expect(await lastOf(dora, room)).toMatchObject({
      type: 'joined',
      sender: personIn(dora),
      by: personIn(ann),
    })
    expect((await requestsOf(ann, room)).requests.map(({ user }) => user)).toEqual([carl.user])
  })

  it('lets in who has blocked whoever does so: they have asked', async () => {
    const [ann, , carl] = await four()
    const room = await askedRoom(ann)
    must(await carl.api.put(`/blocks/${ann.user.username}`), 204)
    expectProblem(await add(ann, room, carl), 'forbidden')
    must(await ask(carl, room), 202)
    must(await add(ann, room, carl), 201)
  })

  it('refuses, and can be asked again', async () => {
    const [ann, ben, carl] = await four()
    const room = await askedRoom(ann, [ben])
    must(await ask(carl, room), 202)
    expectProblem(await ben.api.get(at('/chatroom', room, '/requests')), 'forbidden')
    expectProblem(await ben.api.delete(memberAt(room, carl, 'requests')), 'forbidden')
    must(await ann.api.delete(memberAt(room, carl, 'requests')), 204)
    expectProblem(await ann.api.delete(memberAt(room, carl, 'requests')), 'user_not_found')
    expect((await requestsOf(ann, room)).requests).toEqual([])
    must(await ask(carl, room), 202)
  })

  it('is asked no more by whoever takes their request back, and by nobody else', async () => {
    const [ann, ben, carl, dora] = await four()
    const room = await askedRoom(ann, [ben])
    for (const who of [carl, dora]) must(await ask(who, room), 202)
    expectProblem(await carl.api.delete(memberAt(room, dora, 'requests')), 'forbidden')
    const capitals = at('/chatroom', room, `/requests/${carl.user.username.toUpperCase()}`)
    must(await carl.api.delete(capitals), 204)
    for (const who of [ann, ben, carl]) {
      const { detail } = expectProblem(
        await who.api.delete(memberAt(room, who, 'requests')),
        'user_not_found',
      )
      expect(detail).toBe('Nobody of this name has asked to come in.')
    }
    expect((await requestsOf(ann, room)).requests.map(({ user }) => user)).toEqual([dora.user])
    must(await ask(carl, room), 202)
    await settle(ann, room, { visibility: 'private' })
    expectProblem(await carl.api.delete(memberAt(room, carl, 'requests')), 'chatroom_not_found')
  })

  it('is entered by an invite without asking, and without being asked when it is open again', async () => {
    const [ann, ben, carl] = await four()
    const room = await askedRoom(ann)
    for (const who of [ben, carl]) must(await ask(who, room), 202)
    must(await useInvite(ben, (await invite(ann, room)).code), 200)
    await settle(ann, room, { join: 'open' })
    must(await ask(carl, room), 200)
    expect((await requestsOf(ann, room)).requests).toEqual([])
    expect(await rolesIn(ann, room)).toHaveLength(3)
  })

  it('has no more who wait than MAX_JOIN_REQUESTS', async () => {
    const [ann, ...others] = (await crowd(here, 6)) as [Person, ...Person[]]
    const room = await askedRoom(ann)
    const answers = await Promise.all(others.map((who) => ask(who, room)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 202, 202, 429, 429])
    expect(answers.find(({ status }) => status === 429)!.headers.get('retry-after')).toBe('60')
  })
})

describe('owner and admins', () => {
  let [ann, ben, carl, dora]: Person[] = []
  let room: string
  beforeAll(async () => {
    ;[ann, ben, carl, dora] = (await crowd(here, 4)) as [Person, Person, Person, Person]
    room = await askedRoom(ann!, [ben!, carl!])
    await makeAdmin(ann!, room, ben!)
  })

  it('are told of each request, and that it is settled, on every node and through every door; others are not', async () => {
    const inboxes = await Promise.all(
      [ann!, ben!, carl!].map((who, index) => BareInbox.open([here, there][index % 2]!, who, 'websocket')),
    )
    for (const inbox of inboxes) await inbox.ask('sync', {})
    const sockets = await Promise.all(
      [ann!, ben!, carl!].map(async ({ token }) => {
        const socket = new FrameSocket(there, `/send-message/${room}`, { token })
        await socket.next('ready')
        return socket.frames
      }),
    )
    const all = [...inboxes.map(({ frames }) => frames), ...sockets]
    const told = [all[0]!, all[1]!, all[3]!, all[4]!]
    const frame = { type: 'requests', chatroom: room, user: personIn(dora!) }
    must(await ask(personOn(there, dora!), room), 202)
    for (const frames of told)
      expect(await frames.waitFor(({ type }) => type === 'requests')).toEqual({
        ...frame,
        waiting: true,
        pending: 1,
      })
    must(await ann!.api.delete(memberAt(room, dora!, 'requests')), 204)
    const settled = { ...frame, waiting: false, pending: 0 }
    const isSettled = ({ type, pending }: { type: string; pending?: unknown }) =>
      type === 'requests' && pending === 0
    for (const frames of told) expect(await frames.waitFor(isSettled)).toEqual(settled)
    const before = told.map((frames) => frames.items.length)
    must(await ask(dora!, room), 202)
    must(await personOn(there, dora!).api.delete(memberAt(room, dora!, 'requests')), 204)
    for (const [nth, frames] of told.entries()) {
      const isLater = (each: { type: string; pending?: unknown }) =>
        isSettled(each) && frames.items.indexOf(each as never) >= before[nth]!
      expect(await frames.waitFor(isLater)).toEqual(settled)
    }
    await pause(200)
    for (const frames of [all[2]!, all[5]!])
      expect(frames.items.filter(({ type }) => type === 'requests')).toEqual([])
  })
})
