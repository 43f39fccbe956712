// Who is online is told to who watches them over the inbox, as far as both show themselves to each other.
import { beforeAll, describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { pause, range } from '../support/inbox.js'
import {
  crowd,
  enter,
  leave,
  must,
  personOn,
  registered,
  roomWith,
  unique,
  type Person,
} from '../support/people.js'
import { startServer } from '../support/server.js'
import { lastOf, sees, WATCHING_DOORS, type WatchingInbox } from '../support/watchers.js'
import { websocketDoor } from '../support/websocket.door.js'

const cluster = await startCluster({ nodes: 2 })
const [here, there] = [cluster.nodes[0]!, cluster.nodes[1]!]

type Audience = 'everyone' | 'shared_rooms' | 'nobody'

const AUDIENCES: Audience[] = ['everyone', 'shared_rooms', 'nobody']

async function show(person: Person, last_seen: Audience): Promise<void> {
  must(await person.api.patch('/auth/me', { privacy: { last_seen } }), 200)
}

/** Somebody who shows themselves to everyone. */
async function somebody(name = 'user'): Promise<Person> {
  const person = await registered(here, name)
  await show(person, 'everyone')
  return person
}

const personOf = ({ user: { id, username, display_name } }: Person) => ({ id, username, display_name })

const names = (people: Person[]) => people.map(({ user }) => user.username)

describe.concurrent.each(WATCHING_DOORS)('watching over $name', ({ connect }) => {
  let ann: Person
  beforeAll(async () => {
    ann = await somebody('ann')
  })

  /** An inbox of Ann that watches these people. */
  async function watching(people: Person[], server = here): Promise<WatchingInbox> {
    const inbox = await connect(server, ann)
    inbox.send('watch', { users: names(people) })
    for (const person of people) await sees(inbox, person, {})
    return inbox
  }

  it('is answered at once for each who is known, however their names are written, and for nobody else', async () => {
    const [ben, carl] = [await somebody('ben'), await somebody('carl')]
    const bens = await connect(there, ben)
    await sees(await watching([ben]), ben, { online: true })
    const inbox = await connect(here, ann)
    const users = [ben.user.username.toUpperCase(), ben.user.username, unique('nobody'), carl.user.username]
    inbox.send('watch', { users })
    await sees(inbox, carl, {})
    await pause(300)
    expect(inbox.told.items).toHaveLength(2)
    expect(inbox.told.items).toContainEqual({ user: personOf(ben), online: true, last_seen: null })
    expect(inbox.told.items).toContainEqual({ user: personOf(carl), online: false, last_seen: null })
    await bens.close()
  })

  it('tells who comes and goes, within 2 seconds here and 5 elsewhere, and when they went', async () => {
    const ben = await somebody('ben')
    const [near, far] = [await watching([ben]), await watching([ben], there)]
    const start = Date.now()
    const bens = await connect(here, ben)
    await Promise.all([sees(near, ben, { online: true }, 2000), sees(far, ben, { online: true }, 5000)])
    await bens.close()
    const closed = Date.now()
    const gone = await Promise.all([
      sees(near, ben, { online: false }, 2200),
      sees(far, ben, { online: false }, 5000),
    ])
    expect(gone[0]).toEqual(gone[1])
    const seen = Date.parse(gone[0].last_seen!)
    expect(seen).toBeGreaterThan(start - 500)
    expect(Math.abs(seen - closed)).toBeLessThan(1000)
    for (const { told } of [near, far])
      expect(told.items.map(({ online }) => online)).toEqual([false, true, false])
    // Whoever asks later is told the same.
    expect(lastOf(await watching([ben]), ben)).toEqual(gone[0])
  })

  it('tells nothing of who comes back within a second, to any node; a room’s address counts, too', async () => {
    const ben = await somebody('ben')
    const room = await roomWith(ben)
    let client = await websocketDoor.connect(here, ben.token, room)
    const both = [await watching([ben]), await watching([ben], there)]
    /** Goes and comes back, on each node. @returns the milliseconds of the longest absence */
    const comeBack = async () => {
      let longest = 0
      for (const server of [here, there, there, here]) {
        const left = performance.now()
        await client.close()
        await pause(300)
        client = await websocketDoor.connect(server, ben.token, room)
        longest = Math.max(longest, performance.now() - left)
      }
      return longest
    }
    let [longest, told]: [number, unknown[]] = [Infinity, []]
    // A machine that takes longer than the second has tried something else.
    for (let tries = 0; tries < 10 && longest > 900; tries++) {
      await Promise.all(both.map((inbox) => sees(inbox, ben, { online: true })))
      const before = both.map((inbox) => inbox.told.items.length)
      longest = await comeBack()
      await pause(2500)
      told = both.flatMap((inbox, nth) => inbox.told.items.slice(before[nth]).filter(({ online }) => !online))
    }
    expect(longest).toBeLessThan(900)
    expect(told).toEqual([])
    for (const inbox of both) expect(inbox.told.items.at(-1)).toMatchObject({ online: true })
    await client.close()
    await Promise.all(both.map((inbox) => sees(inbox, ben, { online: false })))
  })

  it('takes the place of what was watched before', async () => {
    const [ben, carl] = [await somebody('ben'), await somebody('carl')]
    const inbox = await watching([ben])
    inbox.send('watch', { users: names([carl]) })
    await sees(inbox, carl, { online: false })
    const before = inbox.told.items.length
    const [bens, carls] = [await connect(here, ben), await connect(here, carl)]
    await sees(inbox, carl, { online: true })
    expect(inbox.told.items).toHaveLength(before + 1)
    inbox.send('watch', { users: [] })
    await pause(200)
    await Promise.all([bens.close(), carls.close()])
    await pause(2500)
    expect(inbox.told.items).toHaveLength(before + 1)
    inbox.send('watch', { users: names([ben]) })
    inbox.send('watch', { users: names([carl]) })
    inbox.send('watch', { users: names([ben]) })
    await sees(inbox, ben, { online: false })
    const again = await connect(here, ben)
    await sees(inbox, ben, { online: true })
    await again.close()
  })

  it('is refused when it is malformed, and what was watched goes on', async () => {
    const ben = await somebody('ben')
    const inbox = await watching([ben])
    const malformed: unknown[] = [
      {},
      { users: 'ben' },
      { users: null },
      { users: { 0: 'ben' } },
      { users: ['ben', 7] },
      { users: ['no!'] },
      { users: [null] },
      { users: range(1, 201).map((n) => `user-${n}`) },
      { users: ['ben'], more: true },
    ]
    for (const body of malformed) inbox.send('watch', body)
    await inbox.refused.waitFor(() => inbox.refused.items.length === malformed.length)
    expect(inbox.refused.items.map(({ code }) => code)).toEqual(malformed.map(() => 'validation_failed'))
    expect(inbox.refused.items[0]!.errors?.[0]?.field).toBe('users')
    const bens = await connect(here, ben)
    await sees(inbox, ben, { online: true })
    await bens.close()
  })

  it('is of 200 at the most', async () => {
    const [ben] = [await somebody('ben')]
    const inbox = await connect(here, ann)
    inbox.send('watch', {
      users: [...range(1, 199).map((n) => `${unique('nobody').slice(0, 12)}${n}`), ...names([ben])],
    })
    await sees(inbox, ben, { online: false })
    expect(inbox.refused.items).toEqual([])
  })

  it('shows oneself, whatever one shows others', async () => {
    const ben = await registered(here)
    await show(ben, 'nobody')
    const inbox = await connect(here, ben)
    inbox.send('watch', { users: names([ben]) })
    await sees(inbox, ben, { online: true })
    expect(inbox.told.items).toEqual([{ user: personOf(ben), online: true, last_seen: null }])
  })
})

describe.concurrent('who is seen', () => {
  const [, { connect }] = WATCHING_DOORS as [unknown, (typeof WATCHING_DOORS)[0]]
  const CASES = AUDIENCES.flatMap((target) =>
    AUDIENCES.flatMap((watcher) => [true, false].map((shares) => ({ target, watcher, shares }))),
  )

  it.each(CASES)(
    'by who shows themselves to $watcher, of who does to $target, where they share a room: $shares',
    async ({ target, watcher, shares }) => {
      const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
      if (shares) await roomWith(ann, [ben])
      await Promise.all([show(ann, watcher), show(ben, target)])
      const audiences = [target, watcher]
      const visible = !audiences.includes('nobody') && (shares || !audiences.includes('shared_rooms'))
      const bens = await connect(there, ben)
      const inbox = await connect(here, ann)
      await pause(500)
      inbox.send('watch', { users: names([ben]) })
      await sees(inbox, ben, { online: visible, last_seen: null })
      await bens.close()
      await pause(3500)
      const bensAgain = await connect(there, ben)
      await pause(1000)
      const hidden = [{ online: false, last_seen: null }]
      const shown = [
        { online: true, last_seen: null },
        { online: false, last_seen: expect.any(String) as string },
        { online: true, last_seen: null },
      ]
      const expected = visible ? shown : hidden
      expect(inbox.told.items).toEqual(expected.map((each) => ({ user: personOf(ben), ...each })))
      await bensAgain.close()
    },
  )
})

describe.concurrent('while somebody watches', () => {
  const { connect } = WATCHING_DOORS[0]!

  async function pair(): Promise<[WatchingInbox, Person, Person, WatchingInbox]> {
    const [ann, ben] = [await somebody('ann'), await somebody('ben')]
    const bens = await connect(there, ben)
    const inbox = await connect(here, ann)
    inbox.send('watch', { users: names([ben]) })
    await sees(inbox, ben, { online: true })
    return [inbox, ann, ben, bens]
  }

  it('what the other hides is hidden at once, and shown again when they show it', async () => {
    const [inbox, , ben, bens] = await pair()
    await show(ben, 'nobody')
    await sees(inbox, ben, { online: false, last_seen: null })
    await bens.close()
    await pause(2500)
    await show(personOn(there, ben), 'everyone')
    const shown = await sees(inbox, ben, { online: false })
    await inbox.told.waitFor(({ last_seen }) => last_seen !== null)
    expect(shown.user).toEqual(personOf(ben))
  })

  it('whoever hides themselves sees the others no more', async () => {
    const [inbox, ann, ben] = await pair()
    await show(ann, 'nobody')
    await sees(inbox, ben, { online: false, last_seen: null })
    await show(ann, 'everyone')
    expect(await sees(inbox, ben, { online: true })).toMatchObject({ last_seen: null })
  })

  it('entering a room of theirs shows them, and leaving it hides what comes next', async () => {
    const [inbox, ann, ben, bens] = await pair()
    await show(ben, 'shared_rooms')
    await sees(inbox, ben, { online: false, last_seen: null })
    const room = await roomWith(ben)
    await enter(ann, room)
    await sees(inbox, ben, { online: true })
    await leave(ann, room)
    await bens.close()
    expect(await sees(inbox, ben, { online: false }, 6000)).toMatchObject({ last_seen: null })
  })
})

describe.each(WATCHING_DOORS)('typing over the inbox by $name', ({ connect }) => {
  it('is told the others in the room it names, whatever the inbox has synced', async () => {
    const [ann, ben, carl] = (await crowd(here, 3)) as [Person, Person, Person]
    const room = await roomWith(ann, [ben])
    const [anns, bens] = await Promise.all([connect(here, ann), connect(there, ben)])
    bens.send('sync', {})
    await bens.others.waitFor(({ type }) => type === 'synced')
    anns.send('typing', { chatroom: room, active: true })
    const isTyping = ({ type }: { type: string }) => type === 'typing'
    expect(await bens.others.waitFor(isTyping, 3000)).toEqual({
      ...{ type: 'typing', chatroom: room, active: true },
      user: personOf(ann),
    })
    const carls = await connect(here, carl)
    carls.send('typing', { chatroom: room, active: true })
    carls.send('typing', { chatroom: unique('none'), active: true })
    carls.send('typing', { active: true })
    await carls.refused.waitFor(() => carls.refused.items.length === 3)
    expect(carls.refused.items.map(({ code }) => code).toSorted()).toEqual([
      'chatroom_not_found',
      'not_a_member',
      'validation_failed',
    ])
  })
})

describe('a node that stops', () => {
  it('says so: who was there is offline soon, and when they were seen is kept', async () => {
    const server = await startServer({ databaseUrl: here.databaseUrl })
    const [ann, ben] = [await somebody('ann'), await somebody('ben')]
    await WATCHING_DOORS[0]!.connect(server, ben)
    const inbox = await WATCHING_DOORS[0]!.connect(here, ann)
    inbox.send('watch', { users: names([ben]) })
    await sees(inbox, ben, { online: true })
    const start = Date.now()
    await server.stop()
    const { last_seen } = await sees(inbox, ben, { online: false }, 3000)
    expect(Math.abs(Date.parse(last_seen!) - start)).toBeLessThan(5000)
  })
})

describe('the allowance for signals', () => {
  it('counts each watch', async () => {
    const server = await startServer({ env: { RATE_LIMITS: 'on', RATE_LIMIT_SIGNALS: '3' } })
    const inbox = await WATCHING_DOORS[0]!.connect(server, await registered(server))
    for (const _ of range(1, 4)) inbox.send('watch', { users: [] })
    expect(await inbox.refused.waitFor(() => true)).toMatchObject({ code: 'rate_limited' })
  })
})
