// Somebody's backend that reads the event feed, from one place to the next.
import { awake } from './awake.js'
import { PATIENCE } from './inbox.js'
import { must } from './people.js'
import { api, type Query } from './rest.js'
import { ADMIN_KEY, type Server } from './server.js'

export interface FeedEvent {
  id: string
  type: string
  created_at: string
  data: { chatroom?: string; seq?: number; [field: string]: unknown }
}

export interface EventPage {
  events: FeedEvent[]
  cursor: string
}

export const admin = (server: Pick<Server, 'url'>) => api(server, ADMIN_KEY)

export class EventReader {
  /** Everything that it has read. */
  readonly events: FeedEvent[] = []

  private constructor(
    private server: Pick<Server, 'url'>,
    private cursor: string | undefined,
  ) {}

  /** Begins with what happens from now on. */
  static async now(server: Pick<Server, 'url'>): Promise<EventReader> {
    const reader = new EventReader(server, undefined)
    while ((await reader.read({ limit: 1000 })).events.length > 0);
    reader.events.length = 0
    return reader
  }

  static oldest(server: Pick<Server, 'url'>): EventReader {
    return new EventReader(server, undefined)
  }

  /** From now on asks another node. */
  turnTo(server: Pick<Server, 'url'>): void {
    this.server = server
  }

  async read(query: Query = {}): Promise<EventPage> {
    const page = must(
      await admin(this.server).get<EventPage>('/admin/events', { ...query, after: this.cursor }),
      200,
    )
    this.cursor = page.cursor
    this.events.push(...page.events)
    return page
  }

  /** Reads on until it has what is looked for. */
  async until(has: (events: FeedEvent[]) => boolean, ms = PATIENCE): Promise<FeedEvent[]> {
    for (const end = awake() + ms; !has(this.events);) {
      if (awake() > end) throw new Error(`Not among ${this.events.length} events within ${ms} ms`)
      await this.read({ limit: 1000, wait: 2 })
    }
    return this.events
  }

  /** Those of one room, in their order. */
  of(room: string): FeedEvent[] {
    return this.events.filter(({ data }) => data.chatroom === room || data['name'] === room)
  }
}
