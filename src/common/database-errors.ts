// What an error of the database driver means: it is away, it is busy with this, or it has a trouble that a person must end.
import { Logger } from '@nestjs/common'

/**
 * SQLSTATEs of a database that cannot serve just now: classes 08 and 57P (the connection is gone, PostgreSQL stops or
 * starts), 53 and 58 (it is full, or its disk fails), 28 and 3D (it lets nobody in, or is being replaced), 25006 (read-only)
 * and 25P03 (a session that it has ended).
 */
const AWAY_SQLSTATE = /^(08|53|57P|58|28|3D|25006|25P03)/
const CONNECTION_LOST =
  /ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EHOST|ENETUNREACH|EAI_AGAIN|Connection terminated|timeout exceeded|read timeout|not queryable|connection error/i
/** 55000 says many things; in these words, that this is a standby. */
const IN_RECOVERY = /recovery is (not )?in progress/
/** A lock, a statement or a transaction that took too long, a deadlock: this time, this row; nothing is wrong with the rest. */
const BUSY_SQLSTATE = /^(55P03|57014|40P01|40001|25P04)$/

const codeAndMessage = (error: unknown) => {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string }
  return { code, message }
}

/** Whether an error thrown by the database driver means that it cannot be reached, or cannot serve, just now. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = codeAndMessage(error)
  if (BUSY_SQLSTATE.test(code)) return false
  if (AWAY_SQLSTATE.test(code) || (code === '55000' && IN_RECOVERY.test(message))) return true
  return CONNECTION_LOST.test(`${code} ${message}`)
}

/** Whether an error thrown by the database driver means that the same may work in a moment. */
export const isDatabaseBusy = (error: unknown): boolean => BUSY_SQLSTATE.test(codeAndMessage(error).code)

/** Whether it means that this connection takes no writes: it leads to a standby, or to a primary that was demoted. */
export function isReadOnly(error: unknown): boolean {
  const { code, message } = codeAndMessage(error)
  return code === '25006' || (code === '55000' && IN_RECOVERY.test(message))
}

/** PostgreSQL's SQLSTATE `disk_full`: at the moment it can store nothing, or not as much. */
export const isDiskFull = (error: unknown): boolean => codeAndMessage(error).code === '53100'

/** What a new connection to a standby is refused with, before anything is read from it that the primary has long changed. */
export class StandbyError extends Error {
  readonly code = '25006'

  constructor() {
    super('it is a standby, which takes no writes')
  }
}

/** What keeps a database that answers from serving; a person has to see to it. */
export type Trouble = 'read_only' | 'disk_full' | 'disk_failing' | 'refusing'

const WORDS: Record<Trouble, string> = {
  read_only: 'The database takes no writes: it is a standby, or default_transaction_read_only is on.',
  disk_full: "The database's disk is full: nothing can be stored until there is room.",
  disk_failing: "The database's disk fails: see PostgreSQL's own log.",
  refusing:
    'The database lets this server in no more: see the user, the password and the database of DATABASE_URL.',
}

/** Milliseconds between two lines about the same trouble, while it lasts. */
const SAY_AGAIN_MS = 60_000

const logger = new Logger('Database')
const said = new Map<Trouble, number>()
let full = false

function troubleOf(error: unknown): Trouble | undefined {
  const { code } = codeAndMessage(error)
  if (isReadOnly(error)) return 'read_only'
  if (isDiskFull(error)) return 'disk_full'
  if (code.startsWith('58')) return 'disk_failing'
  return /^(28|3D)/.test(code) ? 'refusing' : undefined
}

/** Writes down what ails the database, by its name and once a minute at most, however many requests meet it. */
export function nameTrouble(error: unknown): void {
  const trouble = troubleOf(error)
  if (!trouble) return
  if (trouble === 'disk_full') full = true
  const now = performance.now()
  if (now - (said.get(trouble) ?? -Infinity) < SAY_AGAIN_MS) return
  said.set(trouble, now)
  logger.error(WORDS[trouble])
}

/** Whether the disk was full when something was last to be stored, and nobody has found room since. */
export const diskWasFull = (): boolean => full

/** Somebody has stored something. */
export function diskHasRoom(): void {
  if (full) logger.warn("The database's disk has room again.")
  full = false
  said.delete('disk_full')
}
