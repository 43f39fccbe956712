// A PostgreSQL with a streaming standby, behind one address that moves to the standby when that is promoted.
import { appendFile, copyFile, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { copyBase } from '../../src/database/embedded/base-copy.js'
import { pause } from './inbox.js'
import { OwnPostgres } from './own-postgres.js'
import { Relay } from './relay.js'
import { whenDone } from './when-done.js'

/** What the standby calls itself, for synchronous_standby_names. */
const NAME = 'standby'
/** For everything that the two have to agree on. */
const LIMIT = 20_000

export class PostgresPair {
  private constructor(
    readonly primary: OwnPostgres,
    readonly standby: OwnPostgres,
    /** As HAProxy or a floating address: where the nodes are sent. */
    private readonly address: Relay,
    /** What the standby is sent goes through here. */
    private readonly stream: Relay,
  ) {}

  static async start(): Promise<PostgresPair> {
    const primary = await OwnPostgres.start()
    // A standby that was away finds all of the log that it lacks.
    for (const setting of [`wal_keep_size = '1GB'`, `wal_sender_timeout = '2s'`])
      await primary.query(`ALTER SYSTEM SET ${setting}`)
    await primary.query('SELECT pg_reload_conf()')
    const stream = await Relay.to(primary.url)
    const standby = await OwnPostgres.in(await copyFor(primary, stream))
    const pair = new PostgresPair(primary, standby, await Relay.to(primary.url), stream)
    await pair.catchUp()
    return pair
  }

  /** The one address of both, for the nodes. */
  get url(): string {
    return this.address.url
  }

  /** From now on nothing is acknowledged that the standby does not have on disk. */
  async makeSynchronous(): Promise<void> {
    await this.primary.query(`ALTER SYSTEM SET synchronous_standby_names = '${NAME}'`)
    await this.primary.query('SELECT pg_reload_conf()')
    await this.primaryShows(`SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'`)
  }

  /** Resolves when the standby has replayed all that the primary has written so far. */
  async catchUp(): Promise<void> {
    const [row] = await this.primary.query<{ lsn: string }>('SELECT pg_current_wal_flush_lsn() AS lsn')
    await this.primaryShows(`SELECT 1 FROM pg_stat_replication WHERE replay_lsn >= '${row!.lsn}'`)
  }

  /** The standby gets nothing any more, and will lack whatever is written from now on. */
  async detach(): Promise<void> {
    this.stream.cut()
    await this.primaryShows('SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_replication)')
  }

  /** The standby gets what it lacks, and all that follows. */
  async attach(): Promise<void> {
    this.stream.mend()
    await this.catchUp()
  }

  /** The address leads to the standby as it is: read-only. */
  point(at: 'primary' | 'standby'): void {
    this.address.moveTo(this[at].url)
  }

  /** The same for new connections only. */
  pointNew(at: 'primary' | 'standby'): void {
    this.address.moveTo(this[at].url, true)
  }

  /** The primary dies with all its processes, the standby takes its place, and the address moves. */
  async failOver(): Promise<void> {
    await this.primary.crash()
    await this.promote()
    this.point('standby')
  }

  /** Resolves when the standby takes writes, on a timeline of its own. */
  async promote(): Promise<void> {
    const [row] = await this.standby.query<{ promoted: boolean }>('SELECT pg_promote(true, 20) AS promoted')
    if (!row?.promoted) throw new Error('The standby was not promoted')
  }

  async end(): Promise<void> {
    await Promise.all([this.address.close(), this.stream.close()])
    await Promise.all([this.primary.end(), this.standby.end()])
  }

  private async primaryShows(query: string): Promise<void> {
    for (const end = Date.now() + LIMIT; Date.now() < end; await pause(50))
      if ((await this.primary.query(query)).length > 0) return
    throw new Error(`Not within ${LIMIT} ms: ${query}`)
  }
}

/** A folder with a copy of the primary's data, which will follow it through `stream`. */
async function copyFor(primary: OwnPostgres, stream: Relay): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chat-standby-'))
  const data = join(folder, 'postgres')
  const client = new Client(primary.url)
  await client.connect()
  await copyBase(client, join(primary.folder, 'postgres'), data)
  await client.end()
  await copyFile(join(primary.folder, 'postgres-password'), join(folder, 'postgres-password'))
  const { hostname, port, username, password } = new URL(stream.url)
  const source = `host=${hostname} port=${port} user=${username} password=${password} application_name=${NAME}`
  const settings = [`primary_conninfo = '${source}'`, `wal_retrieve_retry_interval = '100ms'`]
  await appendFile(join(data, 'postgresql.auto.conf'), `${settings.join('\n')}\n`)
  await writeFile(join(data, 'standby.signal'), '')
  return folder
}

/** Both for the calling test file, gone when the file is done. */
export async function startPostgresPair(): Promise<PostgresPair> {
  const pair = await PostgresPair.start()
  whenDone(() => pair.end())
  return pair
}
