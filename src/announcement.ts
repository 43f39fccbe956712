// What whoever starts the server is told: where it is, and what to do first.
import type { AddressInfo, Server } from 'node:net'
import { record } from './common/log.js'
import type { Config } from './config/config.js'
import { metricsUrl } from './health/metrics.js'

/** For people a few lines to click on, for machines one like all others. */
export function announce(server: Server, config: Config, metrics: Server | undefined): void {
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

/** Whoever starts it for the first time has nobody to talk to. @param isEmpty whether nobody has ever signed up */
export function invite(server: Server, config: Config, isEmpty: boolean): void {
  const { PAGE, AUTH_LOCAL, LOG_FORMAT, PUBLIC_URL } = config
  if (!PAGE || !AUTH_LOCAL || LOG_FORMAT !== 'text' || !isEmpty) return
  const { port } = server.address() as AddressInfo
  const page = PUBLIC_URL ?? `http://localhost:${port}`
  console.log(`
Nobody is here yet. Open ${page} and press "Try it with two people".
Or stop it and run npm run demo: a fortnight of chats among twenty people, to sign in to.`)
}
