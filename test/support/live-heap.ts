// What a server still holds: how much of its heap, and of what hangs on it, is left when all that can go is gone.
import { vi } from 'vitest'
import { PATIENCE } from './inbox.js'
import type { Server } from './server.js'

const HOOK = `
  import { setFlagsFromString } from 'node:v8'
  import { runInNewContext } from 'node:vm'
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  process.on('SIGUSR2', () => {
    collect()
    collect()
    const { heapUsed, external } = process.memoryUsage()
    console.log('live heap: ' + (heapUsed + external))
  })`

/** Settings of a server that can be asked. */
export const WITH_LIVE_HEAP = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(HOOK)}`,
}

/** Bytes. */
export async function liveHeap(server: Server): Promise<number> {
  const said = () => [...server.stdout.matchAll(/live heap: (\d+)/g)].map(([, bytes]) => Number(bytes))
  const before = said().length
  process.kill(server.pid, 'SIGUSR2')
  return vi.waitUntil(() => said()[before], { timeout: PATIENCE })
}
