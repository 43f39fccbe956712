// How large a message can be, whichever door it comes through.
import type { Config } from '../config/config.js'

/** Bytes of a frame or body that holds an attachment of the limit, in base64, and the rest of its message. */
export function largestMessage({
  MAX_ATTACHMENT_BYTES,
  MAX_BODY_BYTES,
}: Pick<Config, 'MAX_ATTACHMENT_BYTES' | 'MAX_BODY_BYTES'>): number {
  return Math.ceil(MAX_ATTACHMENT_BYTES / 3) * 4 + MAX_BODY_BYTES
}
