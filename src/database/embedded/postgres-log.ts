// The log of the built-in PostgreSQL: kept over starts, because it says why the last one ended, and bounded all the same.
import { openSync, writeSync } from 'node:fs'
import { copyFile, stat, truncate } from 'node:fs/promises'

/** What each start writes first: complaints above it are an earlier PostgreSQL's. */
const START_MARK = '--- PostgreSQL is started'
/** Bytes at which the log is begun anew; as much is kept beside it, in `postgres.log.1`. */
const LOG_LIMIT = 10 * 1024 * 1024

/** Opens it for a PostgreSQL that is about to start; answers the descriptor. */
export function openLog(path: string): number {
  const log = openSync(path, 'a', 0o600)
  writeSync(log, `${START_MARK}, ${new Date().toISOString()}\n`)
  return log
}

/** Keeps it from growing without end; called before each start, and now and then. */
export async function boundLog(path: string, limit = LOG_LIMIT): Promise<void> {
  const { size } = await stat(path).catch(() => ({ size: 0 }))
  if (size <= limit) return
  await copyFile(path, `${path}.1`)
  // PostgreSQL has it open and appends: emptied under its hands, it goes on from the start.
  await truncate(path)
}

/** Of what the PostgreSQL started last has written: the line that says why it ended. */
export function complaintIn(log: string): string {
  const latest = log.slice(Math.max(0, log.lastIndexOf(START_MARK)))
  const lines = latest.split('\n').filter((line) => line.trim() && !line.startsWith(START_MARK))
  const fatal = lines.findLastIndex((line) => /\b(FATAL|PANIC|error):/.test(line))
  const chosen = lines.slice(fatal).filter((line, at) => at === 0 || (fatal >= 0 && /\bDETAIL:/.test(line)))
  const text = fatal >= 0 ? chosen.slice(0, 2) : lines.slice(-1)
  return (
    text.map((line) => line.replace(/^.*?\b(FATAL|PANIC|DETAIL|error):\s+/, '')).join(' ') ||
    'it left no message'
  )
}
