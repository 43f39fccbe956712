// Live delivery on this node.
import { Module } from '@nestjs/common'
import { AuthModule } from '../auth/auth.module.js'
import { BusModule } from '../bus/bus.module.js'
import { RoomLogModule } from '../room-log/room-log.module.js'
import { FeedRegistry } from './feed-registry.js'
import { FlushScheduler } from './flush-scheduler.js'
import { Reconciler } from './reconciler.js'
import { RoomFeeds } from './room-feeds.js'
import { Utilisation } from './utilisation.js'

@Module({
  imports: [AuthModule, BusModule, RoomLogModule],
  providers: [FeedRegistry, FlushScheduler, Reconciler, RoomFeeds, Utilisation],
  exports: [RoomFeeds, FlushScheduler],
})
export class RoomFeedModule {}
