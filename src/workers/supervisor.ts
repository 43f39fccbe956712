// The first process of a server with WORKERS: it has the built-in PostgreSQL, the port and the metrics, and looks after the rest.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { announce, invite } from '../announcement.js'
import { log, openLog } from '../common/log.js'
import type { Config } from '../config/config.js'
import { StartupError } from '../config/startup-error.js'
import { EmbeddedPostgres } from '../database/embedded/embedded-postgres.js'
import { MOST_CONNECTIONS } from '../database/embedded/postgres-cluster.js'
import { serveMetrics } from '../health/metrics.js'
import { listen } from '../listening.js'
import { Crew } from './crew.js'
import { merged } from './measures.js'

/** Connections to the built-in PostgreSQL beside the workers': its lock, a start's, a backup's, PostgreSQL's own. */
const OTHER_CONNECTIONS = 10
/** How long whoever asks for measures waits for a worker. */
const MEASURE_MS = 1000

/**
 * Serves with as many workers as WORKERS says, until told to stop or the built-in PostgreSQL ends.
 * @returns the exit code
 * @throws StartupError
 */
export async function supervise(config: Config, stops: Promise<void>): Promise<number> {
  openLog(config)
  // First: whatever is started before something fails would be left.
  const folder = makeFolder()
  const embedded = config.DATABASE_URL ? undefined : await startDatabase(config)
  const { WORKERS, METRICS_PORT, DATABASE_URL = embedded?.url } = config
  const crew = new Crew(WORKERS, {
    config: { ...config, DATABASE_URL, METRICS_PORT: undefined },
    folder,
    measured: METRICS_PORT !== undefined,
  })
  process.once('exit', () => crew.kill())
  const port = portOf(crew)
  const over = Promise.race([stops.then(() => 0), lossOf(embedded).then(() => 1)])
  try {
    const isEmpty = await Promise.race([crew.start(), over])
    if (typeof isEmpty === 'number') return isEmpty
    await listen(port, config)
    const metrics = await serveMetrics(config, () => measuresOf(crew))
    announce(port, config, metrics)
    invite(port, config, isEmpty)
    return await over
  } finally {
    await crew.stop()
    // Who polls comes once more, to hear that everything goes away.
    port.close()
    await embedded?.stop()
  }
}

async function startDatabase(config: Config): Promise<EmbeddedPostgres> {
  const { WORKERS, DATABASE_POOL, DATABASE_READ_POOL, DATA_DIR } = config
  const each = DATABASE_POOL + DATABASE_READ_POOL + 1
  const most = Math.floor((MOST_CONNECTIONS - OTHER_CONNECTIONS) / each)
  if (WORKERS > most)
    throw new StartupError(
      `The built-in PostgreSQL has connections for ${most} workers: set WORKERS, DATABASE_POOL or DATABASE_READ_POOL lower, or DATABASE_URL.`,
    )
  return EmbeddedPostgres.start(DATA_DIR)
}

/** Resolves when the built-in PostgreSQL has ended by itself; never without one. */
async function lossOf(embedded: EmbeddedPostgres | undefined): Promise<void> {
  await (embedded?.exited ?? new Promise<never>(() => undefined))
  log().fatal({ context: 'Database' }, 'PostgreSQL has stopped; see postgres.log in DATA_DIR.')
}

/** Only its owner can enter it, and it is there as long as this process. */
function makeFolder(): string {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'chat-workers-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    return folder
  } catch (error) {
    throw new StartupError(
      `WORKERS needs a folder for temporary files that can be written to (TMPDIR): ${(error as Error).message}.`,
    )
  }
}

/**
 * Not Node's `cluster`: there a connection that was on its way to a worker that dies stays open for ever and is never answered,
 * and nobody listens while all workers are being replaced.
 */
const portOf = (crew: Crew): Server =>
  createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    void crew.place(socket)
  })

async function measuresOf(crew: Crew): Promise<string> {
  const texts = crew.ready.map((worker) =>
    Promise.race([worker.measures(), sleep(MEASURE_MS, undefined, { ref: false })]),
  )
  return merged((await Promise.all(texts)).filter((text) => text !== undefined))
}
