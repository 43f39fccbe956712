// Where the data is: the PostgreSQL of DATABASE_URL, or our own in DATA_DIR.
import type { DataSource } from 'typeorm'
import type { Config } from '../config/config.js'
import { openDataSource } from './data-source.js'
import { EmbeddedPostgres } from './embedded/embedded-postgres.js'

export interface Database {
  dataSource: DataSource
  /** The PostgreSQL that we started; undefined with DATABASE_URL. */
  embedded: EmbeddedPostgres | undefined
}

/**
 * Starts or reaches the database and brings its schema up to date.
 * @throws StartupError
 */
export async function openDatabase(config: Config): Promise<Database> {
  if (config.DATABASE_URL)
    return { dataSource: await openDataSource(config, config.DATABASE_URL), embedded: undefined }
  const embedded = await EmbeddedPostgres.start(config.DATA_DIR)
  try {
    return { dataSource: await openDataSource(config, embedded.url), embedded }
  } catch (error) {
    await embedded.stop()
    throw error
  }
}
