// Reads the event feed for somebody's backend, and waits with it for news: without a connection to the database while it does.
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common'
import { filter, firstValueFrom, fromEvent, merge, timer } from 'rxjs'
import { ChatError } from '../../common/errors.js'
import { SharedReadings } from '../../common/shared-readings.js'
import { CONFIG, type Config } from '../../config/config.js'
import { Reads } from '../../database/reads.js'
import { EventFeed, type PlacedEvents } from '../../followers/event-feed.js'
import { Followers } from '../../followers/followers.service.js'
import type { EventsQuery } from './events.dto.js'
import type { EventPage } from './events.view.js'

/** In whose turn all of this is read: all backends together take no more of the reading pool than one user. */
const READER = 'events'

/** What is read at once where there was nothing but what is gone, such as a deleted room's entries; and how often, for one answer. */
const SKIPPED_AT_ONCE = 1000
const MOST_SKIPS = 20

@Injectable()
export class EventsService implements OnModuleDestroy {
  private readonly closing = new AbortController()
  private waiting = 0
  /** Those who wait in the same place are served with the same page. */
  private readonly pages = new SharedReadings<PlacedEvents>()

  constructor(
    private readonly feed: EventFeed,
    private readonly followers: Followers,
    private readonly reads: Reads,
    @Inject(CONFIG) private readonly config: Pick<Config, 'MAX_EVENT_WAITS' | 'UPLOAD_TIMEOUT'>,
  ) {}

  /** Whoever waits is answered, and comes back to another node. */
  onModuleDestroy(): void {
    this.closing.abort()
  }

  /**
   * What has happened after a place; where that is nothing, after a while.
   * @param gone aborted when nobody waits for the answer any more
   * @throws ChatError `validation_failed`, `seq_unknown`; `unavailable` where too many wait
   */
  async read({ after, limit, wait }: EventsQuery, gone: AbortSignal): Promise<EventPage> {
    // The connection would be cut before a longer wait is over.
    const until = performance.now() + Math.min(wait, this.config.UPLOAD_TIMEOUT / 2) * 1000
    let page = await this.pageAfter(after, limit)
    for (;;) {
      const left = until - performance.now()
      if (page.events.length > 0 || left <= 0 || gone.aborted || this.closing.signal.aborted)
        return { events: page.events.map(({ event }) => event), cursor: page.cursor }
      await this.news(page.next.position, left, gone)
      page = await this.pageAfter(page.cursor, limit)
    }
  }

  /** Past what is not there any more. */
  private async pageAfter(after: string | undefined, limit: number): Promise<PlacedEvents> {
    let page = await this.shared(after, limit)
    for (let skips = 0; page.events.length === 0 && page.cursor !== after && skips < MOST_SKIPS; skips++) {
      after = page.cursor
      page = cut(await this.shared(after, Math.max(limit, SKIPPED_AT_ONCE)), limit)
    }
    return page
  }

  private shared(after: string | undefined, limit: number): Promise<PlacedEvents> {
    return this.pages.get(`${limit} ${after ?? ''}`, (begins) =>
      this.reads.page(READER, (source) => {
        begins()
        return this.feed.readFrom(source, after, limit)
      }),
    )
  }

  /** Resolves when there is something after this position, and when there is no reason to wait for it any longer. */
  private async news(position: number, ms: number, gone: AbortSignal): Promise<void> {
    if (this.followers.position > position) return
    if (this.waiting >= this.config.MAX_EVENT_WAITS)
      throw new ChatError('unavailable', 'Too many wait for events (MAX_EVENT_WAITS).', { retryAfter: 1 })
    this.waiting++
    const grown = this.followers.grown.pipe(filter((newest) => newest !== position))
    const over = [gone, this.closing.signal].map((signal) => fromEvent(signal, 'abort'))
    await firstValueFrom(merge(grown, timer(ms), ...over))
    this.waiting--
  }
}

/** As many events as were asked for, and where they end. */
function cut(page: PlacedEvents, limit: number): PlacedEvents {
  if (page.events.length <= limit) return page
  const events = page.events.slice(0, limit)
  const { at, event } = events.at(-1)!
  return { events, next: at, cursor: event.id }
}
