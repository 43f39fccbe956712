// The DataSource of the TypeORM CLI. Without DATABASE_URL it starts the embedded PostgreSQL for as long as the command runs.
import 'reflect-metadata'
import { DataSource } from 'typeorm'
import { loadConfig } from '../config/config.js'
import { migrationOptions } from './data-source.js'
import { EmbeddedPostgres } from './embedded/embedded-postgres.js'
import { directUrl } from './preflight.js'

async function cliDataSource(): Promise<DataSource> {
  const config = loadConfig()
  if (config.DATABASE_URL)
    return new DataSource(migrationOptions(config, directUrl(config, config.DATABASE_URL)))
  const embedded = await EmbeddedPostgres.start(config.DATA_DIR)
  const dataSource = new DataSource(migrationOptions(config, embedded.url))
  const destroy = dataSource.destroy.bind(dataSource)
  dataSource.destroy = async () => {
    await destroy()
    await embedded.stop()
  }
  return dataSource
}

export default await cliDataSource()
