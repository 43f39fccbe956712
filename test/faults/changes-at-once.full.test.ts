// Many change one message at once over two nodes: everybody is counted once, and what was deleted stays so.
import { describe, expect, it } from 'vitest'
import { Cluster } from '../support/cluster.js'
import { pause, range } from '../support/inbox.js'
import {
  crowd,
  entryAt,
  logOf,
  must,
  personOn,
  roomWith,
  say,
  unique,
  type Person,
} from '../support/people.js'
import { at } from '../support/rest.js'
import { amount, rounds } from '../support/rounds.js'
import { sent } from '../support/targets.js'
import type { Chatroom, Message, Problem, SendAnswer } from '../support/wire.js'

const REACTING = amount(200, 60)
const ROUNDS = rounds(50, 12)
const EMOJI = ['👍', '🎉', '😀']
const cluster = await Cluster.shared()
const people = await crowd(cluster.nodes[0]!, REACTING)
const [ann] = people as [Person]
/** Each person on both nodes. */
const onBoth = people.map((person) => cluster.nodes.map((node) => personOn(node, person)))

const post = (person: Person, room: string, body: object) =>
  person.api.post<Message & Problem>(at('/send-message', room), body)

/** The same, again and again while the server is too busy for it. */
async function postAtLast(person: Person, room: string, body: object) {
  const identified = { ...body, client_id: unique('c') }
  for (;;) {
    const answer = await post(person, room, identified)
    if (answer.status !== 503) return answer
    await pause(500)
  }
}

/** By what each has chosen in the end. */
function counted(chosen: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const each of chosen) counts.set(each, 1 + (counts.get(each) ?? 0))
  return counts
}

describe(`${REACTING} people at once over two nodes`, () => {
  it('react to one message, each three times, and are each counted once', async () => {
    const room = await roomWith(ann, people.slice(1))
    const { seq: target_seq } = await say(ann, room, 'hello')
    const answers = await Promise.all(
      EMOJI.flatMap((_, turn) =>
        onBoth.map((nodes, nth) => {
          const emoji = EMOJI[(nth + turn) % EMOJI.length]!
          return postAtLast(nodes[(nth + turn) % 2]!, room, { type: 'reaction', target_seq, emoji })
        }),
      ),
    )
    expect(answers.filter(({ status }) => status !== 201 && status !== 200)).toEqual([])
    const entries = answers.map(({ body }) => body).toSorted((a, b) => a.seq - b.seq)
    expect(entries.map(({ seq }) => seq)).toEqual(range(target_seq + 1, target_seq + 3 * REACTING))
    const last = new Map(entries.map(({ sender, emoji }) => [sender.id, emoji!]))
    const { reactions, changed_seq } = await entryAt(ann, room, target_seq)
    expect(changed_seq).toBe(entries.at(-1)!.seq)
    expect(new Map(reactions!.map(({ emoji, count }) => [emoji, count]))).toEqual(counted([...last.values()]))
    for (const { users, count } of reactions!) {
      expect(users).toHaveLength(Math.min(20, count))
      expect(new Set(users).size).toBe(users.length)
    }
  })

  it('vote in one poll, twice each, and are each counted once', async () => {
    const room = await roomWith(ann, people.slice(1))
    const poll = { question: 'Lunch?', options: ['Pizza', 'Sushi', 'Soup'], multiple: false }
    const { seq: target_seq } = await sent(ann, room, { type: 'poll', poll })
    const answers = await Promise.all(
      [0, 1].flatMap((turn) =>
        onBoth.map((nodes, nth) =>
          postAtLast(nodes[turn]!, room, { type: 'vote', target_seq, options: [(nth + turn) % 3] }),
        ),
      ),
    )
    expect(answers.filter(({ status }) => status !== 201 && status !== 200)).toEqual([])
    const entries = answers.map(({ body }) => body).toSorted((a, b) => a.seq - b.seq)
    const last = new Map(entries.map(({ sender, options }) => [sender.id, String(options![0])]))
    const { votes } = (await entryAt(ann, room, target_seq)).poll!
    expect(new Map(votes!.map(({ option, count }) => [String(option), count]))).toEqual(
      counted([...last.values()]),
    )
  })
})

describe(`an edit and a deletion at once, ${ROUNDS} times`, () => {
  it('leave nothing but the deletion, whichever came first', async () => {
    const room = await roomWith(ann)
    const outcomes = new Set<string>()
    for (const round of range(1, ROUNDS)) {
      const { seq: target_seq } = await say(ann, room, 'the first words')
      const [edit, deletion] = await Promise.all([
        post(onBoth[0]![round % 2]!, room, { type: 'edit', target_seq, message: 'other words' }),
        post(onBoth[0]![(round + 1) % 2]!, room, { type: 'delete', target_seq }),
      ])
      const { seq } = must(deletion, 201)
      outcomes.add(edit.status === 201 ? 'edited' : edit.body.code)
      const left = await entryAt(ann, room, target_seq)
      expect(left).toMatchObject({ type: 'deleted', changed_seq: seq })
      expect(JSON.stringify(await logOf(ann, room))).not.toContain('words')
    }
    expect([...outcomes].filter((each) => each !== 'edited' && each !== 'message_not_found')).toEqual([])
  })

  it('ten pins at once with nine places taken fill the last one', async () => {
    const room = await roomWith(ann, people.slice(1, 10))
    const seqs: number[] = []
    for (const nth of range(1, 19)) seqs.push((await say(ann, room, `${nth}`)).seq)
    const pin = (by: Person, target_seq: number) => post(by, room, { type: 'pin', target_seq, pinned: true })
    for (const seq of seqs.slice(0, 9)) must(await pin(ann, seq), 201)
    const answers = await Promise.all(seqs.slice(9).map((seq, nth) => pin(onBoth[nth % 10]![nth % 2]!, seq)))
    const codes = answers.map(({ status, body }) => (status === 201 ? 'pinned' : body.code))
    expect(codes.filter((code) => code === 'pinned')).toHaveLength(1)
    expect(codes.filter((code) => code === 'validation_failed')).toHaveLength(9)
    const { pinned } = must(await ann.api.get<Chatroom>(at('/chatroom', room)), 200)
    expect(pinned).toEqual([...seqs.slice(0, 9), seqs[9 + codes.indexOf('pinned')]])
  })

  it('of ten who take the same turn, one has it', async () => {
    const room = await roomWith(ann, people.slice(1, 10))
    for (const turn of range(10, 14)) {
      const answers: SendAnswer[] = []
      await Promise.all(
        range(0, 9).map(async (nth) => {
          const body = { type: 'text', message: `${nth}`, if_last_seq: turn }
          const { status, body: answer } = await post(onBoth[nth]![nth % 2]!, room, body)
          if (status === 201) answers.push({ ok: true, ...answer, duplicate: false })
          else expect(answer).toMatchObject({ code: 'conflict', status: 409 })
        }),
      )
      expect(answers).toMatchObject([{ seq: turn + 1 }])
    }
  })
})
