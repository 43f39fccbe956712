// The messages of the document: what passes, each with its schema and examples that are made of the schemas.
import type { OpenAPIObject } from '@nestjs/swagger'
import { nameOf, reference, type Schemas } from '../openapi-schemas.js'
import { inboxSchemas } from './inbox-schemas.js'
import { ON_THE_INBOX } from './inbox-passing.js'
import { IN_A_ROOM, type Example } from './passing.js'
import { exampleOf, schemasOf } from './schemas.js'

export interface SocketMessage {
  /** What it is called on the wire: a Socket.IO event, or the `type` of a frame. */
  name: string
  title: string
  summary: string
  payload: { $ref?: string }
  correlationId?: { $ref: string }
  examples: Example[]
}

const PASSING = { ...IN_A_ROOM, ...ON_THE_INBOX }

/** The schemas of all messages. */
export function messageSchemas(openApi: OpenAPIObject): Schemas {
  const derived = inboxSchemas(openApi)
  const own = Object.values(PASSING).map(({ schema }) => schema)
  const documented = schemasOf(
    openApi,
    own.filter((name) => !(name in derived)),
  )
  return { ...documented, ...derived }
}

/** One of each kind of message that a room has. */
function roomExamples(schemas: Schemas): Example[] {
  const { oneOf = [] } = schemas['Message']!
  return oneOf.map((member) => ({ name: nameOf(member), payload: exampleOf(schemas, member) }))
}

function examplesOf(key: string, schemas: Schemas): Example[] {
  const { examples, schema, name } = PASSING[key]!
  if (examples) return examples
  if (key === 'message') return roomExamples(schemas)
  return [{ name, payload: exampleOf(schemas, schemas[schema]!) }]
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
