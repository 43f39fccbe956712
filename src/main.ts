// Boot, listen, and drain when told to stop.
import 'reflect-metadata'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Logger } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { AppModule } from './app.module.js'
import { NEST_LOGGER, openLog, record } from './common/log.js'
import { withoutSecrets } from './common/secrets.js'
import { loadConfig, type Config } from './config/config.js'
import { StartupError } from './config/startup-error.js'
import { openDatabase, type Database } from './database/database.js'
import { Reads } from './database/reads.js'
import { metricsUrl, serveMetrics } from './health/metrics.js'
import { Readiness } from './health/readiness.js'
import { configureHttp } from './http/http.js'
import { HttpAdapter } from './http/server.js'
import { SocketIoAdapter } from './messaging/socket-io.adapter.js'
import { serveDocs } from './web/openapi.js'
import { servePage } from './web/page.js'

/** Of the 10 s that stopping may take, what the application gets; the rest is the database's. */
const DRAIN_MS = 5000

async function start(): Promise<void> {
  const config = loadConfig()
  openLog(config)
  const stops = stopSignals()
  const database = await openDatabase(config)
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.forRoot(config, database.dataSource),
    new HttpAdapter(config),
    {
      bodyParser: false,
      logger: NEST_LOGGER,
      abortOnError: false,
    },
  )
  const stop = () => drain(app, database)
  try {
    configureHttp(app, config)
    app.useWebSocketAdapter(new SocketIoAdapter(app, config))
    if (config.PAGE) servePage(app)
    if (config.SWAGGER) serveDocs(app, config)
    await listen(app, config)
    const pools = { main: database.dataSource, reads: app.get(Reads).source }
    announce(app, config, await serveMetrics(config, pools))
  } catch (error) {
    await stop()
    throw error
  }
  void database.embedded?.exited.then(async () => {
    new Logger('Database').fatal('PostgreSQL has stopped; see postgres.log in DATA_DIR.')
    await stop()
    process.exit(1)
  })
  await stops
  await stop()
  process.exit(0)
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function stopSignals(): Promise<void> {
  return new Promise((resolve) => {
    let stopping = false
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (stopping) process.exit(1)
        stopping = true
        resolve()
      })
    }
  })
}

/** Answers what was accepted, says goodbye to every connection, and stops all that was started. */
async function drain(app: NestExpressApplication, { embedded }: Database): Promise<void> {
  app.get(Readiness).drain()
  const late = new Promise<void>((resolve) => setTimeout(resolve, DRAIN_MS).unref())
  await Promise.race([app.close(), late]).catch((error: Error) => new Logger('Drain').error(error.message))
  await embedded?.stop()
}

/** Not `app.listen`: that one reports a taken port in words of its own, stack and all, before it throws. */
async function listen(app: NestExpressApplication, config: Config): Promise<void> {
  await app.init()
  const server = app.getHttpServer() as Server
  server.listen(config.PORT, config.HOST)
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw cannotListen(error, config)
  })
}

function cannotListen({ code, message }: NodeJS.ErrnoException, { PORT, HOST }: Config): StartupError {
  if (code === 'EADDRINUSE')
    return new StartupError(`Port ${PORT} is in use by another program; set PORT to a free one.`)
  return new StartupError(`Cannot listen on ${HOST}:${PORT}: ${message}.`)
}

/** For people a few lines to click on, for machines one like all others. */
function announce(app: NestExpressApplication, config: Config, metrics: Server | undefined): void {
  const { HOST, PAGE, PUBLIC_URL, SWAGGER, DATABASE_URL, DATA_DIR, LOG_FORMAT } = config
  const { port } = app.getHttpServer().address() as AddressInfo
  const host = ['0.0.0.0', '::'].includes(HOST) ? 'localhost' : HOST.includes(':') ? `[${HOST}]` : HOST
  const here = `http://${host}:${port}`
  const seen = PUBLIC_URL ?? here
  const where = {
    ...(PUBLIC_URL && { Listens: here }),
    ...(PAGE && { Chat: seen, Console: `${seen}/console` }),
    API: seen,
    ...(SWAGGER && { Swagger: `${seen}/docs` }),
    Sockets: `${seen.replace('http', 'ws')}/send-message/{chatroom_name}`,
    Database: DATABASE_URL ? 'DATABASE_URL' : `embedded PostgreSQL in ${DATA_DIR}`,
    ...(metrics && { Metrics: metricsUrl(metrics) }),
  }
  const lines = Object.entries(where).map(([what, at]) => what.padEnd(10) + at)
  if (LOG_FORMAT === 'text') console.log(lines.join('\n'))
  else record().info({ where }, `API ${where.API}`)
}

start().catch((error: unknown) => {
  const text = error instanceof StartupError ? error.message : ((error as Error)?.stack ?? String(error))
  console.error(withoutSecrets(text))
  process.exit(1)
})
