// One plain WebSocket connection as the feed sees it.
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { CloseCode, type ChatError } from '../common/errors.js'
import { tcpHolderOf } from '../common/tcp-holder.js'
import type { FlushScheduler } from '../room-feed/flush-scheduler.js'
import type { MessageView } from '../room-log/message.view.js'
import { closeReason } from './close-reason.js'
import { Connection } from './connection.js'
import { noteCut } from './connection-log.js'
import { Encoded, joined, jsonOf } from './frames.js'
import type { ErrorFrame } from './frames.view.js'

/** Encodes what the feed hands out once, however many sockets it goes to. */
export class PlainEncoder {
  private readonly done = new WeakMap<readonly MessageView[], Encoded>()

  encode(messages: readonly MessageView[]): Encoded {
    const known = this.done.get(messages)
    if (known) return known
    const encoded = new Encoded(jsonOf(messages))
    this.done.set(messages, encoded)
    return encoded
  }
}

/** Milliseconds in which somebody for whom too much is kept may hear why. */
const LAST_WORDS_MS = 200

export class PlainConnection extends Connection {
  /** Whether it is in a room. */
  admitted = false
  /** Pings so far, and the last of them after which a sign of life came. */
  private asked = 0
  private answered = 0

  /**
   * @param stream what `socket` speaks over. Frames are written to it directly, many at once: `ws` writes them one by one,
   *   and each in two parts. Both write whole frames, and without compression both at once, so that none is broken up.
   */
  constructor(
    private readonly socket: WebSocket,
    private readonly stream: Duplex,
    private readonly encoder: PlainEncoder,
    rounds: Pick<FlushScheduler, 'write'>,
    queueLimit: number,
  ) {
    super(rounds, queueLimit)
    socket.on('pong', () => (this.answered = this.asked))
    const holder = tcpHolderOf(stream)
    if (!holder) return
    holder.gauge = () => this.paged
    holder.refuse = () => this.drop()
  }

  /** Sends one frame of the server's own, such as `ready` or `ack`. */
  send(frame: object): void {
    this.say(new Encoded([JSON.stringify(frame)]))
  }

  close(code: CloseCode, detail: string, error?: ChatError): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    noteCut(this, code)
    if (error) this.send({ type: 'error', ...error.toWire() } satisfies ErrorFrame)
    this.flush()
    this.socket.close(code, closeReason(detail))
  }

  /** From now on it is known whose connection it is. */
  countFor(userId: string): void {
    const holder = tcpHolderOf(this.stream)
    if (holder) holder.user = userId
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

  /** Too much is kept for it: no more of it is read, and it goes as soon as it has been told. */
  private drop(): void {
    this.socket.pause()
    this.close(CloseCode.overloaded, 'Too much is half sent, or not read (MAX_HELD_BYTES). Reconnect.')
    setTimeout(() => this.socket.terminate(), LAST_WORDS_MS)
  }

  protected encode(messages: readonly MessageView[]): Encoded {
    return this.encoder.encode(messages)
  }

  protected wrap(texts: readonly string[]): Encoded {
    return new Encoded(texts)
  }

  protected put(pieces: readonly Encoded[], written?: () => void): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    this.stream.write(joined(pieces), written && ((error) => error || written()))
  }

  protected read(on: boolean): void {
    if (on) this.socket.resume()
    else this.socket.pause()
  }

  protected queued(): number {
    return this.socket.bufferedAmount
  }
}
