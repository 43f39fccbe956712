// Characters that may not be in a name or a description, because they are not seen and change what is.
import { ValidateBy } from 'class-validator'
import { firstOf, IN_IDENTIFIERS, IN_NAMES, withoutNeeded } from './invisible.js'

/** What turns the direction of the text around it, so that `gpj.exe` reads as `exe.jpg`; marks alone turn nothing. */
const BIDI_OVERRIDE = '\\u202A-\\u202E\\u2066-\\u2069'
/** Letters and spaces that nobody sees: with one at its end, a name would look like somebody else's. */
const FILLERS = '\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u2800\\u3164\\uFFA0'

/** Of several lines: control characters other than line breaks and tabs. */
const NOT_IN_TEXT = new RegExp(
  `[\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F${BIDI_OVERRIDE}]`,
  'u',
)
const NOT_IN_LINE = new RegExp(`[\\p{Cc}\\u2028\\u2029${BIDI_OVERRIDE}]`, 'u')
const NOT_IN_NAME = new RegExp(
  `[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}${FILLERS}]`,
  'u',
)
const NOT_IN_IDENTIFIER = /[^\p{L}\p{N}\p{M}_.-]|\p{Default_Ignorable_Code_Point}/u

/** The character that may not be there, such as `U+202E at position 3`; undefined for none. */
type FindBad = (text: string) => string | undefined

/** In text of several lines. */
export const badInText: FindBad = (text) => firstOf(NOT_IN_TEXT, text)
/** In a line that nobody is known by, such as a filename. */
export const badInLine: FindBad = (text) => firstOf(NOT_IN_LINE, text)
/** In what is shown for somebody. */
export const badInName: FindBad = (text) => firstOf(NOT_IN_NAME, withoutNeeded(text, IN_NAMES))
/** In what something is found by. */
export const badInIdentifier: FindBad = (text) =>
  firstOf(NOT_IN_IDENTIFIER, withoutNeeded(text, IN_IDENTIFIERS))

/** A name without what may not be in it. */
export function withoutBad(name: string): string {
  const shape = [...withoutNeeded(name, IN_NAMES)]
  return [...name].filter((_, index) => !NOT_IN_NAME.test(shape[index]!)).join('')
}

/** The first of these texts that is none, or has what may not be there, in words; undefined if all are well. */
function flawIn(texts: unknown[], findBad: FindBad): string | undefined {
  for (const text of texts) {
    if (typeof text !== 'string') return 'must be text'
    const bad = findBad(text)
    if (bad !== undefined) return `must not have ${bad}`
  }
  return undefined
}

/**
 * A field in which every character may stand where it does; the error says which may not.
 * @param options `each`: a list of such texts
 */
export const HasNone = (findBad: FindBad, options?: { each: true }): PropertyDecorator =>
  ValidateBy(
    {
      name: 'hasNone',
      validator: {
        validate: (value) => flawIn([value], findBad) === undefined,
        defaultMessage: (args) =>
          `${args?.property} ${flawIn(options?.each ? (args?.value as unknown[]) : [args?.value], findBad)}`,
      },
    },
    options,
  )
