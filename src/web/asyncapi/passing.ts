// What passes between a client and the address of a room: each message with its words and the schema of what it carries.
import { KINDS } from '../../messaging/kinds/index.js'
import { nameOnTheWire } from '../openapi-schemas.js'

export interface Example {
  name: string
  summary?: string
  payload: unknown
}

export interface Passing {
  name: string
  title: string
  summary: string
  /** Of `components.schemas`. */
  schema: string
  /** Carries a `client_id`, or the acknowledgement of one. */
  correlated?: boolean
  /** Where they are not made of the schema. */
  examples?: Example[]
}

const drafts = Object.fromEntries(
  KINDS.map(({ type, draft, title, summary, examples }): [string, Passing] => [
    type,
    {
      name: 'message',
      title,
      summary,
      schema: nameOnTheWire(draft.name),
      correlated: true,
      examples: Object.entries(examples).map(([name, { value, ...words }]) => ({
        name,
        ...words,
        payload: value,
      })),
    },
  ]),
)

/** The names of the schemas of what can be said. */
export const DRAFT_SCHEMAS = KINDS.map(({ draft }) => nameOnTheWire(draft.name))

/** The keys of what can be said. */
export const DRAFT_KEYS = Object.keys(drafts)

/** By their keys in the document. */
export const IN_A_ROOM: Record<string, Passing> = {
  auth: {
    name: 'auth',
    title: 'Who you are',
    summary: 'The first frame, within 10 s, unless the header or a ticket has said it.',
    schema: 'AuthFrame',
  },
  connect: {
    name: 'connect',
    title: 'Who you are, and where to resume',
    summary: 'The `auth` of a Socket.IO connection to the namespace: Socket.IO’s CONNECT packet.',
    schema: 'HandshakeAuth',
  },
  ...drafts,
  readyFrame: {
    name: 'ready',
    title: 'You are in',
    summary: 'The first frame; what follows `after_seq` comes next, then live messages.',
    schema: 'ReadyFrame',
  },
  readyEvent: {
    name: 'ready',
    title: 'You are in',
    summary: 'The first event; what follows `after_seq` comes next, then live messages.',
    schema: 'Ready',
  },
  message: {
    name: 'message',
    title: 'A message of the room',
    summary:
      'Replayed or live, your own included, as one stream: 1, 2, 3, … without a gap or a repeat. Entering and leaving are messages, too.',
    schema: 'Message',
    correlated: true,
  },
  markFrame: {
    name: 'mark',
    title: 'How far you are',
    summary: 'You have read up to here, or entries have reached you. Saying something needs none.',
    schema: 'MarkFrame',
  },
  mark: {
    name: 'mark',
    title: 'How far you are',
    summary: 'You have read up to here, or entries have reached you. Saying something needs none.',
    schema: 'Mark',
  },
  typingRequest: {
    name: 'typing',
    title: 'You are typing',
    summary: 'Again every few seconds while you are; `active: false` when you stop. Nothing answers it.',
    schema: 'TypingRequest',
  },
  typingBody: {
    name: 'typing',
    title: 'You are typing',
    summary: 'Again every few seconds while you are; `active: false` when you stop.',
    schema: 'Typing',
  },
  marks: {
    name: 'marks',
    title: 'Somebody has read on',
    summary:
      'One of the others, in rooms that are not too large, at most once a second; or yourself, on whichever device, then with what is unread.',
    schema: 'MarksFrame',
  },
  typing: {
    name: 'typing',
    title: 'Somebody is typing',
    summary: 'One of the others; it ends after 6 s, or with the message.',
    schema: 'TypingFrame',
  },
  requests: {
    name: 'requests',
    title: 'Somebody asks to come in',
    summary: 'To owner and admins: somebody waits to be let in, or, settled by one of them, does so no more.',
    schema: 'RequestsFrame',
  },
  presence: {
    name: 'presence',
    title: 'Who is there',
    summary: 'Of somebody whom you watch, or have a direct chat with: at once, and whenever it changes.',
    schema: 'PresenceFrame',
  },
  ack: {
    name: 'ack',
    title: 'It is stored',
    summary: 'The database has committed what you sent.',
    schema: 'AckFrame',
    correlated: true,
  },
  error: {
    name: 'error',
    title: 'It is refused',
    summary: 'A frame that cannot be taken, or, before a close, why you are not let in or cannot go on.',
    schema: 'ErrorFrame',
    correlated: true,
  },
  marked: {
    name: 'marked',
    title: 'It is marked',
    summary: 'The database has committed it: how far you are now, and what is left to read.',
    schema: 'MarkedFrame',
  },
  markedAnswer: {
    name: 'acknowledgement',
    title: 'It is marked',
    summary: 'Calls your acknowledgement function once the database has committed it.',
    schema: 'MarkedAnswer',
  },
  taken: {
    name: 'acknowledgement',
    title: 'It is taken',
    summary: 'Calls your acknowledgement function, if you gave one.',
    schema: 'TakenAnswer',
  },
  accepted: {
    name: 'acknowledgement',
    title: 'It is stored',
    summary: 'Calls your acknowledgement function once the database has committed what you sent.',
    schema: 'AcceptedAnswer',
    correlated: true,
  },
  refused: {
    name: 'acknowledgement',
    title: 'It is refused',
    summary: 'Calls your acknowledgement function; nothing was stored.',
    schema: 'RefusedAnswer',
  },
  errorMessage: {
    name: 'error_message',
    title: 'It is refused, and you gave no acknowledgement function',
    summary:
      'The answer to an emit that left no other way to answer; or, before `closing`, `seq_unknown`: the log was replaced.',
    schema: 'RefusedAnswer',
  },
  connectError: {
    name: 'connect_error',
    title: 'You are not let in',
    summary:
      '`error.data` of Socket.IO’s `connect_error`. Where it may be different later, the connection ends instead, and clients come back.',
    schema: 'Refusal',
  },
  closing: {
    name: 'closing',
    title: 'You are sent away',
    summary:
      'The last event before the server disconnects you, for good; or ends the connection, so that you come back.',
    schema: 'Closing',
  },
}
