// The AsyncAPI 3 document of both socket doors, built from the OpenAPI document, so that the two cannot disagree.
import type { OpenAPIObject } from '@nestjs/swagger'
import { ERRORS } from '../../common/errors.js'
import type { Place } from '../served-documents.js'
import { channels, servers, type Channels, type Server } from './channels.js'
import { messageSchemas, messagesOf, type SocketMessage } from './messages.js'
import { operations, type Operation } from './operations.js'
import type { Schemas } from '../openapi-schemas.js'

interface ErrorWords {
  title: string
  /** Where it ends a connection, or lets none begin. */
  close_code: number
  retryable: boolean
}

export interface AsyncApiDocument {
  asyncapi: '3.0.0'
  info: { title: string; version: string; description: string; [field: string]: unknown }
  servers: Record<string, Server>
  channels: Channels
  operations: Record<string, Operation>
  components: { schemas: Schemas; messages: Record<string, SocketMessage>; [field: string]: unknown }
  'x-error-codes': Record<string, ErrorWords>
  [field: string]: unknown
}

/** For whoever reads it for the first time; the page opens with it, too. */
export const INTRODUCTION = `One address per chatroom, \`/send-message/{chatroom_name}\`, is a plain WebSocket and a Socket.IO namespace (and takes a POST, which the OpenAPI document describes).

Everything said in a room, and everybody’s coming and going, is an entry of its log with the next \`seq\`: 1, 2, 3, … without a gap. An acknowledged message is on disk. Connect with \`after_seq\`, the last \`seq\` you have, and you get exactly the rest, in order, and then what is said live: one stream. Give \`log\` back beside it, and with what you send: it says which log that \`seq\` is of, and changes when the room is made anew or the database comes back with another history.

\`/inbox\` carries all rooms of a user over one connection, with the same guarantee for each: say once what you have of each room, and you get the rest, then everything live, who comes and goes, how far others have read, who is typing and who is there.`

const PERSPECTIVE = '`send` and `receive` are said from the server’s side: it receives what you send.'

const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The `access_token` of a session in the `Authorization` header of the handshake.',
  },
  ticket: {
    type: 'httpApiKey',
    in: 'query',
    name: 'ticket',
    description: 'What `POST /auth/ticket` answers; one use, 60 s.',
  },
  authFrame: {
    type: 'apiKey',
    in: 'password',
    description: 'The `access_token` in the first frame, `auth`, within 10 s.',
  },
  handshake: {
    type: 'apiKey',
    in: 'password',
    description: 'The `access_token` as `auth.token` of the Socket.IO handshake.',
  },
}

/** What the `code` of an error means: the server's own table. */
const errorCodes = (): AsyncApiDocument['x-error-codes'] =>
  Object.fromEntries(
    Object.entries(ERRORS).map(([code, { title, close, retryable }]) => [
      code,
      { title, close_code: close, retryable },
    ]),
  )

/** The socket doors of a server that can be reached at `place`. */
export function asyncApiDocument(openApi: OpenAPIObject, place: Place): AsyncApiDocument {
  const schemas = messageSchemas(openApi)
  const { title, version, license } = openApi.info
  return {
    asyncapi: '3.0.0',
    id: 'urn:whatsapp-api-server:sockets',
    info: {
      title: `${title}: the socket doors`,
      version,
      description: `${INTRODUCTION}\n\n${PERSPECTIVE}`,
      license,
    },
    defaultContentType: 'application/json',
    servers: servers(place),
    channels: channels(schemas),
    operations: operations(),
    components: {
      schemas,
      messages: messagesOf(schemas),
      parameters: {
        chatroom_name: {
          description: 'The chatroom’s `name`, percent-encoded or not; compared in Unicode NFC.',
          examples: ['whatsapp_chatroom2'],
        },
      },
      correlationIds: {
        clientId: {
          description: 'What you chose, and get back in the answer and in the message.',
          location: '$message.payload#/client_id',
        },
      },
      securitySchemes: SECURITY_SCHEMES,
    },
    'x-error-codes': errorCodes(),
  }
}
