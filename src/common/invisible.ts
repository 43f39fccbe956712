// Invisible characters: where the spelling of a language needs one, and which one stands where none is needed.

/** Of one letter; a bound, so that no heap of marks makes the search long. */
const MARKS = '\\p{M}{0,8}'
/** Viramas: the marks that take a letter's vowel away and join it to the next (canonical combining class 9). */
const VIRAMA =
  '[\\u094D\\u09CD\\u0A4D\\u0ACD\\u0B4D\\u0BCD\\u0C4D\\u0CCD\\u0D3B\\u0D3C\\u0D4D\\u0DCA\\u0E3A\\u0EBA\\u0F84\\u1039\\u103A\\u1714\\u1715\\u1734\\u17D2\\u1A60\\u1B44\\u1BAA\\u1BAB\\u1BF2\\u1BF3\\u2D7F\\uA806\\uA82C\\uA8C4\\uA953\\uA9C0\\uAAF6\\uABED]'
/** Arabic letters that never join the next one (joining types R and U of Unicode's ArabicShaping.txt). */
const NOT_JOINING =
  '[\\u0621-\\u0625\\u0627\\u0629\\u062F-\\u0632\\u0648\\u0671-\\u0677\\u0688-\\u0699\\u06C0\\u06C3-\\u06CB\\u06CD\\u06CF\\u06D2\\u06D3\\u06D5\\u06EE\\u06EF\\u0759-\\u075B\\u076B\\u076C\\u0771\\u0773\\u0774\\u0778\\u0779\\u0870-\\u0882\\u088E\\u08AA-\\u08AE\\u08B1\\u08B2\\u08B9]'
/** Nor the one before. */
const ALONE = '[\\u0621\\u0674\\u08AD]'
const ARABIC = '(?=\\p{L})\\p{Script=Arabic}'

// Each begins with what is looked for: looking behind from every character of a text would take seconds.
/** Where UAX 31 lets the joiners stand: A1, between letters that would join; A2 and B, behind a virama. */
const JOINERS = [
  `\\u200C(?<=(?!${NOT_JOINING})${ARABIC}${MARKS}.)(?=${MARKS}(?!${ALONE})${ARABIC})`,
  `\\u200C(?<=\\p{L}${MARKS}${VIRAMA}${MARKS}.)(?=${MARKS}\\p{L})`,
  `\\u200D(?<=\\p{L}${MARKS}${VIRAMA}${MARKS}.)(?!\\p{M})`,
]

const PICTURE = '\\p{Extended_Pictographic}'
/** What shown names need besides: families and flags, the colour of a heart, rare forms of Han, Mongolian. */
const IN_SHOWN_TEXT = [
  ...JOINERS,
  // Persian also writes it behind letters that do not join, where it changes nothing.
  `\\u200C(?<=${ARABIC}${MARKS}.)(?=${MARKS}${ARABIC})`,
  `\\u200D(?<=${PICTURE}[\\uFE0F\\p{Emoji_Modifier}]?.)(?=${PICTURE})`,
  `[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]{3,6}\\u{E007F}(?<=\\u{1F3F4}[\\u{E0030}-\\u{E007A}]{3,6}.)`,
  '[\\uFE0E\\uFE0F](?<=[\\p{Emoji}\\u2190-\\u2BFF].)',
  '[\\uFE00-\\uFE0F\\u{E0100}-\\u{E01EF}](?<=\\p{Script=Han}.)',
  '[\\u180B-\\u180F](?<=\\p{Script=Mongolian}.)',
]

/** Marks that say where text from right to left goes on; between letters from left to right they only hide. */
const DIRECTION_MARKS = /[\u200E\u200F\u061C]/g
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u

/** Which invisible characters may stand in a text, and where. */
export interface Allowed {
  needed: RegExp
  /** Direction marks, in text that has letters from right to left. */
  marks: boolean
}

/** In what identifies: no two names may look the same. */
export const IN_IDENTIFIERS: Allowed = { needed: new RegExp(JOINERS.join('|'), 'gu'), marks: false }
/** In what is only shown. */
export const IN_NAMES: Allowed = { needed: new RegExp(IN_SHOWN_TEXT.join('|'), 'gu'), marks: true }

/** The same text with a letter in place of each invisible character that may stand where it does. */
export function withoutNeeded(text: string, { needed, marks }: Allowed): string {
  const seen = text.replace(needed, (found) => 'x'.repeat([...found].length))
  return marks && RIGHT_TO_LEFT.test(text) ? seen.replace(DIRECTION_MARKS, 'x') : seen
}

/**
 * The first character of `text` that `forbidden` matches, as a developer can look it up.
 * @returns such as `U+200B at position 3`, characters counted from 1
 */
export function firstOf(forbidden: RegExp, text: string): string | undefined {
  const found = forbidden.exec(text)
  if (!found) return undefined
  const number = text.codePointAt(found.index)!.toString(16).toUpperCase().padStart(4, '0')
  return `U+${number} at position ${[...text.slice(0, found.index)].length + 1}`
}
