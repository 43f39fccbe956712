// A TCP connection as somebody for whom this process keeps something, whatever is spoken over it.
import type { Duplex } from 'node:stream'
import type { HeldMemory, Holder } from './held-memory.js'

/** One for each connection, for as long as it lives: its fields are few, and its socket finds it. */
export class TcpHolder implements Holder {
  user: string | undefined
  /** Bytes that are counted up and down by whoever keeps them. */
  kept = 0
  /** What has come of a message that is not whole: 0 between messages. */
  incoming: (() => number) | undefined
  /** What else is kept, asked when somebody looks; and how to give it up politely. */
  gauge: (() => number) | undefined
  refuse: (() => void) | undefined

  constructor(
    readonly socket: Duplex,
    public address: string | undefined,
    private readonly memory?: HeldMemory,
  ) {
    ;(socket as Held)[HOLDER] = this
  }

  held(): number {
    return this.socket.writableLength + this.kept + this.underWay() + (this.gauge?.() ?? 0)
  }

  underWay(): number {
    return this.incoming?.() ?? 0
  }

  /** Whether a message of so many bytes may come now: asked before any of them is kept. */
  claim(bytes: number): boolean {
    return this.memory?.claim(this, bytes) ?? true
  }

  drop(): void {
    if (this.refuse) this.refuse()
    else this.socket.destroy()
  }
}

const HOLDER = Symbol('HOLDER')

interface Held extends Duplex {
  [HOLDER]?: TcpHolder
}

/** The holder of a connection of our HTTP server; undefined for any other stream, such as a closed WebSocket's none. */
export const tcpHolderOf = (socket: Duplex | null | undefined): TcpHolder | undefined =>
  (socket as Held | null | undefined)?.[HOLDER]

/** The same bytes, of which up to `most` count as kept until all have been taken: by a reader who gathers so many. */
export async function* countedUpTo(
  most: number,
  bytes: AsyncIterable<Buffer>,
  holder: TcpHolder | undefined,
): AsyncGenerator<Buffer> {
  let kept = 0
  try {
    for await (const piece of bytes) {
      const more = Math.min(piece.length, most - kept)
      kept += more
      if (holder) holder.kept += more
      yield piece
    }
  } finally {
    if (holder) holder.kept -= kept
  }
}
