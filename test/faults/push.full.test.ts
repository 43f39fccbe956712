// Pushes while nodes die: what one was about to send is sent by another, and whoever was connected to it is woken up all the same.
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { pause, within } from '../support/inbox.js'
import { crowd, personOn, roomWith, say, type Person } from '../support/people.js'
import { PushService } from '../support/push-service.js'
import { startServer } from '../support/server.js'
import { FrameSocket } from '../support/websocket.door.js'

const service = await PushService.start()
const env = { WEBHOOK_PRIVATE_ADDRESSES: 'on', PING_INTERVAL: '3', PING_TIMEOUT: '3' }

it('a push that a node was at when it died is sent by another within ten seconds', async () => {
  const cluster = await startCluster({ env })
  const [first, second] = [cluster.nodes[0]!, cluster.nodes[1]!]
  const [ann, ben] = (await crowd(first, 2)) as [Person, Person]
  const room = await roomWith(ann, [ben])
  const browser = await service.browser().subscribe(ben)
  await cluster.kill(1)
  browser.trouble = 'hangs'
  await say(ann, room, 'hello')
  await within(
    10_000,
    'tried',
    (async () => {
      while (browser.tries.length === 0) await pause(20)
    })(),
  )
  await cluster.revive(1)
  browser.trouble = undefined
  const died = performance.now()
  await cluster.kill(0)
  await browser.pushed.waitFor(({ unread }) => unread === 1)
  expect(performance.now() - died).toBeLessThan(11_500)
  expect(browser.tries).toHaveLength(2)
  // And it follows what is said from now on.
  await say(personOn({ url: second.url }, ann), room, 'again')
  await browser.pushed.waitFor(({ unread }) => unread === 2)
}, 60_000)

it('whoever was connected to a node that has died is woken up for what did not reach them', async () => {
  const cluster = await startCluster({ env })
  const [here, there] = [cluster.nodes[0]!, cluster.nodes[1]!]
  const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
  const room = await roomWith(ann, [ben])
  const browser = await service.browser().subscribe(ben)
  const socket = new FrameSocket(there, '/inbox', { token: ben.token })
  await socket.next('ready')
  await pause(500)
  await cluster.kill(1)
  await say(ann, room, 'are you there?')
  await browser.pushed.waitFor(({ unread }) => unread === 1, 60_000)
  expect(service.wrong).toEqual([])
}, 90_000)

it('what is too much for one step is done in smaller ones, and nobody waits for ever behind it', async () => {
  const server = await startServer({ env })
  const database = new Client(server.databaseUrl)
  await database.connect()
  const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
  const room = await roomWith(ann, [ben])
  const browser = await service.browser().subscribe(ben)
  const { rows } = await database.query<{ is: string }>(
    `SELECT pg_get_functiondef('push_candidates'::regproc) AS is`,
  )
  const refusing = (when: string) =>
    database.query(
      rows[0]!.is.replace(
        /\bBEGIN\n/,
        `BEGIN IF ${when} THEN RAISE 'canceling statement due to statement timeout' USING ERRCODE = '57014'; END IF;\n`,
      ),
    )
  await refusing('true')
  for (const word of ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'])
    await say(ann, room, word)
  await refusing('(SELECT sum(e.last - e.first + 1) > 3 FROM unnest(p_firsts, p_lasts) AS e (first, last))')
  expect(await browser.pushed.waitFor(({ message }) => message === 'eight', 30_000)).toMatchObject({
    unread: 8,
  })
  await database.end()
}, 60_000)
