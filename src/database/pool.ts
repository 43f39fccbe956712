// The connections behind a DataSource: node-postgres's own pool, past TypeORM.
import type { Pool } from 'pg'
import type { DataSource } from 'typeorm'

/** @param dataSource of PostgreSQL, and open */
export const poolOf = ({ driver }: DataSource): Pool => (driver as typeof driver & { master: Pool }).master
