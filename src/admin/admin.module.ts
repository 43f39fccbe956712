// What somebody's backend may ask: with server keys, never with a user's token.
import { Module } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import { BusModule } from '../bus/bus.module.js'
import { Delivery, ServerKey, User, Webhook } from '../database/entities/index.js'
import { ErasureModule } from '../followers/erasure/erasure.module.js'
import { FollowersModule } from '../followers/followers.module.js'
import { WebhooksModule } from '../followers/webhooks/webhooks.module.js'
import { PeopleModule } from '../people/people.module.js'
import { RoomFeedModule } from '../room-feed/room-feed.module.js'
import { RoomLogModule } from '../room-log/room-log.module.js'
import { EventsController } from './events/events.controller.js'
import { EventsService } from './events/events.service.js'
import { KeysController } from './keys/keys.controller.js'
import { KeysService } from './keys/keys.service.js'
import { AdminReportsController } from './reports/admin-reports.controller.js'
import { AdminReportsService } from './reports/admin-reports.service.js'
import { NodeActivity } from './stats/node-activity.js'
import { StatsController } from './stats/stats.controller.js'
import { StatsService } from './stats/stats.service.js'
import { TraceController } from './trace/trace.controller.js'
import { TraceService } from './trace/trace.service.js'
import { UsersErasureController } from './users-erasure/users-erasure.controller.js'
import { AdminUsersController } from './users/admin-users.controller.js'
import { AdminUsersService } from './users/admin-users.service.js'
import { WebhooksController } from './webhooks/webhooks.controller.js'
import { WebhooksService } from './webhooks/webhooks.service.js'

@Module({
  imports: [
    TypeOrmModule.forFeature([Delivery, ServerKey, User, Webhook]),
    BusModule,
    PeopleModule,
    RoomFeedModule,
    RoomLogModule,
    FollowersModule,
    ErasureModule,
    WebhooksModule,
  ],
  controllers: [
    KeysController,
    AdminUsersController,
    UsersErasureController,
    EventsController,
    WebhooksController,
    AdminReportsController,
    StatsController,
    TraceController,
  ],
  providers: [
    KeysService,
    AdminUsersService,
    EventsService,
    WebhooksService,
    AdminReportsService,
    NodeActivity,
    StatsService,
    TraceService,
  ],
})
export class AdminModule {}
