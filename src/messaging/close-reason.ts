// The words that go with a WebSocket's close code.

/** A close frame holds 123 bytes of reason. */
const LONGEST_REASON = 123

/** What fits of `detail`, in whole characters. */
export function closeReason(detail: string): Buffer {
  const bytes = Buffer.from(detail)
  let end = Math.min(bytes.length, LONGEST_REASON)
  // A byte 10xxxxxx goes on with the character before it.
  while (end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end--
  return bytes.subarray(0, end)
}
