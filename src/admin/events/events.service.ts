// Reads the event feed for somebody's backend, and waits with it for news.
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common'
import { ChatError } from '../../common/errors.js'
import { CONFIG, type Config } from '../../config/config.js'
import { Reads } from '../../database/reads.js'
import { EventFeed } from '../../followers/event-feed.js'
import { Followers } from '../../followers/followers.service.js'
import { BEGINNING, isBefore, readPosition, writePosition, type Position } from '../../followers/position.js'
import type { EventsQuery } from './events.dto.js'
import type { EventPage } from './events.view.js'

/** In whose turn all of this is read: all backends together take no more of the reading pool than one user. */
const READER = 'events'

/** What is kept: the history, the last event, and the one before the first that is there. */
const KEPT = `
  SELECT log_history() AS history, f.position AS head,
    coalesce((SELECT e.position - 1 FROM events e ORDER BY e.position LIMIT 1), f.position) AS forgotten
  FROM followers f WHERE f.name = 'collector'`

interface Kept {
  history: string
  head: number
  forgotten: number
}

@Injectable()
export class EventsService implements BeforeApplicationShutdown {
  private readonly closing = new AbortController()
  private waiting = 0

  constructor(
    private readonly feed: EventFeed,
    private readonly followers: Followers,
    private readonly reads: Reads,
    @Inject(CONFIG) private readonly config: Pick<Config, 'MAX_EVENT_WAITS'>,
  ) {}

  /** Whoever waits is answered, and comes back to another node. */
  beforeApplicationShutdown(): void {
    this.closing.abort()
  }

  /**
   * What has happened after a place; where that is nothing, after a while.
   * @param gone aborted when nobody waits for the answer any more
   * @throws ChatError `validation_failed`, `seq_unknown`, `unavailable`
   */
  async read({ after, limit, wait }: EventsQuery, gone: AbortSignal): Promise<EventPage> {
    const until = performance.now() + wait * 1000
    const given = after === undefined ? undefined : readPosition(after)
    const { history, forgotten, head } = await this.kept()
    if (given) assertKept(given, { history, forgotten, head })
    let place: Position = given ?? { ...BEGINNING, position: forgotten }
    for (;;) {
      const { events, next } = await this.page(place, limit)
      place = next
      const left = until - performance.now()
      if (events.length > 0 || left <= 0 || gone.aborted || this.closing.signal.aborted)
        return { events, cursor: writePosition(history, place) }
      // What is not there any more has been passed over; there may be more.
      if (isBefore(place, { position: this.followers.position, seq: 0 })) continue
      await this.news(left, gone)
    }
  }

  private page(place: Position, limit: number) {
    return this.reads.page(READER, async (source) => {
      const { events, next } = await this.feed.read(source, place, limit)
      return { events: events.map(({ event }) => event), next }
    })
  }

  private async kept(): Promise<Kept> {
    const [kept] = await this.reads.page(READER, (source) => source.query<[Kept | undefined]>(KEPT))
    if (!kept) throw new ChatError('unavailable', 'The server is starting. Try again.', { retryAfter: 1 })
    return kept
  }

  /** Resolves with the next event, or when it is over. */
  private async news(ms: number, gone: AbortSignal): Promise<void> {
    if (this.waiting >= this.config.MAX_EVENT_WAITS) {
      throw new ChatError('unavailable', 'Too many wait for events (MAX_EVENT_WAITS).', { retryAfter: 1 })
    }
    this.waiting++
    await new Promise<void>((resolve) => {
      const over = () => {
        clearTimeout(timer)
        heard.unsubscribe()
        for (const signal of [gone, this.closing.signal]) signal.removeEventListener('abort', over)
        resolve()
      }
      const timer = setTimeout(over, ms)
      const heard = this.followers.grown.subscribe(over)
      for (const signal of [gone, this.closing.signal]) signal.addEventListener('abort', over)
    })
    this.waiting--
  }
}

/** @throws ChatError `seq_unknown` */
function assertKept(place: Position & { history: string }, { history, forgotten, head }: Kept): void {
  if (place.history !== history)
    throw new ChatError('seq_unknown', 'The database has come back with another history. Begin again.')
  if (place.position < forgotten)
    throw new ChatError('seq_unknown', 'What comes after that is not kept any more. Begin again.')
  if (place.position > head) throw new ChatError('seq_unknown', 'There is no such event yet.')
}
