// What passes through the socket doors: each message with its words, its schema and examples that are made of the schemas.
import type { OpenAPIObject } from '@nestjs/swagger'
import { DRAFTS } from '../../messaging/draft.dto.js'
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

interface Kind {
  name: string
  title: string
  summary: string
  schema: string
  /** Carries a `client_id`, or the acknowledgement of one. */
  correlated?: boolean
}

type DraftKey = keyof typeof DRAFTS

/** What is said of each kind of draft. */
const DRAFT_WORDS: Record<DraftKey, Pick<Kind, 'title' | 'summary'>> = {
  text: { title: 'Say something', summary: 'A text. With a `client_id` a retry is safe for ever.' },
  attachment: {
    title: 'Send an attachment',
    summary: 'A file in base64 (over Socket.IO also as raw bytes), or the `id` of an upload.',
  },
}

export const DRAFT_KEYS = Object.keys(DRAFTS) as DraftKey[]

const drafts = Object.fromEntries(
  DRAFT_KEYS.map((key) => {
    const schema = nameOnTheWire(DRAFTS[key].name)
    return [key, { name: 'message', ...DRAFT_WORDS[key], schema, correlated: true }]
  }),
) as Record<DraftKey, Kind>

/** Every message by its key in the document. */
const KINDS = {
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
} satisfies Record<string, Kind>

export type MessageKey = keyof typeof KINDS

/** The schemas of all messages. */
export const messageSchemas = (openApi: OpenAPIObject): Schemas =>
  schemasOf(
    openApi,
    Object.values(KINDS).map(({ schema }) => schema),
  )

/** What Swagger UI offers for a POST to the same address, sorted by kind. */
function draftExamples({ paths }: OpenAPIObject, type: DraftKey): Example[] {
  const body = paths['/send-message/{chatroom_name}']?.post?.requestBody as
    | { content: Record<string, { examples?: Record<string, { summary?: string; value: object }> }> }
    | undefined
  const examples = Object.entries(body?.content['application/json']?.examples ?? {})
  return examples
    .filter(([, { value }]) => (value as { type?: unknown }).type === type)
    .map(([name, { summary, value }]) => ({ name, ...(summary && { summary }), payload: value }))
}

/** One of each kind of message that a room has. */
function roomExamples(schemas: Schemas): Example[] {
  const { oneOf = [] } = schemas['Message']!
  return oneOf.map((member) => ({ name: nameOf(member), payload: exampleOf(schemas, member) }))
}

function examplesOf(key: MessageKey, openApi: OpenAPIObject, schemas: Schemas): Example[] {
  if (Object.hasOwn(DRAFTS, key)) return draftExamples(openApi, key as DraftKey)
  if (key === 'message') return roomExamples(schemas)
  return [{ name: key, payload: exampleOf(schemas, schemas[KINDS[key].schema]!) }]
}

/** `components.messages`. */
export function messagesOf(openApi: OpenAPIObject, schemas: Schemas): Record<MessageKey, SocketMessage> {
  const entries = Object.entries(KINDS as Record<MessageKey, Kind>).map(
    ([key, { schema, correlated, ...words }]) => [
      key,
      {
        ...words,
        contentType: 'application/json',
        payload: reference(schema),
        ...(correlated && { correlationId: { $ref: '#/components/correlationIds/clientId' } }),
        examples: examplesOf(key as MessageKey, openApi, schemas),
      },
    ],
  )
  return Object.fromEntries(entries) as Record<MessageKey, SocketMessage>
}
