// Being forgotten, and taking with one what there is.
import { Module } from '@nestjs/common'
import { AttachmentsModule } from '../../attachments/attachments.module.js'
import { MembershipModule } from '../../membership/membership.module.js'
import { PresenceModule } from '../../presence/presence.module.js'
import { RoomLogModule } from '../../room-log/room-log.module.js'
import { FollowersModule } from '../followers.module.js'
import { Erasing } from './erasing.js'
import { ErasureController } from './erasure.controller.js'
import { ErasureService } from './erasure.service.js'
import { ExportController } from './export.controller.js'
import { ExportService } from './export.service.js'

@Module({
  imports: [AttachmentsModule, FollowersModule, MembershipModule, PresenceModule, RoomLogModule],
  controllers: [ErasureController, ExportController],
  providers: [Erasing, ErasureService, ExportService],
  exports: [ErasureService],
})
export class ErasureModule {}
