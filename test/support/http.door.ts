// HTTP alone: a POST to send, and the history asked again and again to receive.
import { Refused, type Closing, type Door, type Ready, type RoomClient } from './room-client.js'
import { Inbox, pause } from './inbox.js'
import { api, type Answer, type Api } from './rest.js'
import type { Chatroom, Message, MessagePage, Problem, SendAnswer, User } from './wire.js'

const POLL_INTERVAL = 100

class HttpRoom implements RoomClient {
  readonly door = 'HTTP'
  readonly inbox = new Inbox<Message>()
  readonly errors: string[] = []
  readonly closed = new Promise<Closing>(() => undefined)
  private open = true
  private polling?: Promise<void>

  constructor(
    private readonly caller: Api,
    /** The chatroom's name as it stands in the address. */
    private readonly segment: string,
    readonly ready: Ready,
  ) {}

  get messages(): Message[] {
    return this.inbox.items
  }

  /** Bytes go as they are: JSON that is taken, though not as documented. */
  async send(body: unknown): Promise<SendAnswer> {
    const path = `/send-message/${this.segment}`
    const headers = { 'content-type': 'application/json' }
    const answer = Buffer.isBuffer(body)
      ? await this.caller.send<Message & Problem>({
          method: 'POST',
          path,
          headers,
          body: Uint8Array.from(body),
        })
      : await this.caller.post<Message & Problem>(path, body)
    if (answer.status !== 201 && answer.status !== 200) {
      const { code, detail, errors } = answer.body
      const retry_after = Number(answer.headers.get('retry-after')) || undefined
      return {
        ok: false,
        error: { code, detail, ...(errors && { errors }), ...(retry_after && { retry_after }) },
      }
    }
    const { seq, created_at, client_id } = answer.body
    return { ok: true, seq, created_at, client_id, duplicate: answer.status === 200 }
  }

  waitFor(predicate: (message: Message) => boolean, ms?: number): Promise<Message> {
    return this.inbox.waitFor(predicate, ms)
  }

  async close(): Promise<void> {
    this.open = false
    await this.polling
  }

  /** Reads on until it is closed, or may not read any longer. */
  poll(after: number): void {
    this.polling = (async () => {
      for (let last = after; this.open;) {
        const page = await history(this.caller, this.segment, last, this.ready.log)
        if (page.status !== 200) return
        for (const message of page.body.messages) this.inbox.push(message)
        last = page.body.messages.at(-1)?.seq ?? last
        if (!page.body.has_more) await pause(POLL_INTERVAL)
      }
    })().catch(() => undefined)
  }
}

const history = (caller: Api, segment: string, after_seq: number, log: string | undefined) =>
  caller.get<MessagePage>(`/chatroom/${segment}/messages`, { after_seq, log, limit: 100 })

function accepted<Body>(answer: Answer<Body>): Body {
  if (answer.status === 200) return answer.body
  const { code, detail } = answer.body as Problem
  throw new Refused(code, detail)
}

export const httpDoor: Door = {
  name: 'HTTP',
  live: false,
  async connect(server, token, room, { after_seq, log, segment = encodeURIComponent(room) } = {}) {
    const caller = api(server, token)
    const user = accepted(await caller.get<User>('/auth/me'))
    const chatroom = accepted(await caller.get<Chatroom>(`/chatroom/${segment}`))
    const start = after_seq ?? chatroom.last_seq
    accepted(await history(caller, segment, start, log))
    const { name, last_seq } = chatroom
    const client = new HttpRoom(caller, segment, { chatroom: name, log: chatroom.log, last_seq, user })
    client.poll(start)
    return client
  },
}
