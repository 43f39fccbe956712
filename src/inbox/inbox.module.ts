// One connection for all rooms of a user, and the list of them.
import { Module } from '@nestjs/common'
import { AuthModule } from '../auth/auth.module.js'
import { ChatroomsModule } from '../chatrooms/chatrooms.module.js'
import { MessagingModule } from '../messaging/messaging.module.js'
import { PresenceModule } from '../presence/presence.module.js'
import { ReceiptsModule } from '../receipts/receipts.module.js'
import { RoomFeedModule } from '../room-feed/room-feed.module.js'
import { RoomLogModule } from '../room-log/room-log.module.js'
import { InboxController } from './inbox.controller.js'
import { InboxService } from './inbox.service.js'
import { InboxSessions } from './inbox-sessions.js'

@Module({
  imports: [
    AuthModule,
    RoomLogModule,
    RoomFeedModule,
    PresenceModule,
    ReceiptsModule,
    ChatroomsModule,
    MessagingModule,
  ],
  controllers: [InboxController],
  providers: [InboxService, InboxSessions],
})
export class InboxModule {}
