// One line of a lane's log: a frame as it passed, and what is known of it.

export type Way = 'in' | 'out' | 'note'

export interface Frame {
  readonly id: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly way: Way
  /** What it is, in a word or two. */
  readonly name: string
  /** As it was on the wire. */
  readonly raw: string
  /** Of `raw`, in UTF-8. */
  readonly bytes: number
  /** What it carries, decoded. */
  readonly body?: unknown
  readonly seq?: number
  readonly duplicate?: boolean
  readonly failed?: boolean
  /** Part of the transport, such as a heartbeat: of interest to few. */
  readonly transport?: boolean
  /** Milliseconds from the send to this acknowledgement. */
  readonly ackMs?: number
  /** Milliseconds from the send, in whichever lane, to this delivery. */
  readonly deliveryMs?: number
}

/** What a door knows of a frame. */
export type Seen = Pick<Frame, 'way' | 'name' | 'raw'> &
  Partial<Pick<Frame, 'body' | 'transport' | 'failed' | 'duplicate' | 'seq' | 'ackMs'>>

let count = 0
const encoder = new TextEncoder()

export function frameOf(seen: Seen): Frame {
  return {
    id: ++count,
    at: performance.timeOrigin + performance.now(),
    bytes: encoder.encode(seen.raw).length,
    ...seen,
  }
}
