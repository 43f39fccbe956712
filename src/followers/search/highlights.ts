// Where in a message the words stand that somebody looked for.
import type { MessageView } from '../../room-log/message.view.js'
import type { Query, Term } from './query.js'
import { folded, tokensOf, type Token } from './words.js'

/** What of a message is looked through, in this order. */
export const FIELDS = ['message', 'filename', 'question'] as const
export type Field = (typeof FIELDS)[number]

/** From where to where, in UTF-16 units: what `text.slice(start, end)` is. */
export type Highlight = [start: number, end: number]

export interface Found {
  field: Field
  highlights: Highlight[]
}

/** Beyond so many characters a word that goes on is shown as a whole. */
const LONGEST_BEGINNING = 200

/** The first field that has any of the words; undefined where the message, as it is now, is not what is looked for. */
export function findIn(message: MessageView, query: Query): Found | undefined {
  const fields = textsOf(message).map(([field, text]) => ({ field, text, tokens: tokensOf(text) }))
  const has = (term: Term) => fields.some(({ tokens }) => placesOf(tokens, term).length > 0)
  if (!query.terms.every(has) || query.without.some(has)) return undefined
  for (const { field, text, tokens } of fields) {
    const highlights = query.terms.flatMap((term) =>
      placesOf(tokens, term).map((nth) => rangeOf(text, tokens, nth, term)),
    )
    if (highlights.length > 0) return { field, highlights: merged(highlights) }
  }
  return undefined
}

function textsOf(message: MessageView): [Field, string][] {
  const { attachment, poll } = message as { attachment?: { filename: string }; poll?: { question: string } }
  const texts = [message['message'], attachment?.filename, poll?.question]
  return FIELDS.flatMap((field, nth): [Field, string][] => {
    const text = texts[nth]
    return typeof text === 'string' ? [[field, text]] : []
  })
}

/** Which tokens a term begins with. */
function placesOf(tokens: readonly Token[], { words, open }: Term): number[] {
  const last = words.length - 1
  const isAt = (nth: number) =>
    words.every((word, index) => {
      const found = tokens[nth + index]?.word
      return open && index === last ? found?.startsWith(word) : found === word
    })
  return tokens.flatMap((_, nth) => (isAt(nth) ? [nth] : []))
}

function rangeOf(text: string, tokens: readonly Token[], nth: number, { words, open }: Term): Highlight {
  const last = tokens[nth + words.length - 1]!
  const beginning = words.at(-1)!
  const end = open && last.word !== beginning ? endOf(text, last, beginning) : last.end
  return [tokens[nth]!.start, end]
}

/** Where a word's beginning ends, with all that is written on its last letter. */
function endOf(text: string, { start, end }: Token, beginning: string): number {
  const characters = text.slice(start, end).match(/\P{M}\p{M}*|\p{M}+/gu)!
  let length = 0
  for (const character of characters.slice(0, LONGEST_BEGINNING)) {
    length += character.length
    if (folded(text.slice(start, start + length)).startsWith(beginning)) return start + length
  }
  return end
}

/** In order; those that meet are one. */
function merged(highlights: Highlight[]): Highlight[] {
  const apart: Highlight[] = []
  for (const [start, end] of highlights.sort((one, other) => one[0] - other[0])) {
    const last = apart.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else apart.push([start, end])
  }
  return apart
}
