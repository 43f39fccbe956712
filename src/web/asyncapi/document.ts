// The AsyncAPI 3 document of both socket doors, built from the OpenAPI document, so that the two cannot disagree.
import type { OpenAPIObject } from '@nestjs/swagger'
import { ERRORS } from '../../common/errors.js'
import { CLOSE_CODES } from '../close-codes.js'
import { DRAFT_KEYS, messageSchemas, messagesOf, type MessageKey, type SocketMessage } from './messages.js'
import type { Schema, Schemas } from '../openapi-schemas.js'

/** Where a reader can reach the server. */
export interface Place {
  /** With its port, if it has one. */
  host: string
  secure: boolean
  /** The path below which a proxy has put it, such as `/chat`; or nothing. */
  prefix: string
}

interface Reference {
  $ref: string
}

export interface Server {
  host: string
  pathname?: string
  protocol: string
  title: string
  description: string
  [field: string]: unknown
}

export interface Channel {
  address: string
  title: string
  description: string
  servers: Reference[]
  messages: Record<string, Reference>
  bindings?: { ws: { query: Schema; headers: Schema; [field: string]: unknown } }
  'x-close-codes': Record<string, string>
  [field: string]: unknown
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
  channels: Record<'plain' | 'socketio', Channel>
  operations: Record<string, Operation>
  components: { schemas: Schemas; messages: Record<MessageKey, SocketMessage>; [field: string]: unknown }
  'x-error-codes': Record<string, ErrorWords>
  [field: string]: unknown
}

/** For whoever reads it for the first time; the page opens with it, too. */
export const INTRODUCTION = `One address per chatroom, \`/send-message/{chatroom_name}\`, is a plain WebSocket and a Socket.IO namespace (and takes a POST, which the OpenAPI document describes).

What is said in a room, and who enters and leaves it, is a message with the room's next \`seq\`: 1, 2, 3, … without a gap. An acknowledged message is on disk. Connect with \`after_seq\`, the last \`seq\` you have, and you get exactly the rest, in order, and then what is said live: one stream. Give \`log\` back beside it, and with what you send: it says which log that \`seq\` is of, and changes when the room is made anew or the database comes back with another history.`

const PERSPECTIVE = '`send` and `receive` are said from the server’s side: it receives what you send.'

const PLAIN: MessageKey[] = ['auth', ...DRAFT_KEYS, 'readyFrame', 'message', 'ack', 'error']
const SOCKET_IO: MessageKey[] = [
  'connect',
  ...DRAFT_KEYS,
  'readyEvent',
  'message',
  'accepted',
  'refused',
  'errorMessage',
  'connectError',
  'closing',
]

const scheme = (name: string): Reference => ({ $ref: `#/components/securitySchemes/${name}` })

function servers({ host, secure, prefix }: Place): AsyncApiDocument['servers'] {
  const protocol = secure ? 'wss' : 'ws'
  return {
    plain: {
      host,
      ...(prefix && { pathname: prefix }),
      protocol,
      protocolVersion: '13',
      title: 'Plain WebSocket',
      description: 'For any RFC 6455 client. Text frames, each one JSON object.',
      security: [scheme('bearer'), scheme('ticket'), scheme('authFrame')],
    },
    socketio: {
      host,
      pathname: `${prefix}/socket.io/`,
      protocol,
      protocolVersion: '5',
      title: 'Socket.IO',
      description: 'Socket.IO 3 and 4 clients (protocol 5); by WebSocket, or by HTTP long polling first.',
      security: [scheme('handshake'), scheme('bearer')],
    },
  }
}

const pick = (keys: MessageKey[]): Record<string, Reference> =>
  Object.fromEntries(keys.map((key) => [key, { $ref: `#/components/messages/${key}` }]))

const parameters = { chatroom_name: { $ref: '#/components/parameters/chatroom_name' } }

/** What the address and the headers of a plain WebSocket may carry. */
function binding(schemas: Schemas): NonNullable<Channel['bindings']> {
  const text = (description: string): Schema => ({ type: 'string', description })
  /** As in the handshake of Socket.IO, but that an address has no null. */
  const inAddress = (field: string): Schema => {
    const schema = schemas['HandshakeAuth']!.properties![field]!
    return { ...schema, type: [schema.type ?? []].flat()[0]! }
  }
  return {
    ws: {
      method: 'GET',
      query: {
        type: 'object',
        properties: {
          after_seq: inAddress('after_seq'),
          log: inAddress('log'),
          ticket: text('From `POST /auth/ticket`; one use, 60 s. For browsers, which cannot send headers.'),
        },
      },
      headers: {
        type: 'object',
        properties: { Authorization: text('`Bearer <access_token>`') },
      },
      bindingVersion: '0.1.0',
    },
  }
}

function channels(schemas: Schemas): AsyncApiDocument['channels'] {
  const closeCodes = Object.fromEntries(Object.entries(CLOSE_CODES))
  return {
    plain: {
      address: '/send-message/{chatroom_name}',
      title: 'Plain WebSocket',
      description:
        'Say who you are (header, ticket or first frame); `ready` comes, then what follows `after_seq`, then live messages. Each frame that you send is answered with `ack` or `error`; a bad frame never closes a good connection.',
      servers: [{ $ref: '#/servers/plain' }],
      parameters,
      messages: pick(PLAIN),
      bindings: binding(schemas),
      'x-close-codes': closeCodes,
    },
    socketio: {
      address: '/send-message/{chatroom_name}',
      title: 'Socket.IO namespace',
      description:
        'Connect to the namespace with `auth`; `ready` comes, then what follows `after_seq`, then live messages. An emit with an acknowledgement function is always answered.',
      servers: [{ $ref: '#/servers/socketio' }],
      parameters,
      messages: pick(SOCKET_IO),
      'x-close-codes': closeCodes,
    },
  }
}

function operations(): AsyncApiDocument['operations'] {
  const inChannel = (channel: string) => ({ $ref: `#/channels/${channel}` })
  const messages = (channel: string, keys: MessageKey[]) =>
    keys.map((key) => ({ $ref: `#/channels/${channel}/messages/${key}` }))
  const operation = (
    action: Operation['action'],
    channel: 'plain' | 'socketio',
    [title, summary]: [string, string],
    keys: MessageKey[],
    answers?: MessageKey[],
  ): Operation => ({
    action,
    channel: inChannel(channel),
    title,
    summary,
    messages: messages(channel, keys),
    ...(answers && { reply: { channel: inChannel(channel), messages: messages(channel, answers) } }),
  })
  return {
    plainAuth: operation(
      'receive',
      'plain',
      ['Say who you are', 'Only without a header or a ticket.'],
      ['auth'],
      ['readyFrame', 'error'],
    ),
    plainSend: operation('receive', 'plain', ['Send', 'Stored, then acknowledged.'], DRAFT_KEYS, [
      'ack',
      'error',
    ]),
    plainListen: operation('send', 'plain', ['Listen', 'One ordered stream.'], ['readyFrame', 'message']),
    plainRefusals: operation(
      'send',
      'plain',
      ['Not let in, or the log was replaced', 'Followed by a close code; 1013 where the log was replaced.'],
      ['error'],
    ),
    socketioConnect: operation(
      'receive',
      'socketio',
      ['Connect', 'To the room’s namespace.'],
      ['connect'],
      ['readyEvent', 'connectError'],
    ),
    socketioSend: operation('receive', 'socketio', ['Send', 'Stored, then acknowledged.'], DRAFT_KEYS, [
      'accepted',
      'refused',
      'errorMessage',
    ]),
    socketioListen: operation(
      'send',
      'socketio',
      ['Listen', 'One ordered stream.'],
      ['readyEvent', 'message'],
    ),
    socketioClosing: operation(
      'send',
      'socketio',
      [
        'Sent away',
        'Followed by a disconnect for 4401, 4403, 4404 and 1008; else by the end of the connection, and clients come back. After `seq_unknown` in an `error_message` where the log was replaced.',
      ],
      ['errorMessage', 'closing'],
    ),
  }
}

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
      messages: messagesOf(openApi, schemas),
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
