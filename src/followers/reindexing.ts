// Builds the GIN indexes anew once they have grown: they keep each key that was ever in them, and keys name rooms that are deleted.
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { Client } from 'pg'
import type { DataSource, EntityManager } from 'typeorm'
import { CONFIG, type Config } from '../config/config.js'
import { directUrl } from '../database/preflight.js'
import { Housekeeping } from './housekeeping.service.js'

const INDEXES = ['message_words_keys', 'chatrooms_name_grams']
const CHORE = 'reindex '

/** Bytes below which none is built anew. */
const LEAST = 1024 * 1024
/** So many times as large, against its table, as it was when it was built: as keys come one by one, it fills its pages by half. */
const GROWN = 2
/** Milliseconds until it is tried again, after it could not be done. */
const REST_MS = 600_000
/** Held by whoever is at it. Any fixed number. */
const LOCK = 7_233_402

/** What REINDEX leaves of an index, whose name is $1, when it is broken off. */
const LEFT_OVER = `
  SELECT c.oid::regclass::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE NOT i.indisvalid AND i.indrelid = (SELECT x.indrelid FROM pg_index x WHERE x.indexrelid = $1::regclass)
    AND c.relname ~ ('^' || $1 || '_cc(new|old)[0-9]*$')`

const SIZES = `
  SELECT pg_relation_size(i.indexrelid) AS bytes, pg_relation_size(i.indrelid) AS of_rows
  FROM pg_index i WHERE i.indexrelid = $1::regclass`

/** $1 an index, $2 its chore, whose row has the two sizes as they were when it was last built anew; $3 LEAST, $4 GROWN. */
const DUE = `
  SELECT EXISTS (${LEFT_OVER}) OR s.bytes > $3
    AND (f.seq = 0 OR s.bytes::numeric * f.seq > s.of_rows::numeric * f.position * $4) AS due
  FROM (${SIZES}) s, followers f WHERE f.name = $2`

/** $1 an index, $2 its chore. */
const BUILT = `
  UPDATE followers f SET position = s.bytes, seq = greatest(s.of_rows, 1) FROM (${SIZES}) s WHERE f.name = $2`

/** By a connection of its own, past any pooler, since nothing of it may be in a transaction; what is said and found goes on meanwhile. */
@Injectable()
export class Reindexing implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Housekeeping')
  private work: Promise<void> | undefined
  /** PostgreSQL's process that is at it. */
  private backend: number | undefined
  private restUntil = 0
  private closed = false

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Config,
    private readonly housekeeping: Housekeeping,
  ) {}

  onModuleInit(): void {
    for (const index of INDEXES)
      this.housekeeping.register({
        name: CHORE + index,
        step: (manager) => this.look(manager, index),
      })
  }

  /** What is half built is broken off: whoever looks next begins anew. */
  async onModuleDestroy(): Promise<void> {
    this.closed = true
    if (this.backend !== undefined)
      await this.dataSource.query('SELECT pg_cancel_backend($1)', [this.backend]).catch(() => undefined)
    await this.work
  }

  /** Does not wait for what it begins: that may take longer than a transaction may. */
  private async look(manager: EntityManager, index: string): Promise<boolean> {
    if (this.work || this.closed || performance.now() < this.restUntil) return false
    const [row] = await manager.query<{ due: boolean }[]>(DUE, [index, CHORE + index, LEAST, GROWN])
    if (row?.due) this.work = this.build(index).finally(() => (this.work = undefined))
    return false
  }

  private async build(index: string): Promise<void> {
    const { url } = this.dataSource.options as { url: string }
    const client = new Client({
      connectionString: directUrl(this.config, url),
      application_name: 'whatsapp-api-server',
      connectionTimeoutMillis: this.config.DATABASE_TIMEOUT * 1000,
    })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await this.buildWith(client, index)
    } catch (error) {
      this.restUntil = performance.now() + REST_MS
      if (!this.closed)
        this.logger.warn(`${index} was not built anew, and is tried again: ${(error as Error).message}`)
    } finally {
      this.backend = undefined
      await client.end().catch(() => undefined)
    }
  }

  private async buildWith(client: Client, index: string): Promise<void> {
    const { rows } = await client.query<{ pid: number; taken: boolean }>(
      `SELECT pg_backend_pid() AS pid, pg_try_advisory_lock($1) AS taken,
        set_config('statement_timeout', '0', false), set_config('lock_timeout', '60s', false)`,
      [LOCK],
    )
    const { pid, taken } = rows[0]!
    if (!taken) return
    this.backend = pid
    const left = await client.query<{ name: string }>(LEFT_OVER, [index])
    for (const { name } of left.rows) await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`)
    if (this.closed) return
    await client.query(`REINDEX INDEX CONCURRENTLY ${index}`)
    await client.query(BUILT, [index, CHORE + index])
  }
}
