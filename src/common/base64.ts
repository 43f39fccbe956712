// Base64 as clients write it: canonical, without padding, in the alphabet of addresses, or in lines as in mail.

/** What almost everybody sends. */
const CANONICAL = /^[A-Za-z0-9+/]+={0,2}$/
const LINE_BREAKS = /[\r\n\t ]+/g
/** One alphabet or the other: both in one text is a mistake. */
const LENIENT = /^(?:[A-Za-z0-9+/]+|[A-Za-z0-9_-]+)(={0,2})$/

/** Whether `text` is base64 of at least one byte; `Buffer.from(text, 'base64')` reads all that pass. */
export function isBase64(text: string): boolean {
  if (text.length % 4 === 0 && CANONICAL.test(text)) return true
  const joined = text.replace(LINE_BREAKS, '')
  const [, padding] = LENIENT.exec(joined) ?? []
  if (padding === undefined) return false
  // A last character alone would hold six bits, which are no byte; what is padded is whole.
  return padding === '' ? joined.length % 4 !== 1 : joined.length % 4 === 0
}
