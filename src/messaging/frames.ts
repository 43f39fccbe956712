// How what is delivered becomes bytes: encoded once, and what belongs together is one buffer for every socket.
import * as ws from 'ws'
import type { Notice } from '../room-feed/sink.js'
import type { MessageView } from '../room-log/message.view.js'

/** What one delivery is made of; the same object for every connection that gets it. */
export type Delivery = readonly MessageView[] | Notice

export const isNotice = (delivery: Delivery): delivery is Notice => !Array.isArray(delivery)

/** A whole frame of text, from a server and so without a mask, and without compression. */
const TEXT_FRAME = { fin: true, opcode: 1, mask: false, rsv1: false, readOnly: false }

/** The framing of `ws`, which it exports without a type. */
const { frame } = (ws as unknown as { Sender: { frame: (data: Buffer, options: object) => Buffer[] } }).Sender

/** One WebSocket frame for each of `texts`, back to back, ready to be written to a socket. */
const textFrames = (texts: readonly string[]): Buffer =>
  Buffer.concat(texts.flatMap((text) => frame(Buffer.from(text), TEXT_FRAME)))

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
