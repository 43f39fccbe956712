// Refuses text that would take JSON.parse seconds and gigabytes, by a scan that takes milliseconds.
import { ChatError } from './errors.js'

/** What begins or separates parts of JSON: `{`, `[`, `,` and `:`. Base64 has none of them. */
const MARKS = [0x7b, 0x5b, 0x2c, 0x3a]

/** However small the limit is: what an inbox of 10 000 rooms is synced with has as many. */
const OF_A_SYNC = 64 * 1024

/**
 * Large messages are large because of their attachment, in base64: whatever has more parts than would fit into a message without
 * one is no message (docs/decisions/held-memory.md).
 * @param text JSON, or something that holds it
 * @param limit bytes of a message around its attachment
 * @throws ChatError `validation_failed`
 */
export function assertFewParts(text: Buffer | string, limit: number): void {
  if (text.length <= limit) return
  // Other characters may look like marks then: only text that is no base64 has many of them.
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text
  const most = Math.max(limit, OF_A_SYNC)
  let found = 0
  for (const mark of MARKS) {
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
      if (++found > most)
        throw new ChatError('validation_failed', 'The JSON has more parts than any message: it is not read.')
    }
  }
}
