// The port of the server.
import { once } from 'node:events'
import type { Server } from 'node:net'
import type { Config } from './config/config.js'
import { StartupError } from './config/startup-error.js'

/**
 * Listens on PORT and HOST. Not Nest's `listen`: that one reports a taken port in words of its own, stack and all, before it
 * throws.
 * @throws StartupError
 */
export async function listen(server: Server, config: Config): Promise<void> {
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
