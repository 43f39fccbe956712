// Somebody's server that webhooks are sent to: it can be slow, hang, refuse, redirect and be away.
import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { awake } from './awake.js'
import { admin, type FeedEvent } from './events.js'
import { PATIENCE } from './inbox.js'
import { must } from './people.js'
import type { Server } from './server.js'
import { whenDone } from './when-done.js'

export interface Received {
  headers: IncomingHttpHeaders
  body: string
  event: FeedEvent
  /** Whether it was answered with a 2xx. */
  taken: boolean
}

export interface Webhook {
  id: string
  url: string
  events: string[]
  chatrooms: string[] | null
  paused: boolean
  paused_because?: string
  created_at: string
  secret?: string
}

/** What it does with a request; answers the status. */
export type Behaviour = (received: Received, response: ServerResponse) => number | Promise<number>

export class Receiver {
  /** Everything that has come, in this order. */
  readonly all: Received[] = []
  behave: Behaviour = () => 204

  private constructor(
    private readonly http: HttpServer,
    readonly url: string,
  ) {}

  /** Ends with the test. */
  static async start(): Promise<Receiver> {
    const http = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (text: string) => (body += text))
      request.on('end', () => void receiver.take(request.headers, body, response))
    })
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    const receiver = new Receiver(http, `http://127.0.0.1:${(http.address() as AddressInfo).port}/hook`)
    whenDone(() => {
      http.closeAllConnections()
      http.close()
    })
    return receiver
  }

  /** Whoever connects is refused. */
  async goAway(): Promise<void> {
    this.http.close()
    this.http.closeAllConnections()
    await once(this.http, 'close')
  }

  /** At the address that it had. */
  async comeBack(): Promise<void> {
    this.http.listen(Number(new URL(this.url).port), '127.0.0.1')
    await once(this.http, 'listening')
  }

  get taken(): FeedEvent[] {
    return this.all.filter(({ taken }) => taken).map(({ event }) => event)
  }

  /** What it has taken of a room: the seqs of entries, and the types of what has none. */
  of(room: string): (number | string)[] {
    return this.taken
      .filter(({ data }) => data.chatroom === room || data['name'] === room)
      .map(({ data, type }) => data.seq ?? type)
  }

  async until(has: () => boolean, ms = PATIENCE): Promise<void> {
    for (const end = awake() + ms; !has(); await new Promise((resolve) => setTimeout(resolve, 20)))
      if (awake() > end)
        throw new Error(
          `Not among ${this.all.length} deliveries within ${ms} ms: ${this.all.slice(-3).map(({ body }) => body)}`,
        )
  }

  private async take(headers: IncomingHttpHeaders, body: string, response: ServerResponse): Promise<void> {
    const received: Received = { headers, body, event: JSON.parse(body) as FeedEvent, taken: false }
    this.all.push(received)
    const status = await this.behave(received, response)
    received.taken = status >= 200 && status < 300
    if (!response.headersSent) response.writeHead(status)
    response.end()
  }
}

/** A webhook for the life of the test. */
export async function hook(
  server: Pick<Server, 'url'>,
  url: string,
  { events = ['*'], chatrooms }: { events?: string[]; chatrooms?: string[] } = {},
): Promise<Webhook & { secret: string }> {
  const body = { url, events, ...(chatrooms && { chatrooms }) }
  const made = must(await admin(server).post<Webhook & { secret: string }>('/admin/webhooks', body), 201)
  whenDone(async () => void (await admin(server).delete(`/admin/webhooks/${made.id}`)))
  return made
}
