// What somebody's backend may ask: with server keys, never with a user's token.
import { Module } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import { Delivery, Webhook } from '../database/entities/index.js'
import { FollowersModule } from '../followers/followers.module.js'
import { WebhooksModule } from '../followers/webhooks/webhooks.module.js'
import { EventsController } from './events/events.controller.js'
import { EventsService } from './events/events.service.js'
import { WebhooksController } from './webhooks/webhooks.controller.js'
import { WebhooksService } from './webhooks/webhooks.service.js'

@Module({
  imports: [TypeOrmModule.forFeature([Webhook, Delivery]), FollowersModule, WebhooksModule],
  controllers: [EventsController, WebhooksController],
  providers: [EventsService, WebhooksService],
})
export class AdminModule {}
