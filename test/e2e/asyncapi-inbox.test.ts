// The AsyncAPI document of the inbox: everything that really passes through it, by both doors, and nothing that does not.
import { beforeAll, describe, expect, it } from 'vitest'
import { draftsIn, readAndType, SocketDocument } from '../support/asyncapi.js'
import { askToEnter } from '../support/governing.js'
import type { Draft } from '../support/drafts.js'
import { Inbox, within } from '../support/inbox.js'
import { leave, must, registered, roomWith, say, unique, type Person } from '../support/people.js'
import { sharedServer, type Server } from '../support/server.js'
import { closingOf, refusalOf, socketIo } from '../support/socketio.door.js'
import { FrameSocket } from '../support/websocket.door.js'

let server: Server
let documented: SocketDocument
let ann: Person
let bob: Person

beforeAll(async () => {
  server = await sharedServer()
  documented = await SocketDocument.of(server)
  ann = await registered(server, 'Ann')
  bob = await registered(server, 'Bob')
})

const exampleOf = (key: string): object => documented.message(key).examples[0]!.payload as object

/** What brings everything that a `sync` can bring: news, a gap, a room that is not named, and one that is not there. */
async function sync(): Promise<{ lunch: string; body: object }> {
  const lunch = await roomWith(ann, [bob])
  const long = await roomWith(ann)
  await roomWith(ann)
  for (const text of ['one', 'two']) await say(ann, long, text)
  const nowhere = unique('nowhere')
  const after = { [lunch]: { seq: 1, log: null }, [long]: 0, [nowhere]: 5 }
  return { lunch, body: { ...exampleOf('sync'), after, limit: 2 } }
}

const inRoom = (chatroom: string, draft: Draft) => ({ chatroom, ...draft })

describe('an inbox, as documented', () => {
  it('by plain WebSocket', async () => {
    const { lunch, body } = await sync()
    const socket = new FrameSocket(server, '/inbox')
    await socket.opened
    const auth = { ...exampleOf('inboxAuth'), token: ann.token }
    documented.check('inboxAuth', auth)
    socket.send(auth)
    await socket.frames.waitFor(({ type }) => type === 'ready')
    const asked = { type: 'sync', ...body }
    documented.check('syncFrame', asked)
    socket.send(asked)
    await socket.frames.waitFor(({ type }) => type === 'synced')
    const sent = (await draftsIn(server, ann, lunch)).map((draft) => inRoom(lunch, draft))
    const marks = { ...exampleOf('inboxMarkFrame'), chatroom: lunch }
    const typing = { ...exampleOf('inboxTypingRequest'), chatroom: lunch }
    const watch = { ...exampleOf('watchFrame'), users: [bob.user.username] }
    for (const frame of [...sent, marks, typing, watch, { ...marks, read: -1 }]) socket.send(frame)
    const answers = sent.length + 2
    await socket.frames.waitFor(
      () => socket.frames.items.filter(({ type }) => /^(ack|error|marked)$/.test(type)).length === answers,
    )
    const gone = await readAndType(server, bob, lunch)
    await askToEnter(ann, lunch, await registered(server))
    for (const awaited of ['marks', 'typing', 'presence', 'requests'])
      await socket.frames.waitFor(({ type }) => type === awaited)
    gone()
    await leave(ann, lunch)
    await socket.frames.waitFor(({ type, chatroom }) => type === 'room_gone' && chatroom === lunch)
    await socket.close()
    const told = documented.toldIn('inboxPlain')
    const kinds = new Set(socket.frames.items.map((frame) => documented.kindOf(told, frame)))
    expect([...kinds].toSorted()).toEqual(told.toSorted())
  })

  it('by Socket.IO', async () => {
    const { lunch, body } = await sync()
    const signOut = await registered(server, 'Ann')
    const auth = { ...exampleOf('inboxConnect'), token: ann.token }
    documented.check('inboxConnect', auth)
    const socket = socketIo(server, '/inbox', { auth })
    const events = new Inbox<[string, unknown]>()
    socket.onAny((event: string, payload: unknown) => events.push([event, payload]))
    await within(5000, 'ready', new Promise((resolve) => socket.once('ready', resolve)))
    const ask = (event: string, asked: unknown) => socket.timeout(5000).emitWithAck(event, asked)
    documented.check('sync', body)
    documented.check('syncedAnswer', await ask('sync', body))
    documented.check('refused', await ask('sync', body))
    for (const draft of await draftsIn(server, ann, lunch))
      documented.check('inboxAccepted', await ask('message', inRoom(lunch, draft)))
    const marks = { ...exampleOf('inboxMark'), chatroom: lunch }
    documented.check('inboxMarkedAnswer', await ask('mark', marks))
    documented.check('refused', await ask('mark', { ...marks, read: -1 }))
    documented.check('taken', await ask('typing', { ...exampleOf('inboxTypingBody'), chatroom: lunch }))
    documented.check('taken', await ask('watch', { users: [bob.user.username] }))
    socket.emit('message', { ...marks, type: 'text' })
    const gone = await readAndType(server, bob, lunch)
    await askToEnter(ann, lunch, await registered(server))
    for (const awaited of ['marks', 'typing', 'presence', 'requests', 'error_message'])
      await events.waitFor(([event]) => event === awaited)
    gone()
    await leave(ann, lunch)
    await events.waitFor(([event, said]) => event === 'room_gone' && JSON.stringify(said).includes(lunch))
    socket.disconnect()
    await closes(signOut, events)
    const { connect_error: _, ...keys } = documented.namesIn('inboxSocketio')
    for (const [event, payload] of events.items) documented.check(keys[event]!, payload)
    expect(new Set(events.items.map(([event]) => event))).toEqual(new Set(Object.keys(keys)))
  })

  it('for nobody', async () => {
    const refused = await refusalOf(socketIo(server, '/inbox', { auth: { token: 'forged' } }))
    documented.check('connectError', refused)
    const socket = new FrameSocket(server, '/inbox', { token: 'forged' })
    const { code } = await socket.closed
    documented.check('error', socket.frames.items[0])
    expect(Object.keys(documented.json.channels['inboxPlain']!['x-close-codes'])).toContain(String(code))
  })
})

/** Somebody signs out, and their inbox ends with it. */
async function closes(who: Person, events: Inbox<[string, unknown]>): Promise<void> {
  const socket = socketIo(server, '/inbox', { auth: { token: who.token } })
  socket.onAny((event: string, payload: unknown) => events.push([event, payload]))
  const closing = closingOf(socket)
  await within(5000, 'ready', new Promise((resolve) => socket.once('ready', resolve)))
  must(await who.api.post('/auth/logout'), 204)
  await closing
}
