// How what is delivered becomes bytes: encoded once, and what belongs together is one buffer for every socket.
import type { Notice } from '../room-feed/sink.js'
import type { MessageView } from '../room-log/message.view.js'

/** What one delivery is made of; the same object for every connection that gets it. */
export type Delivery = readonly MessageView[] | Notice

export const isNotice = (delivery: Delivery): delivery is Notice => !Array.isArray(delivery)

/** RFC 6455: a final frame of text, from a server and so without a mask. */
const FINAL_TEXT = 0x81
/** The largest lengths that a frame's header can hold in one byte, and in three. */
const SHORT = 125
const MEDIUM = 0xffff

const headerLength = (length: number) => (length <= SHORT ? 2 : length <= MEDIUM ? 4 : 10)

/** One WebSocket frame for each of `texts`, back to back, ready to be written to a socket. */
function textFrames(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text))
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headerLength(length) + length, 0))
  let at = 0
  texts.forEach((text, index) => {
    const length = lengths[index]!
    at = bytes.writeUInt8(FINAL_TEXT, at)
    if (length <= SHORT) at = bytes.writeUInt8(length, at)
    else if (length <= MEDIUM) at = bytes.writeUInt16BE(length, bytes.writeUInt8(126, at))
    else at = bytes.writeBigUInt64BE(BigInt(length), bytes.writeUInt8(127, at))
    at += bytes.write(text, at)
  })
  return bytes
}

/** Texts, one for each frame, and the frames, made when the first socket needs them. */
export class Encoded {
  private bytes: Buffer | undefined

  /**
   * @param prefix what each frame has before its text
   * @param droppable whether a connection that reads slowly may go without
   */
  constructor(
    readonly texts: readonly string[],
    private readonly prefix = '',
    readonly droppable = false,
  ) {}

  get frames(): Buffer {
    const { prefix, texts } = this
    return (this.bytes ??= textFrames(prefix ? texts.map((text) => prefix + text) : texts))
  }

  /** About as many characters as it has bytes. */
  get length(): number {
    return this.texts.reduce((sum, { length }) => sum + length, 0)
  }
}

/** The frames of all pieces. */
export const joined = (pieces: readonly Encoded[]): Buffer =>
  pieces.length === 1 ? pieces[0]!.frames : Buffer.concat(pieces.map(({ frames }) => frames))

const encodedOnce = new WeakMap<Delivery, string[]>()

/** JSON of each entry, or of the notice; encoded once, whichever doors it leaves through. */
export function jsonOf(delivery: Delivery): string[] {
  const known = encodedOnce.get(delivery)
  if (known) return known
  const json = isNotice(delivery)
    ? [JSON.stringify(delivery)]
    : delivery.map((message) => JSON.stringify(message))
  encodedOnce.set(delivery, json)
  return json
}
