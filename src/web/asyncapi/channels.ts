// The channels of both socket doors: where they are, what passes in which direction, and how they close.
import type { Schema, Schemas } from '../openapi-schemas.js'
import { CLOSE_CODES } from '../close-codes.js'
import { DRAFT_KEYS } from './messages.js'

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

export type Channels = Record<'plain' | 'socketio', Channel>

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

const PLAIN = ['auth', ...DRAFT_KEYS, 'readyFrame', 'message', 'ack', 'error']
const SOCKET_IO = [
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

export function servers({ host, secure, prefix }: Place): Record<string, Server> {
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

const pick = (keys: string[]): Record<string, Reference> =>
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

export function channels(schemas: Schemas): Channels {
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

export function operations(): Record<string, Operation> {
  const inChannel = (channel: string) => ({ $ref: `#/channels/${channel}` })
  const messages = (channel: string, keys: string[]) =>
    keys.map((key) => ({ $ref: `#/channels/${channel}/messages/${key}` }))
  const operation = (
    action: Operation['action'],
    channel: 'plain' | 'socketio',
    [title, summary]: [string, string],
    keys: string[],
    answers?: string[],
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
