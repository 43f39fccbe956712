// Live delivery on this node and the bus between nodes.
import { Module } from '@nestjs/common'
import { getDataSourceToken } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import { AuthModule } from '../auth/auth.module.js'
import { CONFIG, type Config } from '../config/config.js'
import { RoomLogModule } from '../room-log/room-log.module.js'
import { BUS, type Bus } from './bus.js'
import { PostgresBus } from './postgres-bus.js'
import { RoomFeeds } from './room-feeds.js'
import { Rounds } from './rounds.js'
import { Utilisation } from './utilisation.js'

const bus = {
  provide: BUS,
  inject: [CONFIG, getDataSourceToken()],
  useFactory: async (config: Config, dataSource: DataSource): Promise<Bus> => {
    if (!config.REDIS_URL) return new PostgresBus(dataSource, config)
    // Only then: its client takes as long to load as a tenth of all else.
    const { RedisBus } = await import('./redis-bus.js')
    return new RedisBus(config)
  },
}

@Module({
  imports: [AuthModule, RoomLogModule],
  providers: [RoomFeeds, Rounds, Utilisation, bus],
  exports: [RoomFeeds, Rounds, BUS],
})
export class RoomFeedModule {}
