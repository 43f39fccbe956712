// One plain WebSocket connection: its frames in both directions, its pings and its close.
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { ChatError, CloseCode } from '../common/errors.js'
import { refusalOfSync } from '../common/largest-message.js'
import { assertFewParts } from '../common/structure.js'
import { tcpHolderOf } from '../common/tcp-holder.js'
import type { FlushScheduler } from '../room-feed/flush-scheduler.js'
import type { Session } from './address.js'
import type { Release } from './connection-counts.js'
import { Connection, type ConnectionConfig, type Request } from './connection.js'
import { noteCut } from './connection-log.js'
import { Encoded, isNotice, joined, jsonOf, type Delivery } from './frames.js'
import type { ErrorFrame, RefusedMessage } from './frames.view.js'
import { closeReason, limitFrames } from './websocket-server.js'

/** Milliseconds in which somebody for whom too much is kept may hear why. */
const LAST_WORDS_MS = 200

const encodedOnce = new WeakMap<Delivery, Encoded>()

export interface Frame {
  data: RawData
  isBinary: boolean
}

export class PlainConnection extends Connection {
  readonly door = 'websocket'
  /** Whether it is known whose it is, and it is in a room. */
  identified = false
  /** Gives back its place among those of its address; and what it is the connection of, once it is let in. */
  place: Release | undefined
  session: Session | undefined
  /** Pings so far, and the last of them after which a sign of life came. */
  private asked = 0
  private answered = 0
  /** Frames for which it is too early: `ws` hands on what came in one piece also after a pause. */
  private early: Frame[] | undefined
  /** Where a frame goes; while there is nowhere, it waits. */
  private receive: ((frame: Frame) => void) | undefined

  /**
   * @param stream what `socket` speaks over. Frames are written to it directly, many at once: `ws` writes them one by one,
   *   and each in two parts. Both write whole frames, and without compression both at once, so that none is broken up.
   */
  constructor(
    private readonly socket: WebSocket,
    private readonly stream: Duplex,
    scheduler: Pick<FlushScheduler, 'write'>,
    config: ConnectionConfig,
  ) {
    super(scheduler, config)
    socket.on('pong', () => (this.answered = this.asked))
    socket.on('message', (data, isBinary) => this.take({ data, isBinary }))
    const holder = tcpHolderOf(stream)
    if (!holder) return
    holder.gauge = () => this.paged
    holder.refuse = () => this.drop()
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN
  }

  /** The first frame; after it nothing is read until `onRequest`. */
  firstFrame(): Promise<Frame> {
    return new Promise((resolve) => {
      this.receive = (frame) => {
        this.socket.pause()
        this.receive = undefined
        resolve(frame)
      }
    })
  }

  onRequest(receive: (request: Request) => void): void {
    const receiveFrame = (frame: Frame) => {
      // `ws` reads on after a close frame of ours, until there is one of theirs.
      if (this.isOpen) receive({ body: fitting(bodyOf(frame, this.config.MAX_BODY_BYTES), frame) })
    }
    for (const frame of this.early ?? []) receiveFrame(frame)
    this.early = undefined
    this.receive = receiveFrame
    this.socket.resume()
  }

  identify(userId: string, largest: number): void {
    this.identified = true
    limitFrames(this.socket, largest)
    const holder = tcpHolderOf(this.stream)
    if (holder) holder.user = userId
  }

  answer(type: string | undefined, answer: object): void {
    if (type !== undefined) this.tell(type, answer)
  }

  refuse(error: RefusedMessage): void {
    this.tell('error' satisfies ErrorFrame['type'], error)
  }

  close(code: CloseCode, detail: string, error?: ChatError): void {
    if (!this.isOpen) return
    noteCut(this, code)
    if (error) this.refuse(error.toWire())
    this.flush()
    this.socket.close(code, closeReason(detail))
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

  private take(frame: Frame): void {
    if (this.receive) this.receive(frame)
    else (this.early ??= []).push(frame)
  }

  /** Too much is kept for it: no more of it is read, and it goes as soon as it has been told. */
  private drop(): void {
    this.socket.pause()
    this.close(CloseCode.overloaded, 'Too much is half sent, or not read (MAX_HELD_BYTES). Reconnect.')
    setTimeout(() => this.socket.terminate(), LAST_WORDS_MS)
  }

  protected encode(delivery: Delivery): Encoded {
    const known = encodedOnce.get(delivery)
    if (known) return known
    const encoded = new Encoded(jsonOf(delivery), '', isNotice(delivery))
    encodedOnce.set(delivery, encoded)
    return encoded
  }

  protected textOf(type: string, body: object): string {
    return JSON.stringify({ type, ...body })
  }

  protected wrap(texts: readonly string[]): Encoded {
    return new Encoded(texts)
  }

  protected writeFrames(pieces: readonly Encoded[], written?: () => void): void {
    if (this.isOpen) this.stream.write(joined(pieces), written && ((error) => error || written()))
  }

  protected read(on: boolean): void {
    if (on) this.socket.resume()
    else this.socket.pause()
  }

  protected queued(): number {
    return this.socket.bufferedAmount
  }
}

/** What a frame holds, or what is wrong with its size. */
function fitting(body: object, { data }: Frame): object {
  const isSync = (body as { type?: unknown }).type === 'sync'
  return (isSync && refusalOfSync((data as Buffer).length)) || body
}

/** A byte order mark says nothing in UTF-8, but some libraries write it. */
const withoutMark = (text: string) => (text.startsWith('\ufeff') ? text.slice(1) : text)

/**
 * The object that a frame is, or what is wrong with it.
 * @param limit bytes of a message around its attachment
 */
export function bodyOf({ data, isBinary }: Frame, limit: number): object {
  if (isBinary) return new ChatError('validation_failed', 'Send text frames; attachments as base64.')
  try {
    assertFewParts(data as Buffer, limit)
    const body: unknown = JSON.parse(withoutMark((data as Buffer).toString()))
    if (typeof body === 'object' && body !== null) return body
  } catch (error) {
    if (error instanceof ChatError) return error
    // Said below, without the parser's words: they quote the frame.
  }
  return new ChatError('validation_failed', 'Each frame must be one JSON object.')
}
