// How much memory a server process takes while something is done to it, and how long others wait meanwhile.
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import type { Bystander } from './bystander.js'
import { pause } from './inbox.js'

/** A server in a container of half a gigabyte, as docs/operating.md sets it up. */
export const SMALL_CONTAINER = { NODE_OPTIONS: '--max-old-space-size=192' }
/** Megabytes of it. */
export const SMALL = 512

/** Megabytes that a process has in memory now. */
export function residentMemory(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!
  return Number(kilobytes) / 1024
}

export interface Effect {
  /** Megabytes of the process, at the most. */
  memory: number
  /** Milliseconds of the bystander's slowest message. */
  slowest: number
}

/** Does something while a bystander goes on talking, and says what it did to the server. */
export async function effectOn({ server, client }: Bystander, attack: () => Promise<void>): Promise<Effect> {
  const effect = { memory: 0, slowest: 0 }
  const over = new AbortController()
  const watch = async () => {
    while (!over.signal.aborted) {
      effect.memory = Math.max(effect.memory, residentMemory(server.pid))
      await pause(20)
    }
  }
  const talk = async () => {
    while (!over.signal.aborted) {
      const start = performance.now()
      const answer = await client.send({ type: 'text', message: 'hello' })
      if (!answer.ok) throw new Error(`The bystander was refused: ${JSON.stringify(answer)}`)
      effect.slowest = Math.max(effect.slowest, performance.now() - start)
      await pause(20)
    }
  }
  const meanwhile = Promise.all([watch(), talk()])
  try {
    await attack()
  } finally {
    over.abort()
    await meanwhile
  }
  return effect
}
