// Hands the open DataSource to TypeORM's repositories everywhere, and the connections for pages to who reads those.
import { Module, type DynamicModule } from '@nestjs/common'
import { TypeOrmModule } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { Config } from '../config/config.js'
import { openReads } from './data-source.js'
import { Reads } from './reads.js'

@Module({})
export class DatabaseModule {
  /** @param dataSource open and migrated; closed when the application is */
  static forRoot(config: Config, dataSource: DataSource): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [{ provide: Reads, useFactory: () => openReads(config, dataSource) }],
      exports: [Reads],
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSource.options,
          dataSourceFactory: async () => dataSource,
        }),
      ],
    }
  }
}
