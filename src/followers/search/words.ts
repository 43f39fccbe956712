// The words of a text, of any script, as they are compared, and where in it they stand.
import { foldAccents, foldCase } from '../../common/fold-case.js'

/** Characters of a word that are compared: keys of an index have a bound. */
const LONGEST = 40

/** Scripts that put no spaces between words, or, as Korean, not always: each of their letters is looked at by itself. */
const UNSPACED =
  '(?=[\\p{L}\\p{N}])[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Bopo}\\p{scx=Hang}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}\\p{scx=Yiii}]'
/** A syllable whose parts are written one by one, as file names of some systems are. */
const JAMO = '[\\u1100-\\u115f]+[\\u1160-\\u11ff]*'
/** Beside marks: what is written half as wide in Japanese, what nobody sees, the colours of hands, and whose a black flag is. */
const MARKS = '[\\p{M}\\uff9e\\uff9f\\u200c\\u200d\\u00ad\\ufe0f\\p{Emoji_Modifier}\\u{e0020}-\\u{e007f}]*'
/** A flag is two letters of its own. */
const EMOJI = '(?:(?=\\p{Extended_Pictographic})\\P{N}|\\p{RI}{2})'
const SPACED = `(?:(?!${UNSPACED})[\\p{L}\\p{N}]${MARKS})+`

const TOKENS = new RegExp(`(?:${JAMO}|${UNSPACED}|${EMOJI})${MARKS}|${SPACED}`, 'gu')
const LATIN = /^\p{ASCII}*$/u
const LATIN_TOKENS = /[a-z0-9]+/g
/** What is no part of a word: what letters that are abbreviations have between them, what nobody sees, the tatweel of Arabic. */
const UNHEARD = /[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}\p{RI}]|\u0640|\ufe0f/gu

/** A word of a text. */
export interface Token {
  /** As it is compared. */
  word: string
  /** Where it begins and ends, in UTF-16 units. */
  start: number
  end: number
}

/** In order. Of what has no letters in it, digits or pictures, there is nothing. */
export function tokensOf(text: string): Token[] {
  if (LATIN.test(text)) return plainTokens(text)
  const tokens: Token[] = []
  for (const { 0: written, index: start } of text.matchAll(TOKENS)) {
    const word = folded(written)
    if (word !== '') tokens.push({ word, start, end: start + written.length })
  }
  return tokens
}

/** What almost every text is, without looking up anything in Unicode. */
function plainTokens(text: string): Token[] {
  return Array.from(text.toLowerCase().matchAll(LATIN_TOKENS), ({ 0: word, index: start }) => ({
    word: word.slice(0, LONGEST),
    start,
    end: start + word.length,
  }))
}

/** Whatever case and accents, and however wide it is written. */
export function folded(written: string): string {
  const word = foldAccents(foldCase(written.normalize('NFKC'))).replace(UNHEARD, '')
  return word.length <= LONGEST ? word : Array.from(word).slice(0, LONGEST).join('')
}

/** Texts as the database keeps them: each word between two spaces, so that LIKE finds it, its beginning, and what stands together. */
export function wordsOf(texts: readonly string[]): string {
  const fields = texts.map((text) => tokensOf(text).map(({ word }) => word))
  return ` ${fields
    .filter(({ length }) => length > 0)
    .map((words) => words.join(' '))
    .join(' | ')} `
}
