// What the two socket doors allow in common.
import type { Config } from '../config/config.js'

/** Milliseconds in which a connection must say who it is; from the wire contract. */
export const AUTH_WITHIN_MS = 10_000

/** Milliseconds that a cut connection may take to read why, before it is dropped. */
export const LINGER_MS = 2000

/** Bytes of the largest frame that may hold an attachment of the limit, in base64, and the rest of its message. */
export function largestFrame({ MAX_ATTACHMENT_BYTES, MAX_BODY_BYTES }: Config): number {
  return Math.ceil(MAX_ATTACHMENT_BYTES / 3) * 4 + MAX_BODY_BYTES
}
