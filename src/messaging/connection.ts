// One live connection, whichever socket door it came through: gathers what it has to say and writes it as one.
import { CloseCode, type ChatError } from '../common/errors.js'
import type { Flushable, FlushScheduler } from '../room-feed/flush-scheduler.js'
import type { Sink } from '../room-feed/subscription.js'
import type { MessageView } from '../room-log/message.view.js'
import { Encoded } from './frames.js'

/** A page is in memory as messages and as text. */
const FORMS = 2

export abstract class Connection implements Sink, Flushable {
  /** What leaves with the next round; none, and no array either, while the connection is idle. */
  private due: Encoded[] | undefined
  /** Sends that must be answered before more is read. */
  private held = 0
  /** Bytes of a page of the log that is on its way, as messages and as text, until the last of it has left. */
  paged = 0

  constructor(
    private readonly rounds: Pick<FlushScheduler, 'write'>,
    private readonly queueLimit: number,
  ) {}

  /** The acknowledgement of a send leaves in the same write as its echo. */
  protected say(encoded: Encoded): void {
    if (!this.due) {
      this.due = []
      this.rounds.write(this)
    }
    this.due.push(encoded)
  }

  write(messages: readonly MessageView[], flushed?: () => void): void {
    const encoded = this.encode(messages)
    if (!flushed) return this.say(encoded)
    this.flush()
    this.paged = FORMS * encoded.texts.reduce((sum, { length }) => sum + length, 0)
    this.writePaced(encoded.texts, 0, () => {
      this.paged = 0
      flushed()
    })
  }

  onFlush(): void {
    this.flush()
    if (this.queued() > this.queueLimit)
      this.close(CloseCode.overloaded, 'You read too slowly. Reconnect with your last seq.')
  }

  /**
   * Reads nothing more until `release` was called as often. While more messages come than can be stored, they stay with
   * their senders; otherwise reading and refusing them would take the time that storing needs.
   */
  hold(): void {
    if (this.held++ === 0) this.read(false)
  }

  release(): void {
    if (--this.held === 0) this.read(true)
  }

  abstract close(code: CloseCode, detail: string, error?: ChatError): void

  protected abstract encode(messages: readonly MessageView[]): Encoded

  /** What `texts` are to this door. */
  protected abstract wrap(texts: readonly string[]): Encoded

  /** Writes to the socket, unless it is closed. `written` is called when all of it has left the process. */
  protected abstract put(pieces: readonly Encoded[], written?: () => void): void

  /** Goes on reading what the client sends, or stops for now. */
  protected abstract read(on: boolean): void

  /** Bytes that wait in this process for the other side to read. */
  protected abstract queued(): number

  /** Writes what is due now, ahead of the round. */
  protected flush(): void {
    const due = this.due
    if (!due) return
    this.due = undefined
    this.put(due)
  }

  /** Hands over no more at once than may wait, and the rest when that has gone: a page can be larger than the limit. */
  private writePaced(texts: readonly string[], start: number, flushed: () => void): void {
    let end = start
    let waiting = this.queued()
    do waiting += Buffer.byteLength(texts[end++]!)
    while (end < texts.length && waiting <= this.queueLimit / 2)
    const then = end === texts.length ? flushed : () => this.writePaced(texts, end, flushed)
    this.put([this.wrap(texts.slice(start, end))], then)
  }
}
