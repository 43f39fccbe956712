// PostgreSQL 15 as Debian installs it, with its tools: for what the one from npm has no programs for.
import { execFile, execFileSync } from 'node:child_process'
import { chownSync, existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './own-postgres.js'
import { whenDone } from './when-done.js'

const run = promisify(execFile)
const BIN = '/usr/lib/postgresql/15/bin'

/** It refuses to run as root. */
function accountOf(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

export class DebianPostgres {
  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly account: { uid?: number; gid?: number },
  ) {}

  static async start(): Promise<DebianPostgres> {
    if (!existsSync(`${BIN}/postgres`))
      throw new Error('There is no PostgreSQL 15: install the Debian package `postgresql-15`.')
    const folder = await mkdtemp(join(tmpdir(), 'chat-debian-'))
    const postgres = new DebianPostgres(folder, await freePort(), accountOf())
    const { uid, gid } = postgres.account
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid)
    await postgres.program(
      'initdb',
      '-D',
      'data',
      '-U',
      'postgres',
      '--auth=trust',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
    )
    const options = `-p ${postgres.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`
    await postgres.program('pg_ctl', '-D', 'data', '-w', '-l', 'log', '-o', options, 'start')
    await postgres.program('createdb', '-h', '127.0.0.1', '-p', `${postgres.port}`, '-U', 'postgres', 'chat')
    return postgres
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/chat`
  }

  /** Runs one of its programs in its folder. */
  async program(name: string, ...parameters: string[]): Promise<void> {
    await run(join(BIN, name), parameters, { cwd: this.folder, ...this.account })
  }

  /** All of its database as pg_dump writes it, as text. */
  async dump(): Promise<Buffer> {
    await this.program('pg_dump', '--file', 'dump.sql', this.url)
    return readFile(join(this.folder, 'dump.sql'))
  }

  async end(): Promise<void> {
    await this.program('pg_ctl', '-D', 'data', '-m', 'immediate', 'stop')
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** One for the calling test or file, gone when that is done. */
export async function startDebianPostgres(): Promise<DebianPostgres> {
  const postgres = await DebianPostgres.start()
  whenDone(() => postgres.end())
  return postgres
}
