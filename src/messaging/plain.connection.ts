// One plain WebSocket connection as the feed sees it, and the encoding that all connections of a room share.
import type { WebSocket } from 'ws'
import { CloseCode } from '../common/errors.js'
import type { Sink } from '../room-feed/subscription.js'
import type { MessageView } from '../room-log/message.view.js'

/** Encodes what the feed hands out once, however many sockets it goes to. */
export class PlainEncoder {
  private readonly done = new WeakMap<readonly MessageView[], Buffer[]>()

  encode(messages: readonly MessageView[]): Buffer[] {
    const encoded = this.done.get(messages) ?? messages.map((message) => Buffer.from(JSON.stringify(message)))
    this.done.set(messages, encoded)
    return encoded
  }
}

/** How long a cut connection may take to read why, before it is dropped. */
const LINGER_MS = 2000
/** A close frame holds 123 bytes of reason. */
const LONGEST_REASON = 123

export class PlainConnection implements Sink {
  /** Whether it is in a room. */
  admitted = false
  /** Whether the last ping was answered. */
  private alive = true

  constructor(
    private readonly socket: WebSocket,
    private readonly encoder: PlainEncoder,
    private readonly queueLimit: number,
  ) {
    socket.on('pong', () => (this.alive = true))
  }

  /** Sends one frame of the server's own, such as `ready` or `ack`. */
  send(frame: object): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(frame))
  }

  write(messages: readonly MessageView[], flushed?: () => void): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    const frames = this.encoder.encode(messages)
    frames.forEach((frame, index) => {
      this.socket.send(frame, { binary: false }, index === frames.length - 1 ? flushed : undefined)
    })
    if (this.socket.bufferedAmount > this.queueLimit) {
      this.close(CloseCode.overloaded, 'You read too slowly. Reconnect with your last seq.')
    }
  }

  close(code: CloseCode, detail: string): void {
    this.socket.close(code, Buffer.from(detail).subarray(0, LONGEST_REASON))
    const timer = setTimeout(() => this.socket.terminate(), LINGER_MS).unref()
    this.socket.once('close', () => clearTimeout(timer))
  }

  /** Asks for a sign of life. */
  ping(): void {
    this.alive = false
    this.socket.ping()
  }

  /** Drops a connection that gave no sign of life since it was asked. */
  dropIfSilent(): void {
    if (!this.alive) this.socket.terminate()
  }
}
