// Who is in which room.
import { Module } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import { Member } from '../database/entities/index.js'
import { PresenceModule } from '../presence/presence.module.js'
import { RoomLogModule } from '../room-log/room-log.module.js'
import { MembershipController } from './membership.controller.js'
import { MembershipService } from './membership.service.js'

@Module({
  imports: [TypeOrmModule.forFeature([Member]), PresenceModule, RoomLogModule],
  controllers: [MembershipController],
  providers: [MembershipService],
  exports: [MembershipService],
})
export class MembershipModule {}
