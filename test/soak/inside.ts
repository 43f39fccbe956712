// What only the server's process itself can tell: asked by a signal, after its garbage is collected, and told in a line of its output.

/** Loaded into it before all else. */
export const HOOK = `
  import { setFlagsFromString } from 'node:v8'
  import { runInNewContext } from 'node:vm'
  import { isMainThread } from 'node:worker_threads'
  if (isMainThread) {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc')
    let asked = 0
    process.on('SIGUSR2', () => {
      collect()
      collect()
      const resources = {}
      for (const each of process.getActiveResourcesInfo()) resources[each] = (resources[each] ?? 0) + 1
      console.log('inside ' + ++asked + ' ' + JSON.stringify({ ...process.memoryUsage(), resources }))
    })
  }`

export interface Inside {
  rss: number
  heapUsed: number
  external: number
  arrayBuffers: number
  /** What keeps it running, by kind: sockets, timers, … */
  resources: Record<string, number>
}

interface Asked {
  signal(signal: NodeJS.Signals): void
  says(pattern: RegExp, ms?: number): Promise<string>
}

const ANSWER_MS = 15_000

/** @param nth how often it has been asked, with this time */
export async function inside(server: Asked, nth: number): Promise<Inside> {
  server.signal('SIGUSR2')
  return JSON.parse(await server.says(new RegExp(`inside ${nth} (\\{.*\\})\\s`), ANSWER_MS)) as Inside
}
