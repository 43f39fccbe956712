// The plain WebSocket doors, of a room and of the inbox, frame by frame.
import { SERVER } from '../shared/place'
import { Problem } from '../shared/problem'
import type { Message } from '../shared/wire'
import { exchange } from './http-exchange'
import { begin, socketPath, understand, type Link, type LinkOptions, type Listener } from './link'
import { parsed, requestOf } from './requests'

interface Frame {
  type?: string
  client_id?: string | null
  seq?: number
  chatroom?: string
  code?: string
  duplicate?: boolean
}

interface Pending {
  answer: string
  clientId: string | undefined
  sentAt: number
}

class PlainLink implements Link {
  private socket: WebSocket | undefined
  private dropped = false
  private readonly pending: Pending[] = []
  /** Of the last error that answered nothing: what a close is for. */
  private refusal: string | undefined

  constructor(
    private readonly options: LinkOptions,
    private readonly listener: Listener,
  ) {}

  async open(): Promise<void> {
    const { session, at, byTicket } = this.options
    const query = new URLSearchParams()
    if ('room' in at && at.afterSeq !== undefined) {
      query.set('after_seq', String(at.afterSeq))
      if (at.log !== undefined) query.set('log', at.log)
    }
    const token = await session.token()
    if (byTicket) query.set('ticket', await this.ticket(token))
    if (this.dropped) return
    const address = `${SERVER.replace(/^http/, 'ws')}${socketPath(at)}${query.size > 0 ? `?${query}` : ''}`
    this.listener.saw({ way: 'out', name: 'handshake', raw: `GET ${address}` })
    const socket = new WebSocket(address)
    this.socket = socket
    socket.addEventListener(
      'open',
      () => !byTicket && this.say(JSON.stringify({ type: 'auth', token }), 'auth'),
    )
    socket.addEventListener('message', ({ data }) => this.receive(String(data)))
    socket.addEventListener('close', ({ code, reason }) => {
      const words = `closed ${code}${reason && `: ${reason}`}`
      if (!this.dropped)
        this.listener.saw({ way: 'in', name: `close ${code}`, raw: words, failed: code >= 4000 })
      this.listener.ended(this.dropped ? 'dropped' : words, this.refusal)
    })
  }

  send(text: string): void {
    const { event, body, answer, clientId } = requestOf(text)
    if (answer !== undefined) this.pending.push({ answer, clientId, sentAt: performance.now() })
    this.say(text, event)
    if (event === 'sync') begin(this.listener, (body as { after?: unknown }).after)
  }

  drop(): void {
    this.dropped = true
    if (this.socket) this.socket.close()
    else this.listener.ended('dropped')
  }

  private say(text: string, name: string): void {
    this.listener.saw({ way: 'out', name, raw: text, body: parsed(text) })
    this.socket?.send(text)
  }

  private receive(raw: string): void {
    const body = JSON.parse(raw) as Frame
    const { type = '', seq } = body
    if (type === 'error' || type === 'ack') this.answered(type, raw, body)
    else if (seq === undefined) {
      this.listener.saw({ way: 'in', name: type, raw, body, ...this.settle(type) })
      this.understand(type, body)
    } else
      this.listener.message(body as unknown as Message, {
        way: 'in',
        name: `message · ${type}`,
        raw,
        body,
        seq,
      })
  }

  private answered(type: 'ack' | 'error', raw: string, body: Frame): void {
    const { seq, client_id, duplicate, chatroom, code } = body
    if (type === 'error' && this.pending.length === 0) this.refusal = code
    const { sentAt, ...ackMs } = this.settle(type, client_id ?? undefined)
    const more = type === 'ack' ? { seq: seq!, duplicate: duplicate! } : { failed: true }
    this.listener.saw({ way: 'in', name: type, raw, body, ...ackMs, ...more })
    const { at } = this.options
    const room = 'room' in at ? at.room : chatroom
    if (type === 'ack' && sentAt !== undefined && room) this.listener.stored(room, seq!, sentAt)
  }

  private understand(type: string, body: Frame): void {
    const { at } = this.options
    understand(this.listener, at, type, body)
    if (type === 'ready' && 'after' in at) this.send(JSON.stringify({ type: 'sync', after: at.after }))
  }

  /** When the frame that is answered was sent: the first with this `client_id`; an error may answer anything. */
  private settle(answer: string, clientId?: string): { sentAt?: number; ackMs?: number } {
    const isMeant = (each: Pending) => each.answer === answer || answer === 'error'
    const exact = this.pending.findIndex((each) => isMeant(each) && each.clientId === clientId)
    const place = exact === -1 ? this.pending.findIndex(isMeant) : exact
    const sentAt = place === -1 ? undefined : this.pending.splice(place, 1)[0]!.sentAt
    return sentAt === undefined ? {} : { sentAt, ackMs: performance.now() - sentAt }
  }

  /** A browser cannot send a header with a WebSocket. */
  private async ticket(token: string): Promise<string> {
    const { status, body, answer } = await exchange(
      { method: 'POST', path: '/auth/ticket', token, text: '{}' },
      (seen) => this.listener.saw({ ...seen, body: undefined }),
    )
    this.listener.saw({ ...answer, name: status === 201 ? '201 ticket' : answer.name })
    if (status !== 201) throw new Problem('unauthenticated', 'The server gave no ticket.')
    return (body as { ticket: string }).ticket
  }
}

export function openPlain(options: LinkOptions, listener: Listener): Link {
  const link = new PlainLink(options, listener)
  link.open().catch((error: unknown) => listener.ended(Problem.from(error).detail))
  return link
}
