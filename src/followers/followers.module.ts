// Readers of the log by cursor: none of them is ever in the way of a send.
import { Module } from '@nestjs/common'
import { RoomLogModule } from '../room-log/room-log.module.js'
import { EventFeed } from './event-feed.js'
import { Followers } from './followers.service.js'
import { Housekeeping } from './housekeeping.service.js'
import { Reindexing } from './reindexing.js'
import { Trimming } from './trimming.js'

@Module({
  imports: [RoomLogModule],
  providers: [Followers, EventFeed, Housekeeping, Reindexing, Trimming],
  exports: [Followers, EventFeed, Housekeeping],
})
export class FollowersModule {}
