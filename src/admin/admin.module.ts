// What somebody's backend may ask: with server keys, never with a user's token.
import { Module } from '@nestjs/common'
import { FollowersModule } from '../followers/followers.module.js'
import { EventsController } from './events/events.controller.js'
import { EventsService } from './events/events.service.js'

@Module({
  imports: [FollowersModule],
  controllers: [EventsController],
  providers: [EventsService],
})
export class AdminModule {}
