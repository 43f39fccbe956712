// What somebody looks for: words and beginnings of words, "words that stand together", and -words that are not to be there.
import { wrongField } from '../../common/errors.js'
import { tokensOf } from './words.js'

/** Words that stand together, one after the other. */
export interface Term {
  words: string[]
  /** Whether the last of them may go on. */
  open: boolean
}

export interface Query {
  /** All of them are there. */
  terms: Term[]
  /** None of these is. */
  without: Term[]
}

const PARTS = /(-?)(?:"([^"]*)(?:"|$)|([^\s"]+))/g
/** As they are written elsewhere, or put in by a keyboard that knows better. */
const QUOTES = /[“”„‟«»＂「」『』]/g

/**
 * @param text as it is written: words that belong together without a space, such as `e-mail`, stand together
 * @throws ChatError `validation_failed` where there is nothing to look for
 */
export function parseQuery(text: string): Query {
  const query: Query = { terms: [], without: [] }
  for (const [, minus, quoted, plain] of text.replace(QUOTES, '"').matchAll(PARTS)) {
    const words = tokensOf(quoted ?? plain!).map(({ word }) => word)
    if (words.length === 0) continue
    if (minus) query.without.push({ words, open: false })
    else query.terms.push({ words, open: quoted === undefined })
  }
  if (query.terms.length === 0)
    throw wrongField('q', 'q must have a word to look for: letters or digits, without a "-" before them')
  return query
}

/** The LIKE pattern that the words of a message have to match, as `wordsOf` writes them. Letters and digits mean nothing to LIKE. */
export const patternOf = ({ words, open }: Term): string => `% ${words.join(' ')}${open ? '%' : ' %'}`

/** More words would only say again what a message must have. */
const MOST_KEYS = 12

/** The keys of a block that are looked up, as a tsquery: those of the longest words, which are the rarest. */
export function keysOf({ terms }: Query, room: number, block: number): string {
  const keys = new Set(
    terms.flatMap(({ words, open }) =>
      words.map((word, nth) => `'${room}.${block}:${word}'${open && nth === words.length - 1 ? ':*' : ''}`),
    ),
  )
  const longest = [...keys].sort((one, other) => other.length - one.length)
  return longest.slice(0, MOST_KEYS).join(' & ')
}
