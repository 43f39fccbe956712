// What owner and admins do holds on every node, and live connections follow it: told of, cut, or silenced.
import { describe, expect, it } from 'vitest'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { add, ban, change, makeAdmin, personIn, remove, settle } from '../support/governing.js'
import { INBOX_DOORS, story, type InboxClient } from '../support/inbox.doors.js'
import { pause } from '../support/inbox.js'
import { crowd, must, personOn, roomWith, say, type Person } from '../support/people.js'
import { sharedNodes } from '../support/server.js'
import { TYPING_DOORS } from '../support/typing.js'

const [one, two] = await sharedNodes()

const three = async () => (await crowd(one, 3)) as [Person, Person, Person]
const FAR = '2099-01-01T00:00:00.000Z'

const until = (inbox: InboxClient, room: string, count: number) =>
  inbox.frames.waitFor(() => story(inbox, room).length >= count)

describe.concurrent.each(INBOX_DOORS)('an inbox over $name', ({ connect }) => {
  it('has the room of whoever is added, until they are removed or banned, on whatever node', async () => {
    const [ann, ben] = await three()
    const annThere = personOn(two, ann)
    const room = await roomWith(annThere)
    const inbox = await connect(one, ben.token)
    await inbox.ask('sync', {})
    must(await add(annThere, room, ben), 201)
    await until(inbox, room, 1)
    const { seq } = await say(annThere, room, 'hello')
    must(await remove(annThere, room, ben), 204)
    await until(inbox, room, 4)
    await say(annThere, room, 'not for him')
    must(await add(annThere, room, ben), 201)
    await until(inbox, room, 5)
    must(await ban(annThere, room, ben), 204)
    await until(inbox, room, 7)
    const told = ['room', seq, seq + 1, 'gone: not_a_member', 'room', seq + 4, 'gone: banned']
    expect(story(inbox, room)).toEqual(told)
    const again = await connect(one, ben.token)
    await again.ask('sync', { after: { [room]: seq } })
    expect(story(again, room)).toEqual(['gone: banned'])
    await Promise.all([inbox.close(), again.close()])
  })
})

describe.concurrent.each(LIVE_DOORS)('a connection over $name', (door) => {
  it.each([
    ['removed', remove, 'You were removed from this chatroom.'],
    ['banned', ban, 'You are banned from this chatroom.'],
  ])('is cut on every node when its user is %s, and gets nothing after that', async (_, take, words) => {
    const [ann, ben] = await three()
    const room = await roomWith(ann, [ben])
    const clients = await Promise.all([one, two].map((node) => door.connect(node, ben.token, room)))
    const { seq } = await say(ann, room, 'before')
    await Promise.all(clients.map((client) => client.waitFor((entry) => entry.seq === seq)))
    must(await take(personOn(two, ann), room, ben), 204)
    await say(ann, room, 'after')
    for (const { closed } of clients) expect(await closed).toEqual({ code: 4403, detail: words })
    for (const { messages } of clients) expect(messages.at(-1)!.seq).toBe(seq)
  })
})

describe.concurrent('from the answer on', () => {
  it.each(DOORS)('whoever is silenced can say nothing over $name, on whatever node', async (door) => {
    const [ann, ben] = await three()
    const room = await roomWith(ann, [ben])
    const clients = await Promise.all([one, two].map((node) => door.connect(node, ben.token, room)))
    for (const muted_until of [FAR, null, FAR]) {
      must(await change(ann, room, ben, { muted_until }), 200)
      for (const client of clients) {
        const answer = await client.send({ type: 'text', message: 'x' })
        expect(answer.ok ? 'said' : answer.error.code).toBe(muted_until ? 'muted' : 'said')
      }
    }
    await Promise.all(clients.map((client) => client.close()))
  })

  it.each(DOORS)('a member’s new role counts over $name, on whatever node', async (door) => {
    const [ann, ben] = await three()
    const room = await roomWith(ann, [ben])
    await settle(ann, room, { who_can_send: 'admins' })
    const client = await door.connect(two, ben.token, room)
    expect(await client.send({ type: 'text', message: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    })
    await makeAdmin(ann, room, ben)
    expect(await client.send({ type: 'text', message: 'x' })).toMatchObject({ ok: true })
    must(await change(ann, room, ben, { role: 'member' }), 200)
    expect(await client.send({ type: 'text', message: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    })
    await client.close()
  })
})

describe.concurrent.each(TYPING_DOORS)('typing over $name', (door) => {
  it('of who may say nothing is told to nobody', async () => {
    const [ann, ben, carl] = await three()
    const room = await roomWith(ann, [ben, carl])
    const [bens, carls, near, far] = await Promise.all([
      door.connect(one, ben, room),
      door.connect(one, carl, room),
      door.connect(one, ann, room),
      door.connect(two, ann, room),
    ])
    const told = [near, far].map(
      ({ told: { items } }) =>
        () =>
          items.filter(({ type }) => type === 'typing').map(({ user, active }) => [user, active]),
    )
    await bens.type({ active: true })
    for (const each of [near, far]) await each.told.waitFor(({ type }) => type === 'typing')
    // He is cut short by it, and told of no more.
    must(await change(ann, room, ben, { muted_until: FAR }), 200)
    for (const each of [near, far])
      await each.told.waitFor(({ type, active }) => type === 'typing' && active === false)
    await bens.type({ active: true })
    await settle(ann, room, { who_can_send: 'admins' })
    for (const each of [near, far, carls]) await each.told.waitFor(({ type }) => type === 'room')
    await carls.type({ active: true })
    await pause(300)
    for (const each of told)
      expect(each()).toEqual([
        [personIn(ben), true],
        [personIn(ben), false],
      ])
    expect([bens, carls].flatMap(({ refusals }) => refusals())).toEqual([])
    await Promise.all([bens, carls, near, far].map((each) => each.close()))
  })
})
