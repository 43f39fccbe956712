// A Redis for the bus: REDIS_URL's, or a redis-server of our own if the machine has one.
import { mkdtempSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Child } from './child.js'

/** @returns its address, and what stops it; undefined when there is none to be had */
export async function startRedis(
  folder: string,
): Promise<{ url: string; stop: () => Promise<void> } | undefined> {
  const outside = process.env['REDIS_URL']
  if (outside) return { url: outside, stop: async () => undefined }
  const port = await freePort()
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no' }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const cwd = mkdtempSync(join(folder, 'redis-'))
  const ready = /Ready to accept connections()/
  const child = await Child.start({ command: 'redis-server', args, cwd, ready }).catch(() => undefined)
  return child && { url: `redis://127.0.0.1:${port}`, stop: () => child.stop() }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => found(port))
    })
  })
}
