// How many connections the system lets this process have.
import { readFileSync } from 'node:fs'

/** What else is open: files, timers, the embedded database's lock, Redis, S3. */
const OTHERS = 100

/**
 * Connections that may come from outside: the limit on open files, less the database's and others. Node itself has raised the
 * soft limit to the hard one when it started.
 * @param databaseConnections of this process at the most
 * @returns Infinity where the system does not say
 */
export function mostConnections(databaseConnections: number): number {
  const limit = openFilesLimit()
  // A limit that is smaller than what the process needs itself leaves little, but not nothing.
  return Math.max(limit - databaseConnections - OTHERS, Math.floor(limit / 4))
}

function openFilesLimit(): number {
  try {
    const [, soft = ''] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return /^\d+$/.test(soft) ? Number(soft) : Infinity
  } catch {
    return Infinity
  }
}
