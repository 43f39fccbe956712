// What the supervisor and its workers tell each other, and how a connection goes along with it.
import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Config } from '../config/config.js'

/** What a worker is told first. */
export interface Start {
  kind: 'start'
  /** Its number, from 1 on; whoever replaces it has the same. */
  worker: number
  /** The user's settings, but for what is the supervisor's: `DATABASE_URL` leads to the built-in PostgreSQL, too. */
  config: Config
  /** Where the workers hear each other; nobody else can enter it. */
  folder: string
  /** Whether it is asked for measures. */
  measured: boolean
}

export type ToWorker =
  | Start
  | { kind: 'stop' }
  /** Everybody is drained. */
  | { kind: 'leave' }
  | { kind: 'measure'; id: number }
  /** With a connection; `request` is what has been read of it, in base64. */
  | { kind: 'connection'; id: number; request?: string | undefined }
  | { kind: 'moved'; id: number; taken: boolean }

/** What a worker answers. */
export type Answer =
  { kind: 'measures'; id: number; text: string } | { kind: 'taken'; id: number; taken: boolean }

export type FromWorker =
  | Answer
  | { kind: 'failed'; why: string }
  | { kind: 'ready'; isEmpty: boolean }
  /** It has said goodbye to every connection of its own, and stays for what comes to it of the others' clients. */
  | { kind: 'drained' }
  /** How many live connections it has now. */
  | { kind: 'open'; count: number }
  /** With a connection, which is worker `to`'s. */
  | { kind: 'move'; id: number; to: number; request: string }

/** A connection as the system knows it. Unlike a `Socket`, it can be handed on without being read on the way. */
export interface Handle {
  readStop(): void
  close(): void
}

/** The handle of a connection; nothing of one that is closed, or is no TCP connection. */
export const handleOf = (socket: unknown): Handle | undefined =>
  (socket as Socket & { _handle?: Handle | null })['_handle'] ?? undefined

type Channel = Pick<ChildProcess, 'send'>

/**
 * Sends a message. The sender closes its own copy of a handle itself.
 * @param failed called where the other side is not there any more
 */
export function post(
  to: { send?: Channel['send'] | undefined },
  message: ToWorker | FromWorker,
  handle?: Handle,
  failed?: () => void,
): void {
  if (!to.send) return failed?.()
  to.send(message, handle as never, {}, (error) => {
    if (error) failed?.()
  })
}
