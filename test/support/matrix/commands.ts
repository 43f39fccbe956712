// What can be asked for through the sockets, and who may be told what: a row for each operation and each frame that the document has.
import type { Draft, Drafts } from '../drafts.js'
import { SocketDocument } from '../asyncapi.js'
import type { Server } from '../server.js'
import { draftFor, examplesOf, needOf } from './room-routes.js'
import type { Scene } from './scene.js'
import { governs, isIn, isSignedIn, refusal, type Standing } from './states.js'

export interface Command {
  as: string
  event: 'message' | 'mark' | 'typing' | 'sync' | 'watch'
  body: (scene: Scene) => object
  /** `ok`, or a code. */
  expect: (scene: Scene) => string
}

const sending = (drafts: Drafts): Command[] =>
  examplesOf(drafts).map(([as, draft]: [string, Draft]) => ({
    as,
    event: 'message',
    body: (scene) => draftFor(scene, draft),
    expect: (scene) => refusal(needOf(draft), scene) ?? 'ok',
  }))

const MARK: Command[] = [
  {
    as: 'a mark',
    event: 'mark',
    body: () => ({ read: 1 }),
    expect: (scene) => refusal('read', scene) ?? 'ok',
  },
  {
    as: 'a mark beyond the end',
    event: 'mark',
    body: () => ({ read: 1_000_000 }),
    expect: (scene) => refusal('read', scene) ?? 'seq_unknown',
  },
]
const TYPE: Command[] = [
  {
    as: 'typing',
    event: 'typing',
    body: () => ({ active: false }),
    expect: (scene) => refusal('read', scene) ?? 'ok',
  },
]

/** By the names that the document gives to what a client asks for in a room. */
export const inTheRoom = (drafts: Drafts): Record<string, Command[]> => ({
  Send: sending(drafts),
  Mark: MARK,
  Type: TYPE,
})

/** The same on the inbox, where `chatroom` is added to what is for a room. */
export const onTheInbox = (drafts: Drafts): Record<string, Command[]> => ({
  Sync: [],
  ...inTheRoom(drafts),
  Watch: [
    {
      as: 'watch',
      event: 'watch',
      body: ({ world }) => ({ users: [world.guest.user.username] }),
      expect: () => 'ok',
    },
  ],
})

/** What the document calls being let in. */
const LET_IN = ['Auth', 'Connect']

/** Operations that a client starts and that have no row, and rows without an operation. */
export async function uncovered(server: Server, drafts: Drafts): Promise<string[]> {
  const { operations } = (await SocketDocument.of(server)).json
  const documented = Object.entries(operations)
    .filter(([, { action }]) => action === 'receive')
    .map(([name]) => name)
  const rows = [
    ...['plain', 'socketio'].flatMap((door) => Object.keys(inTheRoom(drafts)).map((name) => door + name)),
    ...['inboxPlain', 'inboxSocketio'].flatMap((door) =>
      Object.keys(onTheInbox(drafts)).map((name) => door + name),
    ),
  ]
  const isLetIn = (name: string) => LET_IN.some((each) => name.endsWith(each))
  return [
    ...documented.filter((name) => !isLetIn(name) && !rows.includes(name)),
    ...rows.filter((name) => !documented.includes(name)),
  ]
}

/** Whoever has asked for something is answered. */
const anybody = isSignedIn
const members = isIn

/** Who may be told what of a room, by the name of the frame; `message` is every entry of its log. */
export const FRAMES: Record<string, (who: Standing) => boolean> = {
  message: members,
  room: members,
  gap: members,
  marks: members,
  typing: members,
  requests: governs,
  room_gone: anybody,
  ack: members,
  marked: members,
  acknowledgement: anybody,
  error: () => true,
  error_message: () => true,
  connect_error: () => true,
  closing: () => true,
  ready: anybody,
  synced: anybody,
  presence: anybody,
}

/** Frames of the document that have no row, and rows without a frame. */
export async function framesWithoutRow(server: Server): Promise<string[]> {
  const document = await SocketDocument.of(server)
  const told = Object.keys(document.json.channels).flatMap((channel) =>
    document.toldIn(channel).map((key) => document.message(key).name),
  )
  const names = new Set([...told, 'acknowledgement'])
  return [
    ...[...names].filter((name) => !(name in FRAMES)),
    ...Object.keys(FRAMES).filter((name) => !names.has(name)),
  ]
}
