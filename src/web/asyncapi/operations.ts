// What can be done through each of the socket doors: what passes in which direction, and what answers it.
import { DRAFT_KEYS } from './passing.js'

export interface Reference {
  $ref: string
}

export interface Operation {
  /** From the server's side: it `receive`s what a client sends. */
  action: 'send' | 'receive'
  channel: Reference
  title: string
  summary: string
  messages: Reference[]
  reply?: { channel: Reference; messages: Reference[] }
  [field: string]: unknown
}

/** A room and the inbox, each through both doors. */
export const CHANNELS = ['plain', 'socketio', 'inboxPlain', 'inboxSocketio'] as const
export type ChannelKey = (typeof CHANNELS)[number]

interface Described {
  title: string
  summary: string
  /** The client sends these; otherwise it gets them. */
  asks?: string[]
  gets?: string[]
}

const SEND = { title: 'Send', summary: 'Stored, then acknowledged.' }
const MARK = { title: 'Mark', summary: 'How far you are; stored, then answered.' }
const TYPE = { title: 'Type', summary: 'Answered only if it is refused; others in the room see it.' }
const WATCH = { title: 'Watch', summary: 'Who is there, now and from now on.' }
const SYNC = { title: 'Sync', summary: 'Brings all your rooms up to date, and lets you hear them.' }
const LISTEN = {
  title: 'Listen',
  summary: 'One ordered stream; beside it, what has no `seq` and may be lost.',
}
const LISTEN_TO_ALL = {
  title: 'Listen',
  summary: 'Of each room one ordered stream; beside it, what has no `seq`.',
}
const SENT_AWAY =
  'Followed by a disconnect for 4401, 4403, 4404 and 1008; else by the end of the connection, and clients come back.'

/** By channel and by what is done. */
const DESCRIBED: Record<ChannelKey, Record<string, Described>> = {
  plain: {
    Auth: {
      title: 'Say who you are',
      summary: 'Only without a header or a ticket.',
      asks: ['auth'],
      gets: ['readyFrame', 'error'],
    },
    Send: { ...SEND, asks: DRAFT_KEYS, gets: ['ack', 'error'] },
    Mark: { ...MARK, asks: ['markFrame'], gets: ['marked', 'error'] },
    Type: { ...TYPE, asks: ['typingRequest'], gets: ['error'] },
    Listen: { ...LISTEN, gets: ['readyFrame', 'message', 'marks', 'typing', 'presence', 'requests'] },
    Refusals: {
      title: 'Not let in, or the log was replaced',
      summary: 'Followed by a close code; 1013 where the log was replaced.',
      gets: ['error'],
    },
  },
  socketio: {
    Connect: {
      title: 'Connect',
      summary: 'To the room’s namespace.',
      asks: ['connect'],
      gets: ['readyEvent', 'connectError'],
    },
    Send: { ...SEND, asks: DRAFT_KEYS, gets: ['accepted', 'refused', 'errorMessage'] },
    Mark: { ...MARK, asks: ['mark'], gets: ['markedAnswer', 'refused', 'errorMessage'] },
    Type: { ...TYPE, asks: ['typingBody'], gets: ['taken', 'refused', 'errorMessage'] },
    Listen: { ...LISTEN, gets: ['readyEvent', 'message', 'marks', 'typing', 'presence', 'requests'] },
    Closing: {
      title: 'Sent away',
      summary: `${SENT_AWAY} After \`seq_unknown\` in an \`error_message\` where the log was replaced.`,
      gets: ['errorMessage', 'closing'],
    },
  },
  inboxPlain: {
    Auth: {
      title: 'Say who you are',
      summary: 'Only without a header or a ticket.',
      asks: ['inboxAuth'],
      gets: ['inboxReadyFrame', 'error'],
    },
    Sync: {
      ...SYNC,
      asks: ['syncFrame'],
      gets: ['message', 'gapFrame', 'roomFrame', 'roomGoneFrame', 'syncedFrame', 'error'],
    },
    Send: { ...SEND, asks: ['inboxDraft'], gets: ['inboxAck', 'error'] },
    Mark: { ...MARK, asks: ['inboxMarkFrame'], gets: ['inboxMarked', 'error'] },
    Type: { ...TYPE, asks: ['inboxTypingRequest'], gets: ['error'] },
    Watch: { ...WATCH, asks: ['watchFrame'], gets: ['presence', 'error'] },
    Listen: {
      ...LISTEN_TO_ALL,
      gets: [
        'inboxReadyFrame',
        'message',
        'roomFrame',
        'roomGoneFrame',
        'marks',
        'typing',
        'requests',
        'presence',
      ],
    },
    Refusals: { title: 'Not let in', summary: 'Followed by a close code.', gets: ['error'] },
  },
  inboxSocketio: {
    Connect: {
      title: 'Connect',
      summary: 'To the namespace `/inbox`.',
      asks: ['inboxConnect'],
      gets: ['inboxReadyEvent', 'connectError'],
    },
    Sync: {
      ...SYNC,
      asks: ['sync'],
      gets: ['message', 'gap', 'room', 'roomGone', 'synced', 'syncedAnswer', 'refused', 'errorMessage'],
    },
    Send: { ...SEND, asks: ['inboxDraft'], gets: ['inboxAccepted', 'refused', 'errorMessage'] },
    Mark: { ...MARK, asks: ['inboxMark'], gets: ['inboxMarkedAnswer', 'refused', 'errorMessage'] },
    Type: { ...TYPE, asks: ['inboxTypingBody'], gets: ['taken', 'refused', 'errorMessage'] },
    Watch: { ...WATCH, asks: ['watch'], gets: ['presence', 'taken', 'refused', 'errorMessage'] },
    Listen: {
      ...LISTEN_TO_ALL,
      gets: ['inboxReadyEvent', 'message', 'room', 'roomGone', 'marks', 'typing', 'requests', 'presence'],
    },
    Closing: { title: 'Sent away', summary: SENT_AWAY, gets: ['closing'] },
  },
}

/** The keys of all messages that pass through a channel. */
export function messagesIn(channel: ChannelKey): string[] {
  const keys = Object.values(DESCRIBED[channel]).flatMap(({ asks = [], gets = [] }) => [...asks, ...gets])
  return [...new Set(keys)]
}

/** `operations`, by channel and by what is done: `plainSend`. */
export function operations(): Record<string, Operation> {
  const all = CHANNELS.flatMap((channel) =>
    Object.entries(DESCRIBED[channel]).map(([name, described]) => [
      channel + name,
      operationOf(channel, described),
    ]),
  )
  return Object.fromEntries(all) as Record<string, Operation>
}

function operationOf(key: ChannelKey, { title, summary, asks, gets = [] }: Described): Operation {
  const channel = { $ref: `#/channels/${key}` }
  const messages = (keys: string[]) => keys.map((each) => ({ $ref: `${channel.$ref}/messages/${each}` }))
  if (!asks) return { action: 'send', channel, title, summary, messages: messages(gets) }
  const reply = { channel, messages: messages(gets) }
  return { action: 'receive', channel, title, summary, messages: messages(asks), reply }
}
