// The channels of both socket doors: where they are, and how they close.
import type { Schema, Schemas } from '../openapi-schemas.js'
import { CLOSE_CODES } from '../close-codes.js'
import type { Place } from '../served-documents.js'
import { messagesIn, type ChannelKey, type Reference } from './operations.js'

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

export type Channels = Record<ChannelKey, Channel>

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

const passing = (channel: ChannelKey): Record<string, Reference> =>
  Object.fromEntries(messagesIn(channel).map((key) => [key, { $ref: `#/components/messages/${key}` }]))

const parameters = { chatroom_name: { $ref: '#/components/parameters/chatroom_name' } }

const text = (description: string): Schema => ({ type: 'string', description })

/** What an address of a room may say: as in the handshake of Socket.IO, but that it has no null. */
function position(schemas: Schemas): Record<string, Schema> {
  const inAddress = (field: string): Schema => {
    const schema = schemas['HandshakeAuth']!.properties![field]!
    return { ...schema, type: [schema.type ?? []].flat()[0]! }
  }
  return { after_seq: inAddress('after_seq'), log: inAddress('log') }
}

/** What the address and the headers of a plain WebSocket may carry. */
const binding = (query: Record<string, Schema>): NonNullable<Channel['bindings']> => ({
  ws: {
    method: 'GET',
    query: {
      type: 'object',
      properties: {
        ...query,
        ticket: text('From `POST /auth/ticket`; one use, 60 s. For browsers, which cannot send headers.'),
      },
    },
    headers: {
      type: 'object',
      properties: { Authorization: text('`Bearer <access_token>`') },
    },
    bindingVersion: '0.1.0',
  },
})

export function channels(schemas: Schemas): Channels {
  const channel = (key: ChannelKey, door: 'plain' | 'socketio') => ({
    servers: [{ $ref: `#/servers/${door}` }],
    messages: passing(key),
    'x-close-codes': { ...CLOSE_CODES },
  })
  return {
    plain: {
      address: '/send-message/{chatroom_name}',
      title: 'A room by plain WebSocket',
      description:
        'Say who you are (header, ticket or first frame); `ready` comes, then what follows `after_seq`, then live messages. Each message and mark that you send is answered; a bad frame never closes a good connection.',
      parameters,
      bindings: binding(position(schemas)),
      ...channel('plain', 'plain'),
    },
    socketio: {
      address: '/send-message/{chatroom_name}',
      title: 'A room by Socket.IO',
      description:
        'Connect to the namespace with `auth`; `ready` comes, then what follows `after_seq`, then live messages. An emit with an acknowledgement function is always answered.',
      parameters,
      ...channel('socketio', 'socketio'),
    },
    inboxPlain: {
      address: '/inbox',
      title: 'The inbox by plain WebSocket',
      description:
        'Say who you are, as in a room; `ready` comes. Say `sync` once: what you lack of each room comes, then `synced`, then everything live. What is for a room carries its `chatroom`.',
      bindings: binding({}),
      ...channel('inboxPlain', 'plain'),
    },
    inboxSocketio: {
      address: '/inbox',
      title: 'The inbox by Socket.IO',
      description:
        'Connect to the namespace; `ready` comes. Emit `sync` once: what you lack of each room comes, then `synced`, then everything live. What is for a room carries its `chatroom`.',
      ...channel('inboxSocketio', 'socketio'),
    },
  }
}
