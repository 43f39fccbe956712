// Who is told outside: webhooks, and browsers of people who are away.
import { createECDH, randomBytes } from 'node:crypto'
import { at } from '../caller.js'
import { until, type Life } from '../life.js'
import { say, withRoom } from '../room.js'

export const webhooks: Life = {
  name: 'webhooks',
  every: 3000,
  act: (world) =>
    withRoom(world, 2, async (room, [owner]) => {
      const { admin, endpoint, chance } = world
      const address = endpoint.address()
      const body = { url: address.url, events: ['message.*', 'member.*'], chatrooms: [room] }
      const { id } = await admin.must<{ id: string }>(201, 'POST', '/admin/webhooks', body)
      try {
        for (let nth = 0; nth < 5; nth++) await say(owner!, room, { type: 'text', message: chance.words(5) })
        await until('the webhook has got five messages', () => address.times() >= 5)
        await admin.must(200, 'GET', `/admin/webhooks/${id}/deliveries`)
      } finally {
        await admin.must(204, 'DELETE', `/admin/webhooks/${id}`)
        address.forget()
      }
    }),
}

export const pushes: Life = {
  name: 'pushes',
  every: 1000,
  act: (world) =>
    withRoom(world, 3, async (room, [owner, away]) => {
      const { endpoint, chance } = world
      const address = endpoint.address()
      const keys = createECDH('prime256v1')
      keys.generateKeys()
      const subscription = {
        endpoint: address.url,
        keys: { p256dh: keys.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') },
      }
      await away!.calls.must(204, 'PUT', '/push/subscriptions', subscription)
      try {
        const { seq } = await say(owner!, room, { type: 'text', message: chance.words(5) })
        // Another life may just have them connected: then they are told a while later, or not at all.
        await until('a push has come', () => address.times() > 0, 10_000).catch(() => undefined)
        if (chance.next() < 0.5)
          await away!.calls.must(200, 'PUT', at('/chatroom', room, '/marks'), { read: seq })
      } finally {
        await away!.calls.must(204, 'DELETE', '/push/subscriptions', { endpoint: address.url })
        address.forget()
      }
    }),
}
