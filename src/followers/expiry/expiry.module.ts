// What goes by itself, when its time is over.
import { Module } from '@nestjs/common'
import { RoomLogModule } from '../../room-log/room-log.module.js'
import { FollowersModule } from '../followers.module.js'
import { Expiry } from './expiry.js'
import { Retention } from './retention.js'

@Module({ imports: [RoomLogModule, FollowersModule], providers: [Expiry, Retention] })
export class ExpiryModule {}
