// Two server processes on one database are one service: one log, one order, one end to a membership or a session.
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { pause, range, seqs, within } from '../support/inbox.js'
import {
  signedUpCrowd as crowd,
  leave,
  logOf,
  must,
  PASSWORD,
  personOf,
  signedUp as registered,
  roomWith,
  say,
  type Person,
} from '../support/people.js'
import { api, at } from '../support/rest.js'
import type { RoomClient } from '../support/room-client.js'
import { sharedServer, startServer } from '../support/server.js'
import type { Problem, Session } from '../support/wire.js'

/** Seconds. */
const REFRESH_GRACE = 3
const env = { REFRESH_GRACE: String(REFRESH_GRACE) }
const one = await startServer({ env })
const two = await startServer({ env, databaseUrl: one.databaseUrl })
const nodes = [one, two]

/** A connection through each live door to each node. */
const everywhere = (person: Person, room: string): Promise<RoomClient[]> =>
  Promise.all(nodes.flatMap((node) => LIVE_DOORS.map((door) => door.connect(node, person.token, room))))

const closeAll = (clients: RoomClient[]) => Promise.all(clients.map((client) => client.close()))

/** The close codes of all, each of which must come within a second. */
const codesWithinASecond = async (clients: RoomClient[]): Promise<number[]> => {
  const codes = clients.map(({ closed }) => within(1000, 'the cut', closed).then(({ code }) => code))
  return Promise.all(codes)
}
const each = (code: number, clients: RoomClient[]) => clients.map(() => code)

describe.concurrent('what is said on one node', () => {
  it('is received on both, by everyone, in one order', async () => {
    const people = await crowd(one, 4)
    const room = await roomWith(people[0]!, people.slice(1))
    const clients = await Promise.all(
      nodes.flatMap((node) =>
        DOORS.map((door, index) => door.connect(node, people[index]!.token, room, { after_seq: 0 })),
      ),
    )
    await Promise.all(
      clients.map(async (client, index) => {
        for (const word of range(1, 25)) {
          const answer = await client.send({
            type: 'text',
            message: `${index}: ${word}`,
            client_id: `${index}-${word}`,
          })
          expect(answer).toMatchObject({ ok: true, duplicate: false })
        }
      }),
    )
    const head = 4 + clients.length * 25
    await Promise.all(clients.map((client) => client.waitFor(({ seq }) => seq === head)))
    const log = await logOf(people[0]!, room)
    expect(seqs(log)).toEqual(range(1, head))
    for (const client of clients) expect(client.messages).toEqual(log)
    await closeAll(clients)
  })

  it('is not said twice when it is retried on the other', async () => {
    const ann = await registered(one)
    const room = await roomWith(ann)
    const clients = await Promise.all(
      nodes.flatMap((node) => DOORS.map((door) => door.connect(node, ann.token, room))),
    )
    const body = { type: 'text', message: 'once', client_id: 'storm' }
    const answers = await Promise.all(
      range(0, 31).map((index) => clients[index % clients.length]!.send(body)),
    )
    for (const answer of answers) expect(answer).toMatchObject({ ok: true, seq: 2, client_id: 'storm' })
    expect(answers.filter((answer) => answer.ok && !answer.duplicate)).toHaveLength(1)
    expect(await logOf(ann, room)).toHaveLength(2)
    await closeAll(clients)
  })
})

describe.concurrent('a place in a room', () => {
  it('is given once, however many ask for it on however many nodes', async () => {
    const people = await crowd(one, 41)
    const room = await roomWith(people[0]!, [], { max_members: 2 })
    const answers = await Promise.all(
      people
        .slice(1)
        .map((person, index) =>
          api(nodes[index % 2]!, person.token).post<Problem>(at('/enter-chatroom', room)),
        ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
      new Set(['chatroom_full']),
    )
  })
})

describe.concurrent('a member who leaves', () => {
  it('is cut with 4403 within a second on every node and hears nothing that is said afterwards', async () => {
    const [ann, bob] = (await crowd(one, 2)) as [Person, Person]
    const room = await roomWith(ann, [bob])
    const [bobs, anns] = [await everywhere(bob, room), await everywhere(ann, room)]
    const done = new AbortController()
    const talk = Promise.all(
      nodes.map(async (node) => {
        const caller = api(node, ann.token)
        while (!done.signal.aborted)
          must(await caller.post(at('/send-message', room), { type: 'text', message: 'x' }), 201)
      }),
    )
    await pause(200)
    await leave(bob, room)
    expect(await codesWithinASecond(bobs)).toEqual(each(4403, bobs))
    await pause(300)
    done.abort()
    await talk
    const log = await logOf(ann, room)
    const left = log.find(({ type }) => type === 'left')?.seq ?? 0
    expect(log.at(-1)?.seq).toBeGreaterThan(left)
    for (const client of bobs) expect(client.messages.at(-1)?.seq).toBeLessThanOrEqual(left)
    await Promise.all(anns.map((client) => client.waitFor(({ seq }) => seq === log.at(-1)?.seq)))
    await closeAll(anns)
  })
})

describe.concurrent('a member who is taken out by somebody else', () => {
  it.each(['removed', 'banned'])(
    'as %s is cut with 4403 within a second on every node and receives nothing afterwards; the others go on',
    async (type) => {
      const [ann, bob] = (await crowd(one, 2)) as [Person, Person]
      const room = await roomWith(ann, [bob])
      const [bobs, anns] = [await everywhere(bob, room), await everywhere(ann, room)]
      await say(ann, room, 'before')
      for (const client of bobs) await client.waitFor(({ message }) => message === 'before')
      const client = new Client(one.databaseUrl)
      await client.connect()
      const event = `SELECT append_event(id, $2, $3, $4, NULL, true) FROM chatrooms WHERE name = $1`
      await client.query(event, [room, type, ann.user.id, bob.user.id])
      await client.end()
      await say(ann, room, 'after')
      expect(await codesWithinASecond(bobs)).toEqual(each(4403, bobs))
      for (const member of anns) await member.waitFor(({ message }) => message === 'after')
      for (const taken of bobs) expect(seqs(taken.messages)).toEqual([3])
      for (const member of anns) expect(seqs(member.messages)).toEqual([3, 4, 5])
      await closeAll(anns)
    },
  )
})

describe.concurrent('a room that is deleted', () => {
  it('closes all its connections with 4404 within a second, on every node', async () => {
    const [ann, bob] = (await crowd(one, 2)) as [Person, Person]
    const room = await roomWith(ann, [bob])
    const clients = [...(await everywhere(ann, room)), ...(await everywhere(bob, room))]
    must(await ann.api.delete(at('/chatroom', room)), 204)
    expect(await codesWithinASecond(clients)).toEqual(each(4404, clients))
  })

  it('is another room when its name is used again', async () => {
    const [ann, bob] = (await crowd(one, 2)) as [Person, Person]
    const name = await roomWith(ann)
    await say(ann, name, 'old')
    must(await ann.api.delete(at('/chatroom', name)), 204)
    await roomWith(bob, [], { name })
    const clients = await everywhere(bob, name)
    await say(bob, name, 'new')
    for (const client of clients)
      expect(await client.waitFor(({ seq }) => seq === 2)).toMatchObject({ message: 'new' })
    await closeAll(clients)
  })
})

describe.concurrent('a session that ends', () => {
  const secondSession = async (ann: Person): Promise<Person> => {
    const body = { username: ann.user.username, password: PASSWORD }
    return personOf(two, must(await api(two).post<Session>('/auth/login', body), 200))
  }

  it('by signing out closes its connections with 4401 within a second on every node, and no others', async () => {
    const ann = await registered(one)
    const other = await secondSession(ann)
    const room = await roomWith(ann)
    const [ending, staying] = [await everywhere(ann, room), await everywhere(other, room)]
    must(await ann.api.post('/auth/logout'), 204)
    expect(await codesWithinASecond(ending)).toEqual(each(4401, ending))
    // Though both nodes saw the session live a moment ago.
    for (const node of nodes)
      for (const door of LIVE_DOORS)
        await expect(door.connect(node, ann.token, room), door.name).rejects.toThrow('session has ended')
    await say(other, room, 'still here')
    for (const client of staying) await client.waitFor(({ message }) => message === 'still here')
    for (const node of nodes) expect((await api(node, ann.token).get('/auth/me')).status).toBe(401)
    await closeAll(staying)
  })

  it('by an old refresh token closes its connections too', async () => {
    const ann = await registered(one)
    const room = await roomWith(ann)
    const clients = await everywhere(ann, room)
    const refresh = () => api(two).post('/auth/refresh', { refresh_token: ann.refreshToken })
    must(await refresh(), 200)
    await pause(REFRESH_GRACE * 1000 + 100)
    must(await refresh(), 401)
    expect(await codesWithinASecond(clients)).toEqual(each(4401, clients))
  })
})

describe.concurrent('a refresh token', () => {
  const refresh = (refresh_token: string, index = 0) =>
    api(nodes[index % 2]!).post<Session>('/auth/refresh', { refresh_token })

  it('that twenty use at once on both nodes gets each a Session that lives on, and works no more later', async () => {
    const ann = await registered(one)
    const answers = await Promise.all(range(1, 20).map((n) => refresh(ann.refreshToken, n)))
    const tokens = answers.map((answer) => must(answer, 200).refresh_token)
    expect(new Set(tokens).size).toBe(20)
    await pause(REFRESH_GRACE * 1000 + 100)
    // Each of them is new, whatever the others have done meanwhile.
    const next: Session[] = []
    for (const [n, token] of tokens.entries()) next.push(must(await refresh(token, n), 200))
    for (const [n, { access_token }] of next.entries())
      must(await api(nodes[n % 2]!, access_token).get('/auth/me'), 200)
    must(await refresh(ann.refreshToken), 401)
    must(await refresh(next.at(-1)!.refresh_token, 1), 401)
    must(await api(two, next[0]!.access_token).get('/auth/me'), 401)
  })

  it('whose answer was lost works again, also when its successor was used meanwhile', async () => {
    const ann = await registered(one)
    const first = must(await refresh(ann.refreshToken), 200)
    must(await refresh(first.refresh_token, 1), 200)
    const again = must(await refresh(ann.refreshToken, 1), 200)
    must(await api(one, again.access_token).get('/auth/me'), 200)
    must(await refresh(again.refresh_token), 200)
  })

  it('of a session that was signed out works no more, within its time or not', async () => {
    const ann = await registered(one)
    const { access_token } = must(await refresh(ann.refreshToken), 200)
    must(await api(two, access_token).post('/auth/logout'), 204)
    must(await refresh(ann.refreshToken, 1), 401)
  })

  it('that is asked with without end leaves no more than a hundred behind', async () => {
    // With as much grace as is usual: it takes a while.
    const patient = await sharedServer()
    const ann = await registered(patient)
    const ask = (token: string) => api(patient).post<Session>('/auth/refresh', { refresh_token: token })
    for (const _ of range(1, 6)) await Promise.all(range(1, 25).map(() => ask(ann.refreshToken)))
    const { refresh_token } = must(await ask(ann.refreshToken), 200)
    const [id] = refresh_token.split('.')
    const client = new Client(patient.databaseUrl)
    await client.connect()
    const count = 'SELECT count(*)::int AS kept FROM refresh_tokens WHERE session_id = $1'
    const { rows } = await client.query<{ kept: number }>(count, [id])
    await client.end()
    // What was used itself, the new one, and those before it.
    expect(rows[0]!.kept).toBeLessThanOrEqual(102)
    must(await ask(refresh_token), 200)
  })
})
