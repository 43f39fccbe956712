// The chat as one object: opened over its database, served by its own HTTP server or under a prefix of another, and closed.
import type { Server } from 'node:http'
import { Logger, type LoggerService } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { Registry } from 'prom-client'
import { AppModule } from './app.module.js'
import { openLog } from './common/log.js'
import type { Config } from './config/config.js'
import { StartupError } from './config/startup-error.js'
import { openDatabase, type Database } from './database/database.js'
import { Reads } from './database/reads.js'
import { registryOf, serveMetrics } from './health/metrics.js'
import { Readiness } from './health/readiness.js'
import { configureHttp } from './http/http.js'
import { mount, type Mount } from './http/mount.js'
import { HttpAdapter, limitTimes, type ChatServer } from './http/server.js'
import { SocketIoAdapter } from './messaging/socket-io.adapter.js'
import { serveDocs } from './web/openapi.js'
import { servePage } from './web/page.js'

/** Of the 10 s that stopping may take, what the application gets; the rest is the database's. */
const DRAIN_MS = 5000
/** Milliseconds between looks at connections on which nothing is asked any more. */
const IDLE_MS = 50

/** Whether this process has its chat. */
let isOpen = false

/**
 * One node of the chat: a Nest application of its own, so that its guard, filter, pipes, parsers and headers are in front of
 * its routes and of nobody else's. One in a process: its logger and its measures are the process's.
 */
export class Chat {
  /** Where `/metrics` is; undefined without METRICS_PORT. */
  metrics: Server | undefined
  /** Resolves when the chat cannot go on, because the PostgreSQL that it had started is no more; that is logged as `fatal`. */
  readonly failed: Promise<void>
  private mounted: Mount | undefined
  private closing: Promise<void> | undefined

  private constructor(
    readonly config: Config,
    private readonly app: NestExpressApplication,
    private readonly database: Database,
  ) {
    this.failed = new Promise((resolve) => {
      void database.embedded?.exited.then(() => {
        if (this.closing) return
        new Logger('Database').fatal('PostgreSQL has stopped; see postgres.log in DATA_DIR.')
        resolve()
      })
    })
  }

  /**
   * Opens the database, brings its schema up to date and makes everything ready to serve.
   * @param logger what Nest's own words go to, in the whole process; as it is, unless given
   * @throws StartupError, also while another one is open
   */
  static async open(config: Config, logger?: LoggerService): Promise<Chat> {
    if (isOpen)
      throw new StartupError('This process has a chat already, and can have another once close() is done.')
    isOpen = true
    const chat = await Chat.over(config, logger).catch((error: unknown) => {
      isOpen = false
      throw error
    })
    const { app } = chat
    try {
      configureHttp(app, config)
      app.useWebSocketAdapter(new SocketIoAdapter(app, config))
      if (config.PAGE) servePage(app, config)
      if (config.SWAGGER) serveDocs(app, config)
      await app.init()
      if (config.METRICS_PORT !== undefined) {
        const measures = chat.measures()
        chat.metrics = await serveMetrics(config, () => measures.metrics())
      }
      return chat
    } catch (error) {
      await chat.close()
      throw error
    }
  }

  private static async over(config: Config, logger?: LoggerService): Promise<Chat> {
    openLog(config)
    const database = await openDatabase(config)
    return new Chat(config, await applicationOver(database, config, logger), database)
  }

  /** Its own HTTP server, which has every limit there is. It does not listen yet. */
  get server(): Server {
    return this.app.getHttpServer() as Server
  }

  /** What this process measures from now on, for Prometheus. */
  measures(): Registry {
    return registryOf({ main: this.database.dataSource, reads: this.app.get(Reads).source })
  }

  /** Whether nobody has ever signed up. */
  async isEmpty(): Promise<boolean> {
    const [found] = (await this.database.dataSource.query('SELECT EXISTS (SELECT FROM users) AS taken')) as [
      { taken: boolean },
    ]
    return !found.taken
  }

  /**
   * Serves everything, sockets included, under the prefix of its config of another server, which listens by itself: with
   * `chat` at `/chat/send-message/{chatroom_name}`, and for Socket.IO at `/chat/socket.io/`.
   * @throws StartupError without a prefix
   */
  mountOn(server: Server): void {
    const { prefix } = this.config
    if (!prefix)
      throw new StartupError("mountOn needs a prefix: open the chat with configWith(settings, 'chat').")
    this.mounted = mount(this.server, server, prefix)
  }

  /**
   * Lets a server that the chat is mounted on wait no longer than its own would: HEADERS_TIMEOUT and UPLOAD_TIMEOUT hold for
   * every address of it.
   */
  limit(server: Server): void {
    limitTimes(server, this.config)
  }

  /** Answers what was accepted, says goodbye to every connection, and stops all that was started. */
  close(): Promise<void> {
    return (this.closing ??= this.drain().finally(() => (isOpen = false)))
  }

  private async drain(): Promise<void> {
    this.mounted?.drain()
    this.app.get(Readiness).drain()
    const late = new Promise<void>((resolve) => setTimeout(resolve, DRAIN_MS).unref())
    // Whoever was answered meanwhile keeps their connection open for more, and nothing comes any more.
    // Not before: over one on which nothing is asked just now, the next poll comes for its goodbye.
    const server = this.server as ChatServer
    const idle = setInterval(() => server.isClosing && server.closeIdleConnections(), IDLE_MS)
    await Promise.race([this.app.close(), late]).catch((error: Error) =>
      new Logger('Drain').error(error.message),
    )
    clearInterval(idle)
    server.closeAllConnections()
    this.metrics?.close()
    await this.database.embedded?.stop()
  }
}

async function applicationOver(
  { dataSource, embedded }: Database,
  config: Config,
  logger?: LoggerService,
): Promise<NestExpressApplication> {
  try {
    const options = { bodyParser: false, abortOnError: false, ...(logger && { logger }) }
    const module = AppModule.forRoot(config, dataSource)
    return await NestFactory.create<NestExpressApplication>(module, new HttpAdapter(config), options)
  } catch (error) {
    await dataSource.destroy()
    await embedded?.stop()
    throw error
  }
}
