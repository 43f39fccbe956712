// Entering, leaving and being a member, and what is kept from those who are not.
import { describe, expect, it } from 'vitest'
import { range, seqs } from '../support/inbox.js'
import {
  crowd,
  enter,
  leave,
  logOf,
  must,
  registered,
  roomWith,
  say,
  unique,
  type Person,
} from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedServer } from '../support/server.js'
import type { Attachment, Chatroom, MemberList, Message } from '../support/wire.js'

const server = await sharedServer()

const chatroom = async (person: Person, name: string) =>
  must(await person.api.get<Chatroom>(at('/chatroom', name)), 200)
const members = async (person: Person, name: string, query: object = {}) =>
  must(await person.api.get<MemberList>(at('/chatroom', name, '/members'), { ...query }), 200)
const rolesIn = async (person: Person, name: string) =>
  (await members(person, name)).members.map(({ user, role }) => [user.username, role])

describe.concurrent('entering', () => {
  it('makes a member, once, and is written into the log', async () => {
    const [ann, bob] = (await crowd(server, 2)) as [Person, Person]
    const name = await roomWith(ann)
    const first = await enter(bob, name)
    expect(first).toEqual({
      user: bob.user,
      role: 'member',
      muted_until: null,
      joined_at: expect.any(String) as string,
    })
    expect(await enter(bob, name)).toEqual(first)
    expect(await chatroom(bob, name)).toMatchObject({ role: 'member', member_count: 2, last_seq: 2 })
    const log = await logOf(ann, name)
    expect(log[1]).toMatchObject({ seq: 2, type: 'joined', sender: { id: bob.user.id }, client_id: null })
    expect(log[1]?.created_at).toBe(first.joined_at)
  })

  it('many times at once makes one member and one message', async () => {
    const [ann, bob] = (await crowd(server, 2)) as [Person, Person]
    const name = await roomWith(ann)
    await Promise.all(range(1, 10).map(() => enter(bob, name)))
    expect(await chatroom(ann, name)).toMatchObject({ member_count: 2, last_seq: 2 })
  })

  it('a full room is refused, until somebody leaves; those inside may enter again', async () => {
    const [ann, bob, carl] = (await crowd(server, 3)) as [Person, Person, Person]
    const name = await roomWith(ann, [bob], { max_members: 2 })
    expectProblem(await carl.api.post(at('/enter-chatroom', name)), 'chatroom_full')
    await enter(bob, name)
    await leave(bob, name)
    await enter(carl, name)
    expectProblem(await bob.api.post(at('/enter-chatroom', name)), 'chatroom_full')
  })

  it('an unknown room is refused', async () => {
    const ann = await registered(server)
    expectProblem(await ann.api.post(at('/enter-chatroom', unique('none'))), 'chatroom_not_found')
    expectProblem(await ann.api.post('/enter-chatroom/a%20b'), 'validation_failed', 'chatroom_name')
  })

  it('and leaving in turns never miscounts', async () => {
    const people = (await crowd(server, 9)) as [Person, ...Person[]]
    const name = await roomWith(people[0], [], { max_members: 5 })
    const wander = async (person: Person) => {
      for (let turn = 0; turn < 5; turn++) {
        const { status } = await person.api.post(at('/enter-chatroom', name))
        if (status === 200) await leave(person, name)
      }
    }
    await Promise.all(people.slice(1).map(wander))
    expect((await members(people[0], name)).members).toHaveLength(1)
    const { member_count, last_seq } = await chatroom(people[0], name)
    const log = await logOf(people[0], name)
    expect(member_count).toBe(1)
    expect(seqs(log)).toEqual(range(1, last_seq))
    let inside = 0
    for (const { type } of log) {
      inside += type === 'joined' ? 1 : -1
      expect(inside).toBeLessThanOrEqual(5)
    }
    expect(inside).toBe(1)
  })
})

describe.concurrent('leaving', () => {
  it('ends the membership and is written into the log', async () => {
    const [ann, bob] = (await crowd(server, 2)) as [Person, Person]
    const name = await roomWith(ann, [bob])
    await leave(bob, name)
    expect(await chatroom(bob, name)).toMatchObject({ role: null, member_count: 1, last_seq: 3 })
    expect((await logOf(ann, name)).at(-1)).toMatchObject({
      seq: 3,
      type: 'left',
      sender: { id: bob.user.id },
    })
    expectProblem(await bob.api.post(at('/leave-chatroom', name)), 'not_a_member')
  })

  it('hands an owner’s room to the longest-standing member, in turn', async () => {
    const [ann, bob, carl] = (await crowd(server, 3)) as [Person, Person, Person]
    const name = await roomWith(ann, [bob, carl])
    await leave(ann, name)
    expect(await rolesIn(carl, name)).toEqual([
      [bob.user.username, 'owner'],
      [carl.user.username, 'member'],
    ])
    await enter(ann, name)
    await leave(bob, name)
    expect(await rolesIn(carl, name)).toEqual([
      [carl.user.username, 'owner'],
      [ann.user.username, 'member'],
    ])
    must(await carl.api.patch(at('/chatroom', name), { description: 'mine now' }), 200)
    expectProblem(await ann.api.delete(at('/chatroom', name)), 'forbidden')
  })

  it('last leaves an empty room with its log, whose next entrant owns it', async () => {
    const [ann, bob] = (await crowd(server, 2)) as [Person, Person]
    const name = await roomWith(ann)
    await say(ann, name, 'anybody?')
    await leave(ann, name)
    expect(await chatroom(bob, name)).toMatchObject({ member_count: 0, last_seq: 3, role: null })
    expect(await enter(bob, name)).toMatchObject({ role: 'owner' })
    expect((await logOf(bob, name)).map(({ type }) => type)).toEqual(['joined', 'text', 'left', 'joined'])
  })

  it('an unknown room, or one that was never entered, is refused', async () => {
    const [ann, eve] = (await crowd(server, 2)) as [Person, Person]
    expectProblem(await eve.api.post(at('/leave-chatroom', await roomWith(ann))), 'not_a_member')
    expectProblem(await eve.api.post(at('/leave-chatroom', unique('none'))), 'chatroom_not_found')
  })
})

describe.concurrent('the list of members', () => {
  it('has everybody once, page by page, in the order in which they came', async () => {
    const people = (await crowd(server, 6)) as [Person, ...Person[]]
    const name = await roomWith(people[0], people.slice(1))
    const pages: string[][] = []
    let cursor: string | null | undefined
    do {
      const page = await members(people[3]!, name, { limit: 2, ...(cursor && { cursor }) })
      pages.push(page.members.map(({ user }) => user.id))
      cursor = page.next_cursor
    } while (cursor)
    expect(pages).toEqual([0, 2, 4].map((start) => people.slice(start, start + 2).map(({ user }) => user.id)))
  })

  it('refuses a wrong limit or cursor', async () => {
    const ann = await registered(server)
    const address = at('/chatroom', await roomWith(ann), '/members')
    expectProblem(await ann.api.get(address, { limit: 101 }), 'validation_failed', 'limit')
    expectProblem(await ann.api.get(address, { cursor: 'x' }), 'validation_failed', 'cursor')
  })
})

describe.concurrent('whoever is not in the room', () => {
  it.each(['never entered', 'has left'])(
    'because they %s can neither read, send, list members nor fetch a file',
    async (why) => {
      const [ann, eve] = (await crowd(server, 2)) as [Person, Person]
      const name = await roomWith(ann)
      const file = {
        type: 'document',
        filename: 'secret.txt',
        content: Buffer.from('secret').toString('base64'),
      }
      const body = { type: 'attachment', attachment: file }
      const { attachment } = must(await ann.api.post<Message>(at('/send-message', name), body), 201)
      if (why === 'has left') {
        await enter(eve, name)
        must(await eve.api.get(`/attachments/${attachment?.id}`), 200)
        await leave(eve, name)
      }
      expectProblem(await eve.api.get(at('/chatroom', name, '/messages')), 'not_a_member')
      expectProblem(await eve.api.get(at('/chatroom', name, '/members')), 'not_a_member')
      expectProblem(
        await eve.api.post(at('/send-message', name), { type: 'text', message: 'hi' }),
        'not_a_member',
      )
      expectProblem(await eve.api.get(`/attachments/${attachment?.id}`), 'attachment_not_found')
      const reference = { type: 'attachment', attachment: { id: attachment?.id } }
      const own = await roomWith(eve)
      expectProblem(await eve.api.post(at('/send-message', own), reference), 'attachment_not_found')
    },
  )

  it('cannot fetch an upload that was not sent yet: only its uploader can', async () => {
    const [ann, bob] = (await crowd(server, 2)) as [Person, Person]
    await roomWith(ann, [bob])
    const form = new FormData()
    form.append('file', new File(['draft'], 'draft.txt'))
    const { body } = await ann.api.send<Attachment>({ method: 'POST', path: '/attachments', body: form })
    must(await ann.api.get(`/attachments/${body.id}`), 200)
    expectProblem(await bob.api.get(`/attachments/${body.id}`), 'attachment_not_found')
  })
})
