// One plain WebSocket connection as the feed sees it, and the encoding that all connections of a room share.
import type { WebSocket } from 'ws'
import { CloseCode } from '../common/errors.js'
import type { Sink } from '../room-feed/subscription.js'
import type { MessageView } from '../room-log/message.view.js'
import { LINGER_MS } from './socket-limits.js'

/** Encodes what the feed hands out once, however many sockets it goes to. */
export class PlainEncoder {
  private readonly done = new WeakMap<readonly MessageView[], Buffer[]>()

  encode(messages: readonly MessageView[]): Buffer[] {
    const encoded = this.done.get(messages) ?? messages.map((message) => Buffer.from(JSON.stringify(message)))
    this.done.set(messages, encoded)
    return encoded
  }
}

/** A close frame holds 123 bytes of reason. */
const LONGEST_REASON = 123

export class PlainConnection implements Sink {
  /** Whether it is in a room. */
  admitted = false
  /** Pings so far, and the last of them after which a sign of life came. */
  private asked = 0
  private answered = 0

  constructor(
    private readonly socket: WebSocket,
    private readonly encoder: PlainEncoder,
    private readonly queueLimit: number,
  ) {
    socket.on('pong', () => (this.answered = this.asked))
  }

  /** Sends one frame of the server's own, such as `ready` or `ack`. */
  send(frame: object): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    this.socket.send(JSON.stringify(frame))
    this.cutIfSlow()
  }

  write(messages: readonly MessageView[], flushed?: () => void): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    const frames = this.encoder.encode(messages)
    if (flushed) return this.writePaced(frames, 0, flushed)
    for (const frame of frames) this.socket.send(frame, { binary: false })
    this.cutIfSlow()
  }

  close(code: CloseCode, detail: string): void {
    this.socket.close(code, Buffer.from(detail).subarray(0, LONGEST_REASON))
    const timer = setTimeout(() => this.socket.terminate(), LINGER_MS).unref()
    this.socket.once('close', () => clearTimeout(timer))
  }

  /** Asks for a sign of life; answers the number of the question. */
  ping(): number {
    this.socket.ping()
    return ++this.asked
  }

  /** Drops a connection that gave no sign of life since a question. */
  dropIfSilentSince(asked: number): void {
    if (this.answered < asked) this.socket.terminate()
  }

  /** Hands over no more at once than may wait, and the rest when that has gone: a page can be larger than the limit. */
  private writePaced(frames: Buffer[], start: number, flushed: () => void): void {
    for (let next = start; next < frames.length; next++) {
      const last = next === frames.length - 1
      const full = this.socket.bufferedAmount + frames[next]!.length > this.queueLimit / 2
      const then = last ? flushed : full ? () => this.writePaced(frames, next + 1, flushed) : undefined
      this.socket.send(frames[next]!, { binary: false }, then && ((error) => error || then()))
      if (full) return
    }
  }

  private cutIfSlow(): void {
    if (this.socket.bufferedAmount > this.queueLimit)
      this.close(CloseCode.overloaded, 'You read too slowly. Reconnect with your last seq.')
  }
}
