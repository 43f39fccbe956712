// What somebody's backend may ask: with server keys, never with a user's token.
import { Module } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import { Delivery, Webhook } from '../database/entities/index.js'
import { ErasureModule } from '../followers/erasure/erasure.module.js'
import { FollowersModule } from '../followers/followers.module.js'
import { WebhooksModule } from '../followers/webhooks/webhooks.module.js'
import { EventsController } from './events/events.controller.js'
import { EventsService } from './events/events.service.js'
import { UsersErasureController } from './users-erasure/users-erasure.controller.js'
import { WebhooksController } from './webhooks/webhooks.controller.js'
import { WebhooksService } from './webhooks/webhooks.service.js'

@Module({
  imports: [TypeOrmModule.forFeature([Webhook, Delivery]), ErasureModule, FollowersModule, WebhooksModule],
  controllers: [EventsController, UsersErasureController, WebhooksController],
  providers: [EventsService, WebhooksService],
})
export class AdminModule {}
