// The feeds of the rooms that are open on this node: one for each room with a live connection.
import { Inject, Injectable } from '@nestjs/common'
import { Subject } from 'rxjs'
import { BUS, type Bus } from '../bus/bus.js'
import type { RoomRef } from '../room-log/draft.js'
import type { MessageView } from '../room-log/message.view.js'
import { RoomLog } from '../room-log/room-log.js'
import { WHOLE } from '../room-log/visible.js'
import { DeliveryTrace } from './delivery-trace.js'
import { FlushScheduler } from './flush-scheduler.js'
import { RoomFeed, type FeedWorld, type ReadAfter } from './room-feed.js'

/** The next messages of an open room. */
export interface Taken {
  room: RoomRef
  messages: readonly MessageView[]
}

@Injectable()
export class FeedRegistry {
  /** Ids of rooms that were just opened, from when their hints arrive for sure: what was said before reached no feed. */
  readonly watched = new Subject<number>()
  /** What goes to everybody in a room who has caught up, wherever it was committed. */
  readonly taken = new Subject<Taken>()

  private readonly feeds = new Map<number, RoomFeed>()
  private readonly world: FeedWorld

  constructor(
    log: RoomLog,
    @Inject(BUS) private readonly bus: Bus,
    scheduler: FlushScheduler,
    trace: DeliveryTrace,
  ) {
    const read: ReadAfter = (room, after, limit) =>
      limit === undefined ? log.readSinceMany(room, after) : log.readAfter(room, WHOLE, after, limit)
    const beginning = (room: RoomRef) => log.beginning(room)
    this.world = {
      read,
      beginning,
      scheduler,
      trace,
      taken: (room, messages) => this.taken.next({ room, messages }),
    }
  }

  get(roomId: number): RoomFeed | undefined {
    return this.feeds.get(roomId)
  }

  /** Ids of all open rooms. */
  ids(): number[] {
    return [...this.feeds.keys()]
  }

  all(): RoomFeed[] {
    return [...this.feeds.values()]
  }

  /** @param head the room's `last_seq` as it was just seen */
  open(room: RoomRef, head: number): RoomFeed {
    const feed = new RoomFeed(room, this.world, head)
    this.feeds.set(room.id, feed)
    void this.bus.watch(room.id).then(() => this.watched.next(room.id))
    return feed
  }

  /** Forgets a feed, unless another has taken its place. */
  close(feed: RoomFeed): void {
    if (this.feeds.get(feed.room.id) !== feed) return
    this.feeds.delete(feed.room.id)
    this.bus.unwatch(feed.room.id)
  }
}
