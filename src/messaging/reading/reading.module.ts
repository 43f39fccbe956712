// What can be read of a room besides its log: one message by itself, files, stars.
import { Module } from '@nestjs/common'
import { AuthModule } from '../../auth/auth.module.js'
import { MembershipModule } from '../../membership/membership.module.js'
import { RoomLogModule } from '../../room-log/room-log.module.js'
import { DetailsController } from './details.controller.js'
import { DetailsService } from './details.service.js'
import { MediaController } from './media.controller.js'
import { MediaService } from './media.service.js'
import { Places } from './places.js'
import { StarsController } from './stars.controller.js'
import { StarsService } from './stars.service.js'

@Module({
  imports: [AuthModule, MembershipModule, RoomLogModule],
  controllers: [DetailsController, MediaController, StarsController],
  providers: [Places, DetailsService, MediaService, StarsService],
})
export class ReadingModule {}
