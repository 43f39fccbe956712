// Statistics: how much there is, and how busy all nodes are together.
import { expect, it } from 'vitest'
import { backend } from '../support/backend.js'
import { Cluster } from '../support/cluster.js'
import { crowd, directWith, must, personOn, roomWith, say, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { FrameSocket } from '../support/websocket.door.js'
import { whenDone } from '../support/when-done.js'

const cluster = await Cluster.start({ nodes: 2 })
whenDone(() => cluster.end())
const [one, two] = cluster.nodes as [(typeof cluster.nodes)[0], (typeof cluster.nodes)[0]]

it('counts what is stored, and what every node has of connections and messages', async () => {
  const keys = await backend(two, 'stats')
  const stats = async () => must(await keys.get<Record<string, unknown>>('/admin/stats'), 200)
  const nothing = { count: 0, bytes: 0 }
  expect(await stats()).toEqual({
    ...{ users: 0, chatrooms: 0, messages: 0, attachments: nothing, connections: 0 },
    ...{ messages_per_minute: 0, nodes: 2 },
  })
  const [ann, ben] = (await crowd(one, 2)) as [Person, Person]
  const room = await roomWith(ann, [ben])
  const chat = (await directWith(ann, ben)).name
  await say(ann, room, 'one')
  await say(personOn(two, ben), room, 'two')
  const { seq } = await say(ben, chat, 'three')
  must(await ann.api.post(at('/send-message', chat), { type: 'reaction', target_seq: seq, emoji: '👍' }), 201)
  const body = new FormData()
  body.append('file', new File(['lunch'], 'lunch.txt'))
  must(await ann.api.send({ method: 'POST', path: '/attachments', body }), 201)
  for (const node of [one, two, two]) {
    const socket = new FrameSocket(node, `/send-message/${room}`, { token: ann.token })
    await socket.next('ready')
    whenDone(async () => socket.socket.close())
  }
  const now = await stats()
  expect(now).toMatchObject({
    ...{ users: 2, chatrooms: 2, messages: 3, attachments: { count: 1, bytes: 5 } },
    ...{ connections: 3, nodes: 2 },
  })
  // What was said, the reaction, and who has come.
  expect(now['messages_per_minute']).toBeGreaterThanOrEqual(4)
  await cluster.kill(0)
  expect(await stats()).toMatchObject({ connections: 2, nodes: 1, messages: 3 })
})
