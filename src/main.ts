#!/usr/bin/env node
// Boot, listen, and drain when told to stop.
import 'reflect-metadata'
import { announce, invite } from './announcement.js'
import { runCommand } from './command-line.js'
import { NEST_LOGGER } from './common/log.js'
import { withoutSecrets } from './common/secrets.js'
import { loadConfig, type Config } from './config/config.js'
import { StartupError } from './config/startup-error.js'
import { listen } from './listening.js'

async function start(): Promise<void> {
  if (await runCommand()) return
  const config = loadConfig()
  const stops = stopSignals()
  process.exit(config.WORKERS === 1 ? await serve(config, stops) : await serveWithWorkers(config, stops))
}

/** In this process. @returns the exit code */
async function serve(config: Config, stops: Promise<void>): Promise<number> {
  // Only now: what has another word to say, or cannot start, says so without loading everything.
  const { Chat } = await import('./chat.js')
  const chat = await Chat.open(config, NEST_LOGGER)
  try {
    await listen(chat.server, config)
    announce(chat.server, config, chat.metrics)
    // It is there by now: what happens to its database from here on is not a matter of the start.
    invite(chat.server, config, await chat.isEmpty().catch(() => false))
    return await Promise.race([stops.then(() => 0), chat.failed.then(() => 1)])
  } finally {
    await chat.close()
  }
}

async function serveWithWorkers(config: Config, stops: Promise<void>): Promise<number> {
  const { supervise } = await import('./workers/supervisor.js')
  return supervise(config, stops)
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

start().catch((error: unknown) => {
  const text = error instanceof StartupError ? error.message : ((error as Error)?.stack ?? String(error))
  console.error(withoutSecrets(text))
  process.exit(1)
})
