// What processes cost, as Linux accounts for it: processor time and memory.
import { readdirSync, readFileSync } from 'node:fs'

/** Microseconds of processor time, user and system together. */
export interface Cpu {
  server: number
  /** Of PostgreSQL with all its processes; 0 where it is not ours to see. */
  database: number
}

export interface Watched {
  /** Every process of the server, each with its children; several when it has several nodes. */
  pids: number[]
  /** PostgreSQL's first process. */
  postmaster: number | undefined
}

/** The kernel counts in hundredths of a second. */
const TICK_US = 10_000

/** The fields of /proc/<pid>/stat from the third, its state, on; undefined when the process is gone. */
function stat(pid: number | string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The second field is the name, in brackets, and may hold anything.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** Places in `stat`'s answer; from proc(5). */
const FIELD = { parent: 1, user: 11, system: 12, childrenUser: 13, childrenSystem: 14 }

const ticks = (fields: string[], ...places: number[]) =>
  places.reduce((sum, place) => sum + Number(fields[place]), 0)

const own = (fields: string[] | undefined) => (fields ? ticks(fields, FIELD.user, FIELD.system) : 0)

/** Of a process and its children, those that have ended included. */
function family(pid: number): number {
  const first = stat(pid)
  if (!first) return 0
  let sum = own(first) + ticks(first, FIELD.childrenUser, FIELD.childrenSystem)
  for (const entry of readdirSync('/proc')) {
    const fields = /^\d+$/.test(entry) ? stat(entry) : undefined
    if (fields && Number(fields[FIELD.parent]) === pid) sum += own(fields)
  }
  return sum
}

export function cpuOf({ pids, postmaster }: Watched): Cpu {
  return {
    server: pids.reduce((sum, pid) => sum + family(pid) * TICK_US, 0),
    database: postmaster === undefined ? 0 : family(postmaster) * TICK_US,
  }
}

/** Bytes of memory that the process has resident. */
export function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024
}

/** The postmaster of a backend, if that runs on this machine. */
export function postmasterOf(backend: number): number | undefined {
  try {
    if (readFileSync(`/proc/${backend}/comm`, 'latin1').trim() !== 'postgres') return undefined
  } catch {
    return undefined
  }
  return Number(stat(backend)?.[FIELD.parent])
}
