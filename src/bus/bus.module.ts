// The bus between nodes: PostgreSQL's, or Redis's where there is one.
import { Module } from '@nestjs/common'
import { getDataSourceToken } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import { CONFIG, type Config } from '../config/config.js'
import { BUS, type Bus } from './bus.js'
import { Questions } from './questions.js'
import { PostgresBus } from './postgres-bus.js'

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

@Module({ providers: [bus, Questions], exports: [BUS, Questions] })
export class BusModule {}
