// How much memory a server process takes while something is done to it, and how long others wait meanwhile.
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { longestUntil, PATIENCE, type Bystander, type Wait } from './bystander.js'
import { pause } from './inbox.js'

/** A server in a container of half a gigabyte, as docs/operating.md sets it up. */
export const SMALL_CONTAINER = { NODE_OPTIONS: '--max-old-space-size=192' }
/** Megabytes of it. */
const SMALL = 512

/** Megabytes that a process has in memory now. */
export function residentMemory(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!
  return Number(kilobytes) / 1024
}

export interface Effect {
  /** Megabytes of the process, at the most. */
  memory: number
  /** The bystander's longest for a message. */
  wait: Wait
}

/** Does something while a bystander goes on talking, and says what it did to the server. */
export async function effectOn(bystander: Bystander, attack: () => Promise<void>): Promise<Effect> {
  let memory = 0
  const over = new AbortController()
  const watch = async () => {
    while (!over.signal.aborted) {
      memory = Math.max(memory, residentMemory(bystander.server.pid))
      await pause(20)
    }
  }
  const meanwhile = Promise.all([longestUntil(over.signal, bystander), watch()])
  try {
    await attack()
  } finally {
    over.abort()
    await meanwhile
  }
  const [wait] = await meanwhile
  return { memory, wait }
}

/** Fails unless the server stayed within its container, and others were served meanwhile. */
export function expectBearable({ memory, wait }: Effect, what: string): void {
  const { answers, ms } = wait
  console.log(
    `${what}: ${memory.toFixed(0)} MB at the most, longest wait ${ms.toFixed(0)} ms, ${answers} of a neighbour`,
  )
  expect(memory).toBeLessThan(SMALL)
  expect(answers).toBeLessThan(PATIENCE)
}
