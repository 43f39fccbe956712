// One live connection as a transport, whatever is spoken over it: gathers what there is to say and writes it as one.
import { CloseCode, type ChatError } from '../common/errors.js'
import type { LiveDoor } from '../common/measures.js'
import type { Config } from '../config/config.js'
import type { FlushScheduler, Writer } from '../room-feed/flush-scheduler.js'
import type { Notice } from '../room-feed/sink.js'
import type { MessageView } from '../room-log/message.view.js'
import type { Delivery, Encoded } from './frames.js'
import type { RefusedMessage } from './frames.view.js'

/** A page is in memory as messages and as text. */
const FORMS = 2

/** What a connection has to know of the settings. */
export type ConnectionConfig = Pick<
  Config,
  'MAX_SOCKET_QUEUE_BYTES' | 'MAX_BODY_BYTES' | 'MAX_ATTACHMENT_BYTES'
>

/** One thing that a client asks for, as it came. */
export interface Request {
  /** The name of an event; a plain frame has none, and is known by the `type` in its body. */
  event?: unknown
  /** What comes with it, or what is wrong with that. */
  body: unknown
  /** The number under which the client waits for an answer, where its wire has such numbers. */
  id?: number
}

export abstract class Connection implements Writer {
  abstract readonly door: LiveDoor
  /** What leaves with the next flush; none, and no array either, while the connection is idle. */
  private due: Encoded[] | undefined
  /** Sends that must be answered before more is read. */
  private pauses = 0
  writtenAt = -Infinity
  /** Bytes of pages of the log that are on their way, as messages and as text, until the last of each has left. */
  paged = 0

  constructor(
    private readonly scheduler: Pick<FlushScheduler, 'write'>,
    protected readonly config: ConnectionConfig,
  ) {}

  /** Writes entries in their order. A page, which has a `flushed`, leaves no faster than the other side reads. */
  write(messages: readonly MessageView[], flushed?: () => void): void {
    const encoded = this.encode(messages)
    if (!flushed) return this.enqueue(encoded)
    this.flush()
    this.page(encoded, flushed)
  }

  /** Says several things of one kind; like a page of entries, they leave no faster than the other side reads. */
  tellPaced(type: string, bodies: readonly object[], told: () => void): void {
    const encoded = this.wrap(bodies.map((body) => this.textOf(type, body)))
    this.flush()
    this.page(encoded, told)
  }

  /** Says something of the server's own, such as `ready`. */
  tell(type: string, body: object): void {
    this.enqueue(this.wrap([this.textOf(type, body)]))
  }

  /** Tells of what may be lost; it is, while half of what may wait for the other side does. */
  notify(event: Notice): void {
    this.enqueue(this.encode(event))
  }

  onFlush(): void {
    this.flush()
    if (this.queued() > this.config.MAX_SOCKET_QUEUE_BYTES)
      this.close(CloseCode.overloaded, 'You read too slowly. Reconnect with your last seq.')
  }

  /**
   * Reads nothing more until `resumeReading` was called as often. While more messages come than can be stored, they stay with
   * their senders; otherwise reading and refusing them would take the time that storing needs.
   */
  pauseReading(): void {
    if (this.pauses++ === 0) this.read(false)
  }

  resumeReading(): void {
    if (--this.pauses === 0) this.read(true)
  }

  /** From now on it is known whose connection it is, and it may send frames that are as large. @param largest bytes */
  abstract identify(userId: string, largest: number): void

  /** Hands on what the client asks for; what it has asked for before waits until then. */
  abstract onRequest(receive: (request: Request) => void): void

  /**
   * Answers a request that was done. The answer of a send leaves in the same write as its echo.
   * @param type of the answer where it is a frame; without one there is no frame
   */
  abstract answer(type: string | undefined, answer: object, id?: number): void

  /** Answers a request that was refused. */
  abstract refuse(error: RefusedMessage, id?: number): void

  /** Says why, after all that is due, and ends; `error` is for what the client has to do something about before it comes back. */
  abstract close(code: CloseCode, detail: string, error?: ChatError): void

  /** What is delivered, as this wire has it: once, however many connections it goes to. */
  protected abstract encode(delivery: Delivery): Encoded

  /** Something of the server's own, as one text on this wire. */
  protected abstract textOf(type: string, body: object): string

  /** What `texts` are on this wire. */
  protected abstract wrap(texts: readonly string[]): Encoded

  /** Writes to the socket, unless it is closed. `written` is called when all of it has left the process. */
  protected abstract writeFrames(pieces: readonly Encoded[], written?: () => void): void

  /** Goes on reading what the client sends, or stops for now. */
  protected abstract read(on: boolean): void

  /** Bytes that wait in this process for the other side to read. */
  protected abstract queued(): number

  protected enqueue(encoded: Encoded): void {
    if (!this.due) {
      this.due = []
      this.scheduler.write(this)
    }
    this.due.push(encoded)
  }

  /** Writes what is due now, ahead of the others. */
  protected flush(): void {
    const { due } = this
    if (!due) return
    this.due = undefined
    const pieces = due.some(({ droppable }) => droppable) ? this.withoutExcess(due) : due
    if (pieces.length > 0) this.writeFrames(pieces)
  }

  /** The other half of the queue is for what may not be lost. */
  private get half(): number {
    return this.config.MAX_SOCKET_QUEUE_BYTES / 2
  }

  private withoutExcess(due: readonly Encoded[]): Encoded[] {
    let waiting = this.queued()
    return due.filter(({ droppable, length }) => {
      if (droppable && waiting + length > this.half) return false
      waiting += length
      return true
    })
  }

  private page(encoded: Encoded, flushed: () => void): void {
    const bytes = FORMS * encoded.length
    this.paged += bytes
    this.writePaced(encoded.texts, 0, () => {
      this.paged -= bytes
      flushed()
    })
  }

  /** Hands over no more at once than may wait, and the rest when that has gone: a page can be larger than the limit. */
  private writePaced(texts: readonly string[], start: number, flushed: () => void): void {
    let end = start
    let waiting = this.queued()
    do waiting += Buffer.byteLength(texts[end++]!)
    while (end < texts.length && waiting <= this.half)
    const then = end === texts.length ? flushed : () => this.writePaced(texts, end, flushed)
    this.writeFrames([this.wrap(texts.slice(start, end))], then)
  }
}
