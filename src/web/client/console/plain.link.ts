// The plain WebSocket door, frame by frame.
import { SERVER } from '../shared/place'
import { Problem } from '../shared/problem'
import type { Message, User } from '../shared/wire'
import { exchange } from './http-exchange'
import { parsed, socketPath, type Link, type LinkOptions, type Listener } from './link'

interface Frame {
  type?: string
  client_id?: string | null
  seq?: number
  last_seq?: number
  log?: string
  code?: string
  duplicate?: boolean
  user?: User
}

interface Pending {
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
    const { session, room, afterSeq, log, byTicket } = this.options
    const query = new URLSearchParams()
    if (afterSeq !== undefined) query.set('after_seq', String(afterSeq))
    if (afterSeq !== undefined && log !== undefined) query.set('log', log)
    const token = await session.token()
    if (byTicket) query.set('ticket', await this.ticket(token))
    if (this.dropped) return
    const address = `${SERVER.replace(/^http/, 'ws')}${socketPath(room)}${query.size > 0 ? `?${query}` : ''}`
    this.listener.saw({ way: 'out', name: 'handshake', raw: `GET ${address}` })
    const socket = new WebSocket(address)
    this.socket = socket
    socket.addEventListener('open', () => !byTicket && this.say(JSON.stringify({ type: 'auth', token })))
    socket.addEventListener('message', ({ data }) => this.receive(String(data)))
    socket.addEventListener('close', ({ code, reason }) => {
      const words = `closed ${code}${reason && `: ${reason}`}`
      if (!this.dropped)
        this.listener.saw({ way: 'in', name: `close ${code}`, raw: words, failed: code >= 4000 })
      this.listener.ended(this.dropped ? 'dropped' : words, this.refusal)
    })
  }

  send(text: string): void {
    const body = parsed(text) as { client_id?: unknown } | null
    const clientId = typeof body?.client_id === 'string' ? body.client_id : undefined
    this.pending.push({ clientId, sentAt: performance.now() })
    this.say(text)
  }

  drop(): void {
    this.dropped = true
    if (this.socket) this.socket.close()
    else this.listener.ended('dropped')
  }

  private say(text: string): void {
    const body = parsed(text) as { type?: unknown } | null
    const name = body?.type === 'auth' ? 'auth' : 'message'
    this.listener.saw({ way: 'out', name, raw: text, body })
    this.socket?.send(text)
  }

  private receive(raw: string): void {
    const body = JSON.parse(raw) as Frame
    const { type = '', seq, client_id, duplicate } = body
    if (type === 'ready') {
      this.listener.saw({ way: 'in', name: 'ready', raw, body })
      this.listener.ready(body.last_seq!, body.log!)
    } else if (type === 'ack' || type === 'error') {
      if (type === 'error' && this.pending.length === 0) this.refusal = body.code
      const sentAt = this.settle(client_id ?? undefined)
      const ackMs = sentAt === undefined ? {} : { ackMs: performance.now() - sentAt }
      const more = type === 'ack' ? { seq: seq!, duplicate: duplicate! } : { failed: true }
      this.listener.saw({ way: 'in', name: type, raw, body, ...ackMs, ...more })
      if (type === 'ack' && sentAt !== undefined) this.listener.stored(seq!, sentAt)
    } else if (seq === undefined) this.listener.saw({ way: 'in', name: type, raw, body })
    else
      this.listener.message(body as unknown as Message, {
        way: 'in',
        name: `message · ${type}`,
        raw,
        body,
        seq,
      })
  }

  /** When the frame that is answered was sent: the first with this `client_id`. */
  private settle(clientId: string | undefined): number | undefined {
    const known = this.pending.findIndex((each) => each.clientId === clientId)
    return this.pending.splice(Math.max(known, 0), 1)[0]?.sentAt
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
