// Socket.IO's parser with bounds: on what one packet may make of itself, and how many may come in one long poll.
import { Decoder, Encoder, PacketType } from 'socket.io-parser'
import { refusalOfSync } from '../common/largest-message.js'
import { assertFewParts } from '../common/structure.js'
import type { Config } from '../config/config.js'

/** Packets of one long poll: what the clients send while the poll before is under way. */
const MOST_IN_A_POLL = 1000
/** Engine.IO writes it between the packets of a long poll. */
const SEPARATOR = '\x1e'
/** How a packet begins whose attachment follows as bytes. */
const BINARY = /^[56]/

/** How the JSON of an event begins that syncs an inbox. */
const SYNC = /^\s*\[\s*"sync"/

/** How a packet begins that asks for a room. */
const CONNECT = `${PacketType.CONNECT}`

/**
 * A parser that does not keep, and does not parse, what no client of a chatroom sends.
 * @param config MAX_BODY_BYTES: a message around its attachment
 */
export function boundedParser({ MAX_BODY_BYTES }: Pick<Config, 'MAX_BODY_BYTES'>): {
  Encoder: typeof Encoder
  Decoder: new () => Decoder
} {
  class BoundedDecoder extends Decoder {
    constructor() {
      // A message has one attachment; those that have come would wait for the rest where nobody counts them.
      super({ maxAttachments: 1 })
    }

    override add(packet: unknown): void {
      if (typeof packet === 'string' && packet.length > MAX_BODY_BYTES && BINARY.test(packet))
        throw new Error('A message whose attachment follows is small')
      if (typeof packet === 'string' && packet.startsWith(CONNECT))
        process.nextTick(() => this.connect(packet))
      else super.add(packet)
    }

    /**
     * Socket.IO lets a room go a tick after it has read that. A client that comes back within the same one would be taken for one
     * that is in the room, and lose its connection.
     */
    private connect(packet: string): void {
      try {
        super.add(packet)
      } catch {
        // No client sends this one; whoever does is closed, as after any other that cannot be read.
        this.emitReserved('decoded', { type: PacketType.CONNECT_ERROR, nsp: '', data: undefined })
      }
    }
  }
  // Private by its type, but a method like others: what is not to be parsed is an event whose body says why.
  const prototype = BoundedDecoder.prototype as unknown as {
    tryParse(json: string): unknown
  }
  const parse = prototype.tryParse
  prototype.tryParse = function (json) {
    try {
      assertFewParts(json, MAX_BODY_BYTES)
      const refusal = SYNC.test(json) && refusalOfSync(Buffer.byteLength(json))
      if (refusal) throw refusal
      return parse.call(this, json)
    } catch (error) {
      return ['message', error]
    }
  }
  return { Encoder, Decoder: BoundedDecoder }
}

/** What a long-polling transport decodes a body with. */
interface PollParser {
  decodePayload: (payload: string, ...rest: unknown[]) => unknown[]
}

/** A body of a long poll with more packets than a client writes into one is not taken apart. */
export function boundPolls(transport: { name: string }): void {
  if (transport.name !== 'polling') return
  const polling = transport as { name: string; parser: PollParser }
  const { parser } = polling
  polling.parser = {
    ...parser,
    decodePayload: (payload, ...rest) => {
      if (hasMore(payload, MOST_IN_A_POLL)) return [{ type: 'error', data: 'parser error' }]
      return parser.decodePayload(payload, ...rest)
    },
  }
}

function hasMore(payload: string, most: number): boolean {
  let found = 0
  for (let at = payload.indexOf(SEPARATOR); at >= 0; at = payload.indexOf(SEPARATOR, at + 1))
    if (++found >= most) return true
  return false
}
