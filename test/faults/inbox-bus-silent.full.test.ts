// Comings and goings, and talk, where no hint ever gets to another node and none of them notices: each has a Redis of its own.
import { describe, expect, it } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import { startCluster } from '../support/cluster.js'
import { INBOX_DOORS } from '../support/inbox-lines.js'
import { InboxLoad } from '../support/inbox-load.js'
import { pause } from '../support/inbox.js'
import { crowd, enter, leave, must, roomWith, type Person } from '../support/people.js'
import { hasRedis, startRedis } from '../support/redis.js'
import { at } from '../support/rest.js'
import { amount } from '../support/rounds.js'
import type { Server } from '../support/server.js'
import type { Chatroom } from '../support/wire.js'
import { comingsSuite } from './inbox-comings.suite.js'

/** FEED_CHECK_INTERVAL in seconds: how late anything may be without the bus. */
const CHECK = 1
/** On top of it, in milliseconds: the check's own question, and a machine that runs everything at once. */
const GRACE = 2000
const installed = hasRedis()

async function strangers() {
  const [one, two] = await Promise.all([startRedis(), startRedis()])
  const env = { FEED_CHECK_INTERVAL: String(CHECK) }
  return startCluster({ env, envOf: { 0: { REDIS_URL: one.url }, 1: { REDIS_URL: two.url } } })
}

describe.skipIf(!installed)('a silent bus', () => {
  if (!installed) return
  comingsSuite('which never hear of each other', strangers, {
    steps: amount(2000, 300),
    turns: amount(20, 4),
    within: CHECK * 1000 + GRACE,
  })

  it.each(INBOX_DOORS)('tells before `synced` of who was away, left and is back: %s', async (door) => {
    const [one, two] = (await strangers()).nodes as [Server, Server]
    const [owner, ann] = (await crowd(one, 2)) as [Person, Person]
    const room = await roomWith(owner, [ann])
    // So that the other node knows how far the room was, and does not hear of what comes.
    const stays = await BareInbox.open(two, owner, door)
    await stays.ask('sync', { after: {} })
    const { last_seq, log } = must(await ann.api.get<Chatroom>(at('/chatroom', room)), 200)
    await leave(ann, room)
    await enter(ann, room)
    const back = await BareInbox.open(two, ann, door)
    await back.ask('sync', { after: { [room]: { seq: last_seq, log } } })
    const told = back.frames.items.filter(({ type }) => type !== 'synced').map(({ type, seq }) => [type, seq])
    expect(told).toEqual([
      ['left', last_seq + 1],
      ['joined', last_seq + 2],
    ])
  })

  it('costs nobody a message, nor a number', async () => {
    const cluster = await strangers()
    const load = await InboxLoad.on(cluster)
    await load.progresses(500, 30_000)
    await pause(amount(20_000, 5000))
    await load.finish()
    expect([load.refusals, load.endings]).toEqual([[], []])
  })
})
