// Live delivery on this node.
import { Module } from '@nestjs/common'
import { AuthModule } from '../auth/auth.module.js'
import { BusModule } from '../bus/bus.module.js'
import { RoomLogModule } from '../room-log/room-log.module.js'
import { DeliveryTrace } from './delivery-trace.js'
import { FeedRegistry } from './feed-registry.js'
import { FlushScheduler } from './flush-scheduler.js'
import { Reconciler } from './reconciler.js'
import { RoomFeeds } from './room-feeds.js'
import { Utilisation } from './utilisation.js'

@Module({
  imports: [AuthModule, BusModule, RoomLogModule],
  providers: [DeliveryTrace, FeedRegistry, FlushScheduler, Reconciler, RoomFeeds, Utilisation],
  exports: [DeliveryTrace, RoomFeeds, FlushScheduler],
})
export class RoomFeedModule {}
