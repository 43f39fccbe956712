#!/usr/bin/env node
// Boot, listen, and drain when told to stop.
import 'reflect-metadata'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Chat } from './chat.js'
import { runCommand } from './command-line.js'
import { NEST_LOGGER, record } from './common/log.js'
import { withoutSecrets } from './common/secrets.js'
import { loadConfig, type Config } from './config/config.js'
import { StartupError } from './config/startup-error.js'
import { metricsUrl } from './health/metrics.js'

async function start(): Promise<void> {
  if (await runCommand()) return
  const config = loadConfig()
  const stops = stopSignals()
  // Only now: what has another word to say, or cannot start, says so without loading everything.
  const { Chat } = await import('./chat.js')
  const chat = await Chat.open(config, NEST_LOGGER)
  let code = 0
  try {
    await listen(chat)
    announce(chat)
    await invite(chat)
    code = await Promise.race([stops.then(() => 0), chat.failed.then(() => 1)])
  } finally {
    await chat.close()
  }
  process.exit(code)
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

/** Not Nest's `listen`: that one reports a taken port in words of its own, stack and all, before it throws. */
async function listen({ server, config }: Chat): Promise<void> {
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
function announce({ server, config, metrics }: Chat): void {
  const { HOST, PAGE, PUBLIC_URL, SWAGGER, DATABASE_URL, DATA_DIR, LOG_FORMAT } = config
  const { port } = server.address() as AddressInfo
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

/** Whoever starts it for the first time has nobody to talk to. */
async function invite(chat: Chat): Promise<void> {
  const { PAGE, AUTH_LOCAL, LOG_FORMAT, PUBLIC_URL } = chat.config
  if (!PAGE || !AUTH_LOCAL || LOG_FORMAT !== 'text') return
  // It is there by now: what happens to its database from here on is not a matter of the start.
  if (!(await chat.isEmpty().catch(() => false))) return
  const { port } = chat.server.address() as AddressInfo
  const page = PUBLIC_URL ?? `http://localhost:${port}`
  console.log(`
Nobody is here yet. Open ${page} and press "Try it with two people".
Or stop it and run npm run demo: a fortnight of chats among twenty people, to sign in to.`)
}

start().catch((error: unknown) => {
  const text = error instanceof StartupError ? error.message : ((error as Error)?.stack ?? String(error))
  console.error(withoutSecrets(text))
  process.exit(1)
})
