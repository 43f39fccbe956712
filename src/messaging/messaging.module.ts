// The doors to the log.
import { Module } from '@nestjs/common'
import { AttachmentsModule } from '../attachments/attachments.module.js'
import { AuthModule } from '../auth/auth.module.js'
import { MembershipModule } from '../membership/membership.module.js'
import { PresenceModule } from '../presence/presence.module.js'
import { ReceiptsModule } from '../receipts/receipts.module.js'
import { RoomFeedModule } from '../room-feed/room-feed.module.js'
import { RoomLogModule } from '../room-log/room-log.module.js'
import { Addresses } from './address.js'
import { ConnectionCounts } from './connection-counts.js'
import { HistoryService } from './history.service.js'
import { MessagingController } from './messaging.controller.js'
import { MessagingGateway } from './messaging.gateway.js'
import { MessagingService } from './messaging.service.js'
import { MessagingWebSocket } from './messaging.websocket.js'
import { Preparation } from './preparation.js'
import { RoomAddress } from './room.address.js'
import { RoomSessions } from './room-session.js'

@Module({
  imports: [
    AuthModule,
    PresenceModule,
    MembershipModule,
    ReceiptsModule,
    AttachmentsModule,
    RoomFeedModule,
    RoomLogModule,
  ],
  controllers: [MessagingController],
  providers: [
    MessagingService,
    HistoryService,
    Preparation,
    ConnectionCounts,
    RoomSessions,
    Addresses,
    RoomAddress,
    MessagingGateway,
    MessagingWebSocket,
  ],
  exports: [Addresses, ConnectionCounts, MessagingService],
})
export class MessagingModule {}
