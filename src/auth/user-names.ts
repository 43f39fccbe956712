// What people are found by: how their username begins, or any word of their display name.
import type { EntityManager } from 'typeorm'
import { foldAccents, foldCase } from '../common/fold-case.js'

/** Characters that are compared, of whatever is longer. */
const LONGEST = 40

/** Words of scripts that have no spaces between them, too. */
const SEGMENTS = new Intl.Segmenter('und', { granularity: 'word' })
const LETTERS = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu

/** $1 user, $2 what they are found by, in the place of what was before. */
const KEEP = `
  WITH gone AS (DELETE FROM user_names WHERE user_id = $1 AND name <> ALL ($2::text[]))
  INSERT INTO user_names (user_id, name) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`

interface Named {
  id: string
  username: string
  displayName: string
}

/** To be called in the transaction that creates or renames a user, after it has written their row. */
export async function keepNames(manager: EntityManager, { id, ...user }: Named): Promise<void> {
  await manager.query(KEEP, [id, namesOf(user)])
}

/** The username, and the display name from each of its words on: whoever looks for one of them writes its beginning. */
export function namesOf({ username, displayName }: Omit<Named, 'id'>): string[] {
  const name = folded(displayName)
  const starts = [...SEGMENTS.segment(name)].filter(({ isWordLike }) => isWordLike)
  const places = [...starts, ...name.matchAll(LETTERS)].map(({ index }) => index)
  const parts = [0, ...places].map((index) => name.slice(index))
  return [...new Set([username, ...parts].map(shortened))]
}

/** What somebody looks for, as it is compared with those. */
export const sought = (text: string): string => shortened(folded(text))

const folded = (text: string): string =>
  foldAccents(foldCase(text.normalize('NFKC')))
    .replace(/\s+/gu, ' ')
    .trim()

const shortened = (text: string): string => Array.from(text).slice(0, LONGEST).join('')
