// What passes between a client and its inbox: what a room has, with its `chatroom`, and what brings all rooms up to date.
import { inInbox } from './inbox-schemas.js'
import { DRAFT_KEYS, IN_A_ROOM, type Example, type Passing } from './passing.js'

/** The same as in a room, but that it says which one it is for. */
function inRoom(key: string): Passing {
  const { schema, ...words } = IN_A_ROOM[key]!
  return { ...words, schema: inInbox(schema) }
}

/** In the examples of Swagger UI the address says where they go. */
const draftExamples: Example[] = DRAFT_KEYS.flatMap((key) =>
  IN_A_ROOM[key]!.examples!.map(({ payload, ...words }) => ({
    ...words,
    payload: { chatroom: 'whatsapp_chatroom2', ...(payload as object) },
  })),
)

/** By their keys in the document. */
export const ON_THE_INBOX: Record<string, Passing> = {
  inboxAuth: inRoom('auth'),
  inboxConnect: {
    ...inRoom('connect'),
    title: 'Who you are',
    summary: 'The `auth` of a Socket.IO connection to the namespace: Socket.IO’s CONNECT packet.',
  },
  inboxReadyFrame: {
    name: 'ready',
    title: 'You are in',
    summary: 'The first frame: now say `sync`.',
    schema: 'InboxReadyFrame',
  },
  inboxReadyEvent: {
    name: 'ready',
    title: 'You are in',
    summary: 'The first event: now say `sync`.',
    schema: 'InboxReady',
  },
  syncFrame: {
    name: 'sync',
    title: 'What you have',
    summary: 'Once: the last `seq` that you have of each room, and its `log`; `{}` on the first visit.',
    schema: 'SyncFrame',
  },
  sync: {
    name: 'sync',
    title: 'What you have',
    summary: 'Once: the last `seq` that you have of each room, and its `log`; `{}` on the first visit.',
    schema: 'SyncBody',
  },
  inboxDraft: {
    name: 'message',
    title: 'Something for a room',
    summary: 'Whatever can be sent to a room, with its `chatroom`.',
    schema: 'InboxDraft',
    correlated: true,
    examples: draftExamples,
  },
  inboxMarkFrame: inRoom('markFrame'),
  inboxMark: inRoom('mark'),
  inboxTypingRequest: inRoom('typingRequest'),
  inboxTypingBody: inRoom('typingBody'),
  watchFrame: {
    name: 'watch',
    title: 'Whose presence you want',
    summary: 'In the place of those before. Each is answered by a `presence` at once.',
    schema: 'WatchFrame',
  },
  watch: {
    name: 'watch',
    title: 'Whose presence you want',
    summary: 'In the place of those before. Each is answered by a `presence` at once.',
    schema: 'Watch',
  },
  gapFrame: {
    name: 'gap',
    title: 'You lack more than that',
    summary: 'The entries between the two are left out; the newest follow. Read the others of the history.',
    schema: 'GapFrame',
  },
  gap: {
    name: 'gap',
    title: 'You lack more than that',
    summary: 'The entries between the two are left out; the newest follow. Read the others of the history.',
    schema: 'Gap',
  },
  roomFrame: {
    name: 'room',
    title: 'A room of yours',
    summary: 'One that `sync` has not named, or that you are in from now on; live from its `last_seq` on.',
    schema: 'RoomFrame',
  },
  room: {
    name: 'room',
    title: 'A room of yours',
    summary: 'One that `sync` has not named, or that you are in from now on; live from its `last_seq` on.',
    schema: 'Room',
  },
  roomGoneFrame: {
    name: 'room_gone',
    title: 'No room of yours',
    summary:
      'You are not in it any more, or it is not there, or its log is another: forget what you have of it.',
    schema: 'RoomGoneFrame',
  },
  roomGone: {
    name: 'room_gone',
    title: 'No room of yours',
    summary:
      'You are not in it any more, or it is not there, or its log is another: forget what you have of it.',
    schema: 'RoomGone',
  },
  syncedFrame: {
    name: 'synced',
    title: 'You have everything',
    summary: 'All rooms stand where the server does; what comes from here on is live.',
    schema: 'SyncedFrame',
  },
  synced: {
    name: 'synced',
    title: 'You have everything',
    summary: 'All rooms stand where the server does; what comes from here on is live.',
    schema: 'Synced',
  },
  inboxAck: inRoom('ack'),
  inboxMarked: inRoom('marked'),
  inboxAccepted: inRoom('accepted'),
  inboxMarkedAnswer: inRoom('markedAnswer'),
  syncedAnswer: {
    name: 'acknowledgement',
    title: 'You have everything',
    summary: 'Calls your acknowledgement function, beside `synced`.',
    schema: 'SyncedAnswer',
  },
}
