// Live delivery on this node and the bus between nodes.
import { Module } from '@nestjs/common'
import { RoomLogModule } from '../room-log/room-log.module.js'
import { AuthModule } from '../auth/auth.module.js'
import { BUS } from './bus.js'
import { PostgresBus } from './postgres-bus.js'
import { RoomFeeds } from './room-feeds.js'

@Module({
  imports: [AuthModule, RoomLogModule],
  providers: [RoomFeeds, { provide: BUS, useClass: PostgresBus }],
  exports: [RoomFeeds, BUS],
})
export class RoomFeedModule {}
