// Reads Engine.IO and Socket.IO packets as they are on the wire (protocols 4 and 5), for people. Pure; no imports.

const ENGINE = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop']
const SOCKET = ['CONNECT', 'DISCONNECT', 'EVENT', 'ACK', 'CONNECT_ERROR', 'BINARY_EVENT', 'BINARY_ACK']

export interface Packet {
  /** In words: `Engine.IO ping`, `EVENT message`, `ACK 3`. */
  name: string
  /** The event of an EVENT. */
  event?: string
  /** Which emit an EVENT wants answered, or an ACK answers. */
  ackId?: number
  /** What it carries: the first argument of an event or an answer. */
  body?: unknown
  /** Engine.IO’s own, such as a heartbeat. */
  transport: boolean
}

/** type, binary attachments, namespace, acknowledgement id, JSON. */
const SOCKET_IO = /^4([0-6])(?:(\d+)-)?(?:(\/[^,]*),)?(\d+)?([\s\S]*)$/

function parse(json: string): unknown {
  try {
    return json ? JSON.parse(json) : undefined
  } catch {
    return json
  }
}

/** @param raw a text packet, its type digit first */
export function readPacket(raw: string): Packet {
  const [, type, , , id, json = ''] = SOCKET_IO.exec(raw) ?? []
  if (type === undefined)
    return {
      name: `Engine.IO ${ENGINE[Number(raw[0])] ?? 'packet'}`,
      body: parse(raw.slice(1)),
      transport: true,
    }
  const body = parse(json)
  const ackId = id === undefined ? {} : { ackId: Number(id) }
  const kind = SOCKET[Number(type)]!
  if (!Array.isArray(body)) return { name: kind, body, ...ackId, transport: false }
  if (kind.endsWith('ACK'))
    return { name: `${kind} ${id}`, body: body[0] as unknown, ...ackId, transport: false }
  const [event, argument] = body as [string, unknown]
  return { name: `${kind} ${event}`, event, body: argument, ...ackId, transport: false }
}
