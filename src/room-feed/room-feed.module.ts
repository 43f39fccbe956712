// Live delivery on this node and the bus between nodes.
import { Module } from '@nestjs/common'
import { getDataSourceToken } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import { AuthModule } from '../auth/auth.module.js'
import { CONFIG, type Config } from '../config/config.js'
import { RoomLogModule } from '../room-log/room-log.module.js'
import { BUS, type Bus } from './bus.js'
import { PostgresBus } from './postgres-bus.js'
import { RedisBus } from './redis-bus.js'
import { RoomFeeds } from './room-feeds.js'
import { Rounds } from './rounds.js'

const bus = {
  provide: BUS,
  inject: [CONFIG, getDataSourceToken()],
  useFactory: (config: Config, dataSource: DataSource): Bus =>
    config.REDIS_URL ? new RedisBus(config) : new PostgresBus(dataSource, config),
}

@Module({
  imports: [AuthModule, RoomLogModule],
  providers: [RoomFeeds, Rounds, bus],
  exports: [RoomFeeds, Rounds, BUS],
})
export class RoomFeedModule {}
