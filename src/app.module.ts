// The map of the house: every module, from the ground up.
import { Module, type DynamicModule } from '@nestjs/common'
import type { DataSource } from 'typeorm'
import { AdminModule } from './admin/admin.module.js'
import { AttachmentsModule } from './attachments/attachments.module.js'
import { AccountsModule, AuthModule } from './auth/auth.module.js'
import { BusModule } from './bus/bus.module.js'
import { ChatroomsModule } from './chatrooms/chatrooms.module.js'
import type { Config } from './config/config.js'
import { ConfigModule } from './config/config.module.js'
import { DatabaseModule } from './database/database.module.js'
import { ErasureModule } from './followers/erasure/erasure.module.js'
import { FollowersModule } from './followers/followers.module.js'
import { ExpiryModule } from './followers/expiry/expiry.module.js'
import { PushModule } from './followers/push/push.module.js'
import { SearchModule } from './followers/search/search.module.js'
import { HealthModule } from './health/health.module.js'
import { InboxModule } from './inbox/inbox.module.js'
import { MembershipModule } from './membership/membership.module.js'
import { MessagingModule } from './messaging/messaging.module.js'
import { ReadingModule } from './messaging/reading/reading.module.js'
import { PeopleModule } from './people/people.module.js'
import { PresenceModule } from './presence/presence.module.js'
import { ReceiptsModule } from './receipts/receipts.module.js'
import { RoomFeedModule } from './room-feed/room-feed.module.js'
import { RoomLogModule } from './room-log/room-log.module.js'

@Module({})
export class AppModule {
  static forRoot(config: Config, dataSource: DataSource): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot(config, dataSource),
        BusModule,
        ...(config.AUTH_LOCAL ? [AccountsModule] : []),
        AuthModule,
        RoomLogModule,
        RoomFeedModule,
        AttachmentsModule,
        PresenceModule,
        PeopleModule,
        MembershipModule,
        ReceiptsModule,
        ChatroomsModule,
        MessagingModule,
        ReadingModule,
        FollowersModule,
        ExpiryModule,
        PushModule,
        ErasureModule,
        SearchModule,
        InboxModule,
        AdminModule,
        HealthModule,
      ],
    }
  }
}
