// One connection of the load generator: a bare TCP socket that upgrades itself, and counts frames without parsing them.
import { connect, type Socket } from 'node:net'
import { Kind, type Dialect } from './dialects.js'
import { CLOSE, frame, PING, PONG, scanFrames, TEXT } from './frames.js'
import type { Seat } from './protocol.js'
import type { Tally } from './tally.js'

/** All connections read into the same memory: what was read is looked at before the next read. */
const MEMORY = Buffer.alloc(256 * 1024)
/** Each load process comes from an address of its own: one address never gets all of a server's connections. */
const HERE = { host: '127.0.0.1', localAddress: `127.0.0.${2 + (process.pid % 250)}` }
const JOIN_WITHIN_MS = 30_000
/** Any 16 bytes: nobody's caches stand in between. */
const KEY = 'AAAAAAAAAAAAAAAAAAAAAA=='

const SEQ = '"seq":'

/** Precedes the time of sending in a message's text. */
const MARK = '"message":"@'
const TIME_DIGITS = 16
/** Characters of a message's text, the time included. */
const TEXT_LENGTH = 100
const PADDING = ' the quick brown fox jumps over the lazy dog'
  .repeat(3)
  .slice(0, TEXT_LENGTH - TIME_DIGITS - 1)

/** A message's text: about 100 characters, with the time at which it was scheduled. */
export const textAt = (scheduled: number): string =>
  `@${Math.round(scheduled).toString().padStart(TIME_DIGITS, '0')}${PADDING}`

/** In turns, so that each changes what the one before has made of it. As ASCII. */
const EMOJI = ['\\ud83d\\udc4d', '\\ud83c\\udf89', '\\ud83d\\ude00']

/** What the nth message of a seat is, without its end. */
function bodyOf({ about }: Seat, scheduled: number, nth: number): string {
  const text = `{"type":"text","message":"${textAt(scheduled)}"`
  if (!about) return text
  const seq = about.seqs[nth % about.seqs.length]
  if (about.kind === 'replies') return `${text},"reply_to":${seq}`
  return `{"type":"reaction","target_seq":${seq},"emoji":"${EMOJI[nth % EMOJI.length]}"`
}

export class Line {
  private socket: Socket | undefined
  private rest: Buffer | undefined
  private upgraded = false
  private joined: ((error?: Error) => void) | undefined
  private messages = 0
  /** When the messages that are not answered yet were scheduled, oldest first: answers come in order. */
  private unanswered: number[] = []

  constructor(
    private readonly seat: Seat,
    private readonly dialect: Dialect,
    private readonly tally: Tally,
  ) {}

  /** Resolves with `ready`. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => this.joined?.(new Error('no `ready` in time')), JOIN_WITHIN_MS)
      this.joined = (error) => {
        this.joined = undefined
        clearTimeout(late)
        if (!error) return resolve()
        this.close()
        reject(new Error(`${this.seat.room}: ${error.message}`))
      }
      const { port } = this.seat
      const socket = connect({ ...HERE, port, noDelay: true, onread: this.reader() })
      socket.on('error', () => undefined)
      socket.once('close', () => this.lost('the connection closed'))
      this.socket = socket
      socket.write(this.handshake())
    })
  }

  /** Sends something, if it is a text one that says when it was scheduled. */
  send(scheduled: number, clientId: string | undefined): void {
    const { marks, lively } = this.seat
    if (marks) return this.mark(scheduled, Math.min(marks.from + this.messages++, marks.to))
    if (lively) this.write('{"type":"typing","active":true}')
    const id = clientId === undefined ? '' : `,"client_id":"${clientId}"`
    const body = `${bodyOf(this.seat, scheduled, this.messages)}${id}}`
    this.tally.sent++
    this.unanswered.push(scheduled)
    this.write(this.dialect.message(this.seat, body, this.messages++))
  }

  /** How many marks of its kind go with each text of others; undefined for one that speaks. */
  get besides(): number | undefined {
    return this.seat.besides
  }

  /** Marks one further than before, for nobody to count. */
  markOn(): void {
    const { from = 1 } = this.seat.marks ?? {}
    this.write(`{"type":"mark","read":${from + this.messages++}}`)
  }

  private mark(scheduled: number, read: number): void {
    this.tally.sent++
    this.unanswered.push(scheduled)
    this.write(this.dialect.message(this.seat, `{"type":"mark","read":${read}}`, 0))
  }

  /** Goes without a word, and without counting as lost. */
  close(): void {
    const { socket } = this
    this.socket = undefined
    socket?.destroy()
  }

  private reader() {
    return {
      buffer: MEMORY,
      callback: (length: number, memory: Uint8Array) => {
        this.read(memory as Buffer, length)
        return true
      },
    }
  }

  private handshake(): string {
    const lines = [
      `GET ${this.dialect.path(this.seat)} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${KEY}`,
      ...this.dialect.headers(this.seat),
    ]
    return `${lines.join('\r\n')}\r\n\r\n`
  }

  private write(text: string): void {
    this.socket?.write(frame(TEXT, text))
  }

  private read(memory: Buffer, length: number): void {
    const data = this.rest ? Buffer.concat([this.rest, memory.subarray(0, length)]) : memory
    const end = this.rest ? data.length : length
    this.rest = undefined
    const start = this.upgraded ? 0 : this.upgrade(data.subarray(0, end))
    const at = this.upgraded ? scanFrames(data, start, end, this.take) : start
    // A copy: the memory belongs to whoever reads next.
    if (at < end) this.rest = Buffer.from(data.subarray(at, end))
  }

  /** @returns where the frames start */
  private upgrade(data: Buffer): number {
    const end = data.indexOf('\r\n\r\n')
    if (end < 0) return 0
    const status = data.toString('latin1', 0, data.indexOf('\r\n'))
    if (status.includes(' 101 ')) this.upgraded = true
    else this.lost(status)
    return end + 4
  }

  private readonly take = (opcode: number, data: Buffer, start: number, end: number): void => {
    if (opcode === TEXT) this.receive(this.dialect.kind(data, start, end), data, start, end)
    else if (opcode === PING) this.socket?.write(frame(PONG, ''))
    else if (opcode === CLOSE) this.lost(`closed with ${data.toString('utf8', start + 2, end)}`)
  }

  private receive(kind: Kind, data: Buffer, start: number, end: number): void {
    if (kind === Kind.message) {
      // Of Socket.IO's events the first is `ready`.
      if (this.joined) return this.joined()
      this.tally.delivered++
      if (--this.tally.untilSample <= 0) this.time(data, start, end)
      if (this.seat.lively) this.markRead(data, start, end)
    } else if (kind === Kind.marked) {
      if (this.seat.marks && !this.besides) this.tally.accept(this.unanswered.shift() ?? 0)
    } else if (kind === Kind.accepted) this.tally.accept(this.unanswered.shift() ?? 0)
    else if (kind === Kind.ping) this.write('3')
    else if (kind === Kind.open) this.write(this.dialect.greeting(this.seat))
    else if (kind === Kind.ready) this.joined?.()
    else if (kind === Kind.refused || kind === Kind.rejected) this.refused(data.toString('utf8', start, end))
  }

  private time(data: Buffer, start: number, end: number): void {
    // Of this frame alone: what lies behind it in the memory is none of its business, and a lot to search.
    const text = data.toString('latin1', start, end)
    const at = text.indexOf(MARK) + MARK.length
    if (at >= MARK.length) this.tally.timeDelivery(Number(text.slice(at, at + TIME_DIGITS)))
  }

  /** Says that a message was read. Its `seq` follows the name of the room. */
  private markRead(data: Buffer, start: number, end: number): void {
    const at = data.indexOf(SEQ, start, 'latin1') + SEQ.length
    if (at > start + SEQ.length && at < end)
      this.write(`{"type":"mark","read":${Number.parseInt(data.toString('latin1', at, at + 15), 10)}}`)
  }

  private refused(reason: string): void {
    if (this.joined) return this.joined(new Error(reason))
    this.unanswered.shift()
    this.tally.refuse(reason)
  }

  private lost(reason: string): void {
    if (!this.socket) return
    if (this.joined) return this.joined(new Error(reason))
    this.close()
    this.tally.lose(reason)
  }
}
