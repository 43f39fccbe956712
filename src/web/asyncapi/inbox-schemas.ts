// Schemas of the inbox that are those of a room but for the room: an address names it there, and here each message does.
import type { OpenAPIObject } from '@nestjs/swagger'
import { reference, type Schema, type Schemas } from '../openapi-schemas.js'
import { DRAFT_SCHEMAS } from './passing.js'
import { schemasOf } from './schemas.js'

/** What a client sends to one of its rooms, and how a mark is answered. */
const OF_A_ROOM = [
  ...DRAFT_SCHEMAS,
  'MarkFrame',
  'Mark',
  'TypingRequest',
  'Typing',
  'MarkedFrame',
  'MarkedAnswer',
]

/** What says who one is; where one is, `sync` says. */
const WITHOUT_POSITION = ['AuthFrame', 'HandshakeAuth']

/** What it is called in the inbox. */
export const inInbox = (name: string): string => `Inbox${name}`

const CHATROOM: Schema = {
  type: 'string',
  minLength: 1,
  maxLength: 100,
  description: 'The room’s `name`.',
  examples: ['whatsapp_chatroom2'],
}

const withChatroom = ({ properties, required = [], ...schema }: Schema): Schema => ({
  ...schema,
  properties: { chatroom: CHATROOM, ...properties },
  required: ['chatroom', ...required],
})

function withoutPosition({ properties, ...schema }: Schema): Schema {
  const { after_seq: _, log: _log, ...rest } = properties!
  return { ...schema, properties: rest }
}

/** By name, with all that they refer to. */
export function inboxSchemas(openApi: OpenAPIObject): Schemas {
  const schemas = schemasOf(openApi, [...OF_A_ROOM, ...WITHOUT_POSITION])
  const changed = (names: string[], change: (schema: Schema) => Schema) =>
    names.map((name) => [inInbox(name), change(schemas[name]!)] as const)
  const derived = [...changed(OF_A_ROOM, withChatroom), ...changed(WITHOUT_POSITION, withoutPosition)]
  const draft: Schema = { oneOf: DRAFT_SCHEMAS.map((name) => reference(inInbox(name))) }
  return { ...schemas, ...Object.fromEntries(derived), InboxDraft: draft }
}
