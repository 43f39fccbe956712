// Who is typing is told to the others in a room, on every node; it ends by itself, with the message, and with the membership.
import { beforeAll, describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { pause, range } from '../support/inbox.js'
import { crowd, enter, leave, personOn, registered, roomWith, say, type Person } from '../support/people.js'
import { startServer } from '../support/server.js'
import { TYPING_DOORS, type Told, type Typer } from '../support/typing.js'

const cluster = await startCluster({ nodes: 2, env: { TYPING_MAX_MEMBERS: '5' } })
const [here, there] = [cluster.nodes[0]!, cluster.nodes[1]!]

let [ann, ben]: Person[] = []
beforeAll(async () => {
  ;[ann, ben] = await crowd(here, 2)
})

const personOf = ({ user: { id, username, display_name } }: Person) => ({ id, username, display_name })

/** What somebody was told of others' typing, in short. */
const typingOf = ({ told }: Typer): boolean[] =>
  told.items.filter(({ type }) => type === 'typing').map(({ active }) => active as boolean)

const isTyping =
  (active: boolean) =>
  (told: Told): boolean =>
    told.type === 'typing' && told['active'] === active

describe.concurrent.each(TYPING_DOORS)('typing over $name', (door) => {
  /** Ann here, and Ben on each of the nodes. */
  async function room(others: Person[] = []) {
    const name = await roomWith(ann!, [ben!, ...others])
    const [anns, near, far] = await Promise.all([
      door.connect(here, ann!, name),
      door.connect(here, ben!, name),
      door.connect(there, ben!, name),
    ])
    return { name, anns, near, far, bens: [near, far] }
  }

  it('is told to the others, on every node, and to none of one’s own devices', async () => {
    const { name, anns, bens } = await room()
    const second = await door.connect(there, ann!, name)
    const answer = await anns.type({ active: true })
    expect(answer).toEqual(door.acknowledges ? { ok: true } : undefined)
    for (const { told } of bens)
      expect(await told.waitFor(isTyping(true), 2000)).toEqual({
        type: 'typing',
        chatroom: name,
        user: personOf(ann!),
        active: true,
      })
    await anns.type({ active: false })
    for (const { told } of bens) await told.waitFor(isTyping(false), 2000)
    await pause(300)
    expect([anns, second, ...bens].map(typingOf)).toEqual([[], [], [true, false], [true, false]])
  })

  it('ends after 6 seconds, wherever it was said', async () => {
    const { anns, bens } = await room()
    await anns.type({ active: true })
    await Promise.all(bens.map(({ told }) => told.waitFor(isTyping(true))))
    const start = performance.now()
    await Promise.all(bens.map(({ told }) => told.waitFor(isTyping(false), 8000)))
    expect(performance.now() - start).toBeGreaterThan(5000)
  })

  it('goes on when it is said again, but not more often than every 2 seconds', async () => {
    const { anns, bens } = await room()
    for (const _ of range(1, 5)) {
      await anns.type({ active: true })
      await pause(100)
    }
    await Promise.all(bens.map(({ told }) => told.waitFor(isTyping(true))))
    expect(bens.map(typingOf)).toEqual([[true], [true]])
    await pause(1800)
    await anns.type({ active: true })
    await pause(5000)
    expect(bens.map(typingOf)).toEqual([
      [true, true],
      [true, true],
    ])
  })

  it('is told each time that it changes, however fast', async () => {
    const { anns, bens } = await room()
    for (const active of [true, false, true, false, false]) {
      await anns.type({ active })
      // The other node has looked up who that is; while it does, only the last of several is told.
      await Promise.all(bens.map(({ told }) => told.waitFor(isTyping(true))))
      await pause(100)
    }
    await Promise.all(bens.map((each) => each.told.waitFor(() => typingOf(each).length === 4)))
    expect(bens.map(typingOf)).toEqual(bens.map(() => [true, false, true, false]))
  })

  it('ends with the message, right after it, on every node', async () => {
    const { anns, bens } = await room()
    await anns.type({ active: true })
    await Promise.all(bens.map(({ told }) => told.waitFor(isTyping(true))))
    anns.say('what I was typing')
    for (const { told } of bens) {
      await told.waitFor(isTyping(false), 2000)
      const heard = told.items.filter(({ type }) => type === 'typing' || type === 'text')
      expect(heard.map(({ type, active }) => (type === 'text' ? type : active))).toEqual([
        true,
        'text',
        false,
      ])
    }
  })

  it('ends with the message also where that came to another node', async () => {
    const { name, anns, bens } = await room()
    await anns.type({ active: true })
    await Promise.all(bens.map(({ told }) => told.waitFor(isTyping(true))))
    await say(personOn(there, ann!), name, 'by another way')
    for (const { told } of bens) await told.waitFor(isTyping(false), 2000)
    // Anew, and so told at once.
    await anns.type({ active: true })
    await expect.poll(() => bens.map(typingOf)).toEqual(bens.map(() => [true, false, true]))
  })

  it('goes on while others say something', async () => {
    const { name, anns, near } = await room()
    await anns.type({ active: true })
    await near.told.waitFor(isTyping(true))
    await say(ben!, name, 'in between')
    await pause(300)
    expect(typingOf(near)).toEqual([true])
  })

  it('ends for who leaves', async () => {
    const carl = await registered(here)
    const { name, bens } = await room([carl])
    const carls = await door.connect(there, carl, name)
    await carls.type({ active: true })
    await Promise.all(bens.map(({ told }) => told.waitFor(isTyping(true))))
    await leave(carl, name)
    await Promise.all(bens.map(({ told }) => told.waitFor(isTyping(false), 2000)))
    expect(bens.map(typingOf)).toEqual(bens.map(() => [true, false]))
  })

  it('is told nobody in a room of too many', async () => {
    const { name, anns, bens } = await room(await crowd(here, 4))
    expect(await anns.type({ active: true })).toEqual(door.acknowledges ? { ok: true } : undefined)
    await say(ann!, name, 'said')
    for (const { told } of bens) await told.waitFor(({ message }) => message === 'said')
    expect(bens.map(typingOf)).toEqual([[], []])
  })

  it('is refused when it is malformed, and the connection goes on', async () => {
    const { anns, near } = await room()
    const malformed = [
      {},
      { active: 1 },
      { active: 'true' },
      { active: true, chatroom: 'x' },
      { active: null },
    ]
    const answers = await Promise.all(malformed.map((body) => anns.type(body)))
    await anns.type({ active: true })
    await near.told.waitFor(isTyping(true))
    const codes = door.acknowledges
      ? answers.map((answer) => answer && !answer.ok && answer.error.code)
      : anns.refusals()
    expect(codes).toEqual(malformed.map(() => 'validation_failed'))
  })
})

describe('a member who has just come', () => {
  it('may type at once, though they were none a moment ago', async () => {
    const [owner, carl] = await crowd(here, 2)
    const name = await roomWith(owner!)
    const owners = await TYPING_DOORS[0]!.connect(there, owner!, name)
    await enter(carl!, name)
    const carls = await TYPING_DOORS[0]!.connect(here, carl!, name)
    await carls.type({ active: true })
    expect(await owners.told.waitFor(isTyping(true), 2000)).toMatchObject({ user: personOf(carl!) })
  })
})

describe('the allowance for signals', () => {
  it('refuses what is too much, and says so', async () => {
    const server = await startServer({ env: { RATE_LIMITS: 'on', RATE_LIMIT_SIGNALS: '3' } })
    const eve = await registered(server)
    const name = await roomWith(eve)
    const eves = await TYPING_DOORS[1]!.connect(server, eve, name)
    const answers = await Promise.all(range(1, 5).map(() => eves.type({ active: true })))
    expect(answers.slice(0, 3)).toEqual(range(1, 3).map(() => ({ ok: true })))
    expect(answers[4]).toMatchObject({
      ok: false,
      error: { code: 'rate_limited', detail: 'More than 3 signals within 10 seconds (RATE_LIMIT_SIGNALS).' },
    })
  })
})
