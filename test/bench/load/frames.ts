// WebSocket frames, as far as a lean client needs them (RFC 6455).

export const TEXT = 0x1
export const CLOSE = 0x8
export const PING = 0x9
export const PONG = 0xa

const FINAL = 0x80
const MASKED = 0x80
/** Lengths from here on take two bytes more. */
const LONG = 126

/**
 * A client's frame around ASCII text of at most 65 535 characters. Its mask is zero, which leaves the text as it is: the
 * server's work is the same, and the load generator's is less.
 */
export function frame(opcode: number, text: string): Buffer {
  const short = text.length < LONG
  const start = short ? 6 : 8
  const buffer = Buffer.alloc(start + text.length)
  buffer[0] = FINAL | opcode
  buffer[1] = MASKED | (short ? text.length : LONG)
  if (!short) buffer.writeUInt16BE(text.length, 2)
  buffer.write(text, start, 'latin1')
  return buffer
}

/**
 * Hands each whole frame of `data[start…end)` to `take`, with where its payload starts and ends.
 * @returns where the first incomplete frame starts
 */
export function scanFrames(
  data: Buffer,
  start: number,
  end: number,
  take: (opcode: number, data: Buffer, start: number, end: number) => void,
): number {
  for (let at = start; ;) {
    if (end - at < 2) return at
    let length = data[at + 1]! & 0x7f
    let payload = at + 2
    if (length === LONG) {
      if (end - at < 4) return at
      length = data.readUInt16BE(at + 2)
      payload = at + 4
    } else if (length > LONG) {
      if (end - at < 10) return at
      // The upper four bytes count in units of 4 GiB.
      length = data.readUInt32BE(at + 6)
      payload = at + 10
    }
    if (payload + length > end) return at
    take(data[at]! & 0xf, data, payload, payload + length)
    at = payload + length
  }
}
