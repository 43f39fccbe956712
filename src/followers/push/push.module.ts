// Web Push: wakes up whoever is away, and takes it back once they have read it.
import { Module } from '@nestjs/common'
import { TypeOrmModule, getRepositoryToken } from '@nestjs/typeorm'
import type { Repository } from 'typeorm'
import { CONFIG, type Config } from '../../config/config.js'
import { ServerSecret } from '../../database/entities/index.js'
import { PresenceModule } from '../../presence/presence.module.js'
import { ReceiptsModule } from '../../receipts/receipts.module.js'
import { RoomLogModule } from '../../room-log/room-log.module.js'
import { FollowersModule } from '../followers.module.js'
import { PushController } from './push.controller.js'
import { PushFollower } from './push-follower.js'
import { PUSH_ROUTE, pushRoute } from './push-route.js'
import { PushSender } from './push-sender.js'
import { PushSubscriptions } from './push-subscriptions.service.js'
import { Vapid } from './vapid.js'
import { Withdrawals } from './withdrawals.js'

const vapid = {
  provide: Vapid,
  inject: [CONFIG, getRepositoryToken(ServerSecret)],
  useFactory: ({ PUSH_CONTACT, PUBLIC_URL }: Config, secrets: Repository<ServerSecret>) =>
    Vapid.of(secrets, PUSH_CONTACT ?? (PUBLIC_URL?.startsWith('https://') ? PUBLIC_URL : undefined)),
}

const route = {
  provide: PUSH_ROUTE,
  inject: [CONFIG],
  useFactory: ({ WEBHOOK_PRIVATE_ADDRESSES }: Config) => pushRoute(WEBHOOK_PRIVATE_ADDRESSES),
}

@Module({
  imports: [
    TypeOrmModule.forFeature([ServerSecret]),
    FollowersModule,
    PresenceModule,
    ReceiptsModule,
    RoomLogModule,
  ],
  controllers: [PushController],
  providers: [PushSubscriptions, PushFollower, PushSender, Withdrawals, vapid, route],
})
export class PushModule {}
