// The HTTP door: a send is a POST, and what the sockets would replay is read from the history.
import { Problem } from '../shared/problem'
import type { Message } from '../shared/wire'
import { exchange } from './http-exchange'
import { roomPath, type Link, type Listener, type LinkOptions, type RoomAddress } from './link'

const PAGE = 100

class HttpLink implements Link {
  private open = true
  private log: string | undefined

  constructor(
    private readonly session: LinkOptions['session'],
    private readonly at: RoomAddress,
    private readonly listener: Listener,
  ) {}

  /** Reads everything after `after_seq`, page by page; without one, how far the log has come. */
  async start(): Promise<void> {
    const { room, afterSeq } = this.at
    const start = `/chatroom/${encodeURIComponent(room)}`
    const about = await exchange({ method: 'GET', path: start, token: await this.session.token() }, (seen) =>
      this.listener.saw(seen),
    )
    this.listener.saw(about.answer)
    if (about.status !== 200) return this.end(`refused: ${(about.body as { detail?: string }).detail}`)
    const { last_seq, log } = about.body as { last_seq: number; log: string }
    this.log = this.at.log ?? log
    this.listener.ready()
    this.listener.begun(room, { afterSeq, lastSeq: last_seq, log })
    let after = afterSeq
    while (after !== undefined && this.open) after = await this.page(`${start}/messages`, after)
  }

  send(text: string): void {
    this.post(text).catch((error: unknown) =>
      this.listener.saw({ way: 'note', name: 'not sent', raw: Problem.from(error).words, failed: true }),
    )
  }

  drop(): void {
    this.end('dropped')
  }

  private async page(path: string, after: number): Promise<number | undefined> {
    const asked = {
      method: 'GET',
      path: `${path}?after_seq=${after}&log=${this.log}&limit=${PAGE}`,
      token: await this.session.token(),
    } as const
    const { status, body, answer } = await exchange(asked, (seen) => this.listener.saw(seen))
    this.listener.saw(answer)
    if (status !== 200) {
      const { detail, code } = body as { detail?: string; code?: string }
      this.end(`refused: ${detail}`, code)
      return undefined
    }
    const { messages, has_more } = body as { messages: Message[]; has_more: boolean }
    for (const message of messages) {
      const raw = JSON.stringify(message)
      const name = `message · ${message.type}`
      this.listener.message(message, { way: 'in', name, raw, body: message, seq: message.seq })
    }
    return has_more ? messages.at(-1)?.seq : undefined
  }

  private async post(text: string): Promise<void> {
    const { room } = this.at
    const asked = { method: 'POST', path: roomPath(room), token: await this.session.token(), text } as const
    const { status, body, answer, sentAt } = await exchange(asked, (seen) => this.listener.saw(seen))
    const { seq } = (body ?? {}) as { seq?: number }
    if (!answer.failed && seq !== undefined) {
      const duplicate = status === 200
      this.listener.saw({
        ...answer,
        name: duplicate ? '200 the first message' : answer.name,
        seq,
        duplicate,
      })
      this.listener.stored(room, seq, sentAt, body as Message)
    } else this.listener.saw(answer)
  }

  private end(why: string, code?: string): void {
    if (!this.open) return
    this.open = false
    this.listener.ended(why, code)
  }
}

export function openHttp({ session, at }: LinkOptions, listener: Listener): Link {
  const link = new HttpLink(session, at as RoomAddress, listener)
  link.start().catch((error: unknown) => listener.ended(Problem.from(error).detail))
  return link
}
