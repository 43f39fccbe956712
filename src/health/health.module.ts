// Whether this node is well.
import { Module } from '@nestjs/common'
import { RoomFeedModule } from '../room-feed/room-feed.module.js'
import { HealthController } from './health.controller.js'
import { Readiness } from './readiness.js'

@Module({
  imports: [RoomFeedModule],
  controllers: [HealthController],
  providers: [Readiness],
  exports: [Readiness],
})
export class HealthModule {}
