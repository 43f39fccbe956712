// What has happened, sent to whoever asked for it.
import { Module } from '@nestjs/common'
import { FollowersModule } from '../followers.module.js'
import { WebhookWorkers } from './webhooks.service.js'

@Module({ imports: [FollowersModule], providers: [WebhookWorkers], exports: [WebhookWorkers] })
export class WebhooksModule {}
