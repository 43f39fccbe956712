// What passes through the socket doors: each message with its words, its schema and examples that are made of the schemas.
import type { OpenAPIObject } from '@nestjs/swagger'
import { KINDS } from '../../messaging/kinds/index.js'
import { nameOf, nameOnTheWire, reference, type Schemas } from '../openapi-schemas.js'
import { exampleOf, schemasOf } from './schemas.js'

export interface Example {
  name: string
  summary?: string
  payload: unknown
}

export interface SocketMessage {
  /** What it is called on the wire: a Socket.IO event, or the `type` of a frame. */
  name: string
  title: string
  summary: string
  payload: { $ref?: string }
  correlationId?: { $ref: string }
  examples: Example[]
}

interface Passing {
  name: string
  title: string
  summary: string
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

/** The keys of what can be said. */
export const DRAFT_KEYS = Object.keys(drafts)

/** Every message by its key in the document. */
const PASSING: Record<string, Passing> = {
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

/** The schemas of all messages. */
export const messageSchemas = (openApi: OpenAPIObject): Schemas =>
  schemasOf(
    openApi,
    Object.values(PASSING).map(({ schema }) => schema),
  )

/** One of each kind of message that a room has. */
function roomExamples(schemas: Schemas): Example[] {
  const { oneOf = [] } = schemas['Message']!
  return oneOf.map((member) => ({ name: nameOf(member), payload: exampleOf(schemas, member) }))
}

function examplesOf(key: string, schemas: Schemas): Example[] {
  const { examples, schema } = PASSING[key]!
  if (examples) return examples
  if (key === 'message') return roomExamples(schemas)
  return [{ name: key, payload: exampleOf(schemas, schemas[schema]!) }]
}

/** `components.messages`. */
export function messagesOf(schemas: Schemas): Record<string, SocketMessage> {
  const entries = Object.entries(PASSING).map(([key, { schema, correlated, ...words }]) => [
    key,
    {
      ...words,
      contentType: 'application/json',
      payload: reference(schema),
      ...(correlated && { correlationId: { $ref: '#/components/correlationIds/clientId' } }),
      examples: examplesOf(key, schemas),
    },
  ])
  return Object.fromEntries(entries) as Record<string, SocketMessage>
}
