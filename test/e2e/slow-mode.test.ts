// Slow mode: of each member one message in so many seconds, whatever door they come through, and however many at once.
import { beforeAll, describe, expect, it } from 'vitest'
import { DOORS } from '../support/doors.js'
import { makeAdmin, settle } from '../support/governing.js'
import { range } from '../support/inbox.js'
import { crowd, logOf, must, personOn, roomWith, say, type Person } from '../support/people.js'
import { sharedNodes } from '../support/server.js'
import { at, expectProblem } from '../support/rest.js'

const [one, two] = await sharedNodes()

const PAUSE = 3600
const text = (message: string, client_id?: string) => ({
  type: 'text',
  message,
  ...(client_id && { client_id }),
})

async function slowRoom(owner: Person, others: Person[]): Promise<string> {
  const room = await roomWith(owner, others)
  await settle(owner, room, { slow_mode: PAUSE })
  return room
}

describe.concurrent.each(DOORS)('slow mode over $name', (door) => {
  let [ann, ben, carl]: Person[] = []
  let room: string
  beforeAll(async () => {
    ;[ann, ben, carl] = await crowd(one, 3)
    room = await slowRoom(ann!, [ben!, carl!])
  })

  it('takes one message, and says how long to wait for the next; a retry is none', async () => {
    const client = await door.connect(two, ben!.token, room)
    const first = await client.send(text('one', 'first'))
    expect(first).toMatchObject({ ok: true, duplicate: false })
    const refused = await client.send(text('two', 'second'))
    expect(refused).toMatchObject({ ok: false, error: { code: 'rate_limited' } })
    const wait = refused.ok ? 0 : refused.error.retry_after!
    expect(wait).toBeGreaterThan(PAUSE - 600)
    expect(wait).toBeLessThanOrEqual(PAUSE)
    expect(await client.send(text('one', 'first'))).toMatchObject({ ok: true, duplicate: true })
    const seq = first.ok ? first.seq : 0
    for (const body of [
      { type: 'edit', target_seq: seq, message: 'one more' },
      { type: 'reaction', target_seq: seq, emoji: '👍' },
    ])
      expect(await client.send(body)).toMatchObject({ ok: true })
    await client.close()
  })

  it('takes all that owner and admins say', async () => {
    await makeAdmin(ann!, room, carl!)
    for (const { token } of [ann!, carl!]) {
      const client = await door.connect(one, token, room)
      for (const word of ['one', 'two', 'three'])
        expect(await client.send(text(word))).toMatchObject({ ok: true })
      await client.close()
    }
  })
})

describe.concurrent('slow mode', () => {
  it('takes exactly one of many messages of a member that come at once, through all doors and nodes', async () => {
    const [ann, ...others] = (await crowd(one, 4)) as [Person, ...Person[]]
    const room = await slowRoom(ann, others)
    const answers = await Promise.all(
      others.map(async ({ token }) => {
        const clients = await Promise.all(
          [one, two].flatMap((node) => DOORS.map((door) => door.connect(node, token, room))),
        )
        const sent = clients.flatMap((client, place) =>
          range(1, 5).map((nth) => client.send(text(`${place} ${nth}`, `${place}-${nth}`))),
        )
        const outcomes = await Promise.all(sent)
        await Promise.all(clients.map((client) => client.close()))
        return outcomes
      }),
    )
    for (const outcomes of answers) {
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
      for (const each of outcomes) if (!each.ok) expect(each.error.code).toBe('rate_limited')
    }
    const said = (await logOf(ann, room)).filter(({ n }) => n !== undefined)
    expect(said.map(({ n }) => n)).toEqual([1, 2, 3])
    expect(new Set(said.map(({ sender }) => sender.id)).size).toBe(3)
  })

  it('counts from the last that was said, also before it was set, and ends with it', async () => {
    const [ann, ben] = (await crowd(one, 2)) as [Person, Person]
    const room = await roomWith(ann, [ben])
    await say(ben, room, 'before')
    await settle(ann, room, { slow_mode: PAUSE })
    const send = (word: string) => personOn(two, ben).api.post(at('/send-message', room), text(word))
    expectProblem(await send('too soon'), 'rate_limited')
    await settle(ann, room, { slow_mode: 0 })
    must(await send('at last'), 201)
    must(await send('and again'), 201)
  })

  it('does not count what was said elsewhere, or by others', async () => {
    const [ann, ben, carl] = (await crowd(one, 3)) as [Person, Person, Person]
    const [room, other] = [await slowRoom(ann, [ben, carl]), await roomWith(ann, [ben])]
    await say(ben, other, 'elsewhere')
    await say(ben, room, 'once')
    await say(carl, room, 'another')
    expectProblem(await ben.api.post(at('/send-message', room), text('twice')), 'rate_limited')
  })
})

it('slow mode is over after its pause', async () => {
  const [ann, ben] = (await crowd(one, 2)) as [Person, Person]
  const room = await roomWith(ann, [ben])
  await settle(ann, room, { slow_mode: 1 })
  for (const word of ['one', 'two'])
    await expect
      .poll(async () => (await ben.api.post(at('/send-message', room), text(word))).status)
      .toBe(201)
  const times = (await logOf(ann, room))
    .filter(({ n }) => n !== undefined)
    .map(({ created_at }) => Date.parse(created_at))
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(1000)
})
