// How far members are in their rooms: marks, unread, receipts.
import { Module } from '@nestjs/common'
import { BusModule } from '../bus/bus.module.js'
import { MembershipModule } from '../membership/membership.module.js'
import { PresenceModule } from '../presence/presence.module.js'
import { RoomFeedModule } from '../room-feed/room-feed.module.js'
import { RoomLogModule } from '../room-log/room-log.module.js'
import { LiveMarks } from './live-marks.js'
import { MarksService } from './marks.service.js'
import { ReceiptsController } from './receipts.controller.js'
import { ReceiptsService } from './receipts.service.js'

@Module({
  imports: [BusModule, PresenceModule, RoomFeedModule, RoomLogModule, MembershipModule],
  controllers: [ReceiptsController],
  providers: [LiveMarks, MarksService, ReceiptsService],
  exports: [MarksService],
})
export class ReceiptsModule {}
