// How large what a client sends can be, whichever door it comes through.
import type { Config } from '../config/config.js'
import { ChatError } from './errors.js'

/** Bytes of a frame or body that holds an attachment of the limit, in base64, and the rest of its message. */
export function largestMessage({
  MAX_ATTACHMENT_BYTES,
  MAX_BODY_BYTES,
}: Pick<Config, 'MAX_ATTACHMENT_BYTES' | 'MAX_BODY_BYTES'>): number {
  return Math.ceil(MAX_ATTACHMENT_BYTES / 3) * 4 + MAX_BODY_BYTES
}

/** Bytes of what an inbox is synced with; from the wire contract. */
export const LARGEST_SYNC = 8 * 1024 * 1024

/** What is wrong with a sync of so many bytes. */
export const refusalOfSync = (bytes: number): ChatError | undefined =>
  bytes <= LARGEST_SYNC ? undefined : new ChatError('payload_too_large', 'A sync has 8 MiB at the most.')
