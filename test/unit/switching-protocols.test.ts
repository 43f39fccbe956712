// Whoever is sent something and wants to speak another protocol instead (101) has answered: nobody waits for more.
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { send } from '../../src/followers/push/push-request.js'
import type { Vapid } from '../../src/followers/push/vapid.js'
import { Receiver } from '../../src/followers/webhooks/webhook-request.js'
import { Browser } from '../support/push-service.js'
import { whenDone } from '../support/when-done.js'

/** Answers everything with 101. */
async function switching(): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n'),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  whenDone(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

it('a webhook has failed', async () => {
  const receiver = new Receiver(1, true)
  whenDone(() => receiver.close())
  const webhook = { url: await switching(), secret: Buffer.alloc(32) }
  const event = { id: 'one', type: 'user.created', created_at: '2026-11-27T10:00:00.000Z', data: {} }
  for (const nth of [1, 2])
    expect(await receiver.send(webhook, { ...event, id: `${nth}` }, 0, new AbortController().signal)).toEqual(
      { status: null, error: 'no answer' },
    )
})

it('a push is refused', async () => {
  const { endpoint, subscription } = new Browser(await switching())
  const { keys } = subscription as { keys: { p256dh: string; auth: string } }
  const vapid = { authorization: async () => 'vapid', topicOf: () => 'topic' } as unknown as Vapid
  const push = { chatroomId: 1, payload: '{}', urgent: false }
  expect(await send({ endpoint, ...keys }, push, vapid, () => ({}), 60_000)).toEqual({ is: 'refused' })
})
