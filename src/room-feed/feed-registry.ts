// The feeds of the rooms that are open on this node: one for each room with a live connection.
import { Inject, Injectable } from '@nestjs/common'
import { Subject } from 'rxjs'
import { BUS, type Bus } from '../bus/bus.js'
import type { RoomRef } from '../room-log/draft.js'
import type { MessageView } from '../room-log/message.view.js'
import { RoomLog } from '../room-log/room-log.js'
import { FlushScheduler } from './flush-scheduler.js'
import { RoomFeed, type ReadAfter } from './room-feed.js'

/** The next messages of an open room. */
export interface Taken {
  room: RoomRef
  messages: readonly MessageView[]
}

@Injectable()
export class FeedRegistry {
  /** Ids of rooms that were just opened, from when their hints arrive for sure: what was said before reached no feed. */
  readonly watched = new Subject<number>()
  /** What goes to everybody in a room who is live, wherever it was committed; what is told now follows it. */
  readonly taken = new Subject<Taken>()

  private readonly feeds = new Map<number, RoomFeed>()
  private readonly read: ReadAfter = (room, after, limit) =>
    limit === undefined ? this.log.readSinceMany(room, after) : this.log.readAfter(room, after, limit)

  constructor(
    private readonly log: RoomLog,
    @Inject(BUS) private readonly bus: Bus,
    private readonly scheduler: FlushScheduler,
  ) {}

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
    const taken = (messages: readonly MessageView[]) => this.taken.next({ room, messages })
    const feed = new RoomFeed(room, this.read, this.scheduler, head, taken)
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
