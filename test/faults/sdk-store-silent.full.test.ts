// The client on a machine whose store never answers, or only after a while: it gives up on it, and on nothing else.
import { beforeAll, expect, it } from 'vitest'
import { createClient, lastSession, login, MemoryStore, type Store } from '../../client/src/index.js'
import { logOf, PASSWORD, roomWith, signedUp, type Person } from '../support/people.js'
import { liveClient, until, webSocket } from '../support/sdk.js'
import { sharedServer, type Server } from '../support/server.js'
import { whenDone } from '../support/when-done.js'

let server: Server
let ann: Person

beforeAll(async () => {
  server = await sharedServer()
  ann = await signedUp(server, 'Ann')
})

/** A store that keeps everybody waiting until it answers. */
function silentStore(): { store: Store; kept: MemoryStore; answer: () => void } {
  const kept = new MemoryStore()
  let answer = () => {}
  const silence = new Promise<void>((resolve) => (answer = resolve))
  const store: Store = {
    get: (key) => silence.then(() => kept.get(key)),
    put: (values) => silence.then(() => kept.put(values)),
    list: (prefix) => silence.then(() => kept.list(prefix)),
  }
  return { store, kept, answer }
}

it('is live without it after some seconds, once for all that it would be asked', async () => {
  const { store } = silentStore()
  const room = await roomWith(ann)
  const session = await login(server.url, { username: ann.user.username, password: PASSWORD })
  const client = createClient({ url: server.url, session, store, webSocket })
  whenDone(() => client.close())
  await until(client.connection, ({ at }) => at === 'live', 8000)
  const mine = client.room(room)
  const { stored } = mine.sendText('all the same')
  expect(mine.outgoing.getSnapshot()).toHaveLength(1)
  await stored
  expect((await logOf(ann, room)).at(-1)).toMatchObject({ message: 'all the same' })
  // What it should take when signing out it is told, too; nobody waits for it.
  await client.signOut()
})

it('says that nobody is known to have been signed in', async () => {
  expect(await lastSession(server.url, silentStore().store)).toBeUndefined()
})

it('puts away what is said after it has answered, and what it was told meanwhile', async () => {
  const { store, kept, answer } = silentStore()
  const room = await roomWith(ann)
  const client = await liveClient(server, ann, { store })
  client.drafts.set(room, 'begun')
  answer()
  await expect
    .poll(async () => (await kept.list('')).map(([, value]) => value))
    .toContainEqual({
      room,
      text: 'begun',
    })
  client.drafts.set(room, '')
  await expect
    .poll(async () => (await kept.list('')).filter(([key]) => key.includes('draft/')))
    .toHaveLength(0)
})
