// Chatrooms as things.
import { Module } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import { AttachmentsModule } from '../attachments/attachments.module.js'
import { Chatroom } from '../database/entities/index.js'
import { MembershipModule } from '../membership/membership.module.js'
import { PresenceModule } from '../presence/presence.module.js'
import { RoomFeedModule } from '../room-feed/room-feed.module.js'
import { RoomLogModule } from '../room-log/room-log.module.js'
import { ChatroomsController } from './chatrooms.controller.js'
import { ChatroomsService } from './chatrooms.service.js'
import { DirectChatsController } from './direct-chats.controller.js'
import { DirectChatsService } from './direct-chats.service.js'

@Module({
  imports: [
    TypeOrmModule.forFeature([Chatroom]),
    AttachmentsModule,
    PresenceModule,
    MembershipModule,
    RoomFeedModule,
    RoomLogModule,
  ],
  controllers: [ChatroomsController, DirectChatsController],
  providers: [ChatroomsService, DirectChatsService],
  exports: [ChatroomsService],
})
export class ChatroomsModule {}
