// Every kind of message through every door, as the server's own document describes it: a new kind is in here by being documented.
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { aimed, Drafts, reordered, type Draft } from '../support/drafts.js'
import { crowd, entryAt, lastOf, logOf, roomWith, unique, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import type { RoomClient } from '../support/room-client.js'
import { sharedServer } from '../support/server.js'
import type { SendAnswer } from '../support/wire.js'

const server = await sharedServer()
const drafts = await Drafts.of(server)
const [ann, bob, eve] = (await crowd(server, 3)) as [Person, Person, Person]
const room = await roomWith(ann, [bob])
/** By the name of the door. */
const anns = new Map<string, RoomClient>()
const bobs = new Map<string, RoomClient>()

beforeAll(async () => {
  for (const [clients, { token }] of [
    [anns, ann],
    [bobs, bob],
  ] as const)
    for (const door of DOORS) clients.set(door.name, await door.connect(server, token, room))
  return async () => {
    for (const client of [...anns.values(), ...bobs.values()]) await client.close()
  }
})

type Accepted = SendAnswer & { ok: true }

async function accepted(answer: Promise<SendAnswer>): Promise<Accepted> {
  const given = await answer
  expect(given).toMatchObject({ ok: true })
  return given as Accepted
}

/** What is pinned, and is to make room for the next. */
const pinned: number[] = []

afterEach(async () => {
  for (const target_seq of pinned.splice(0))
    await accepted(anns.get('HTTP')!.send({ type: 'pin', target_seq, pinned: false }))
})

/** About something that was said here a moment ago; with a `client_id` that nobody has used, if it has one. */
async function fresh(draft: Draft): Promise<Draft> {
  const say = (each: Draft) => accepted(anns.get('HTTP')!.send(each))
  // Before it, too, stands something that was said: for who means another seq.
  await say({ type: 'text', message: 'another' })
  const { seq } = await say(drafts.groundFor(draft))
  if (draft.type === 'pin') pinned.push(seq)
  return aimed({ ...draft, ...(draft.client_id && { client_id: unique('c') }) }, { chatroom: room, seq })
}

/** What of a draft everybody gets to see. */
function shown(draft: Draft): object {
  const { attachment, reply_to, mentions, forward, ...own } = draft
  const { content: _, ...file } = (attachment ?? {}) as { content?: string }
  return {
    ...own,
    ...(attachment !== undefined && { attachment: file }),
    ...(reply_to !== undefined && { reply_to: { seq: reply_to } }),
    ...(mentions !== undefined && { mentions_all: true }),
    ...(forward !== undefined && { ...drafts.groundFor(draft), forwarded: true }),
  }
}

it('every kind has an example, and no two have one name', () => {
  const types = drafts.examples.map(([, { type }]) => type)
  expect(drafts.types.length).toBeGreaterThan(2)
  expect([...new Set(types)].toSorted()).toEqual(drafts.types.toSorted())
})

it('what is of no kind is told which there are', async () => {
  const answer = await anns.get('HTTP')!.send({ type: 'nothing known', message: 'hello' })
  const message = `type must be one of: ${drafts.types.join(', ')}`
  expect(answer).toMatchObject({ ok: false, error: { errors: [{ field: 'type', message }] } })
})

it('what was said is counted by n, without a gap, and what changed it or only happened is not', async () => {
  for (const [, draft] of drafts.examples) await accepted(anns.get('HTTP')!.send(await fresh(draft)))
  const log = await logOf(bob, room)
  expect(log.filter(({ type }) => type === 'joined').map(({ n }) => n)).toEqual([undefined, undefined])
  const changes = log.filter(({ target_seq }) => target_seq !== undefined)
  expect(changes.map(({ n }) => n)).toEqual(changes.map(() => undefined))
  const said = log.filter(({ type, target_seq }) => type !== 'joined' && target_seq === undefined)
  expect(said.map(({ n }) => n)).toEqual(said.map((_, index) => index + 1))
})

it.each(LIVE_DOORS.map(({ name }) => name))(
  'a text is the same through %s whichever way it is checked',
  async (door) => {
    const body = { type: 'text', message: 'the short way', client_id: unique('c') }
    const first = await accepted(anns.get(door)!.send(body))
    // Of a field that no text has, null is nothing; but no text that is plain has one.
    expect(await anns.get(door)!.send({ ...body, attachment: null })).toEqual({ ...first, duplicate: true })
  },
)

describe.each(DOORS.map(({ name }) => name))('through %s', (door) => {
  describe.each(drafts.examples)('%s', (_, draft) => {
    it('is one and the same entry at every door, live, in replays and in the history', async () => {
      const body = await fresh(draft)
      const { seq, created_at } = await accepted(anns.get(door)!.send(body))
      const { id, username, display_name } = ann.user
      const entry = await entryAt(ann, room, seq)
      expect(entry).toMatchObject({ ...shown(body), chatroom: room, seq, created_at })
      expect(entry).toMatchObject({
        client_id: body.client_id ?? null,
        sender: { id, username, display_name },
      })
      const seenBy = [...anns.values(), ...bobs.values()].map((client) =>
        client.waitFor((each) => each.seq === seq),
      )
      for (const seen of await Promise.all(seenBy)) expect(seen).toEqual(entry)
      const { target_seq, target } = entry
      if (target_seq) expect(target).toEqual(await entryAt(bob, room, target_seq))
      const same = DOORS.find(({ name }) => name === door)!
      const late = await same.connect(server, bob.token, room, { after_seq: seq - 1 })
      expect(await late.waitFor(() => true)).toEqual(entry)
      await late.close()
    })

    it('is stored once for its client_id, through whichever door and in whichever order of fields', async () => {
      const body = { ...(await fresh(draft)), client_id: unique('c') }
      const first = await accepted(anns.get(door)!.send(body))
      for (const client of anns.values()) {
        expect(await client.send(body)).toEqual({ ...first, duplicate: true })
        expect(await client.send(reordered(body))).toEqual({ ...first, duplicate: true })
      }
      expect((await lastOf(ann, room)).seq).toBe(first.seq)
    })

    it('with any other content is no retry', async () => {
      const body = { ...(await fresh(draft)), client_id: unique('c') }
      const { seq } = await accepted(anns.get(door)!.send(body))
      const others = drafts.others(body)
      expect(others.length).toBeGreaterThan(0)
      for (const other of others)
        expect(await anns.get(door)!.send(other), JSON.stringify(other)).toMatchObject({
          ok: false,
          error: { code: 'client_id_reused' },
        })
      expect((await lastOf(ann, room)).seq).toBe(seq)
    })

    it('with anything wrong in it is refused, and told in which field', async () => {
      const right = await fresh(draft)
      const last = await lastOf(ann, room)
      // All doors check alike: each thing that can be wrong is tried at one of them.
      const turn = DOORS.findIndex(({ name }) => name === door)
      const wrongs = drafts.wrongs(right).filter((__, nth) => nth % DOORS.length === turn)
      for (const { why, field, body } of wrongs) {
        const answer = await anns.get(door)!.send(body)
        expect(answer, why).toMatchObject({ ok: false, error: { code: 'validation_failed' } })
        const { errors } = (answer as SendAnswer & { ok: false }).error
        expect(
          errors?.map((each) => each.field),
          why,
        ).toContain(field)
      }
      expect(await lastOf(ann, room)).toEqual(last)
    })
  })
})

it.each(drafts.examples)('%s is not for who is not in the room', async (_, draft) => {
  expectProblem(await eve.api.post(at('/send-message', room), draft), 'not_a_member')
})
