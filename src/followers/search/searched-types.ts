// Which messages have words that are looked for.

export const SEARCHED_TYPES = ['text', 'attachment', 'poll', 'custom'] as const
export type SearchedType = (typeof SEARCHED_TYPES)[number]

export const isSearched = (type: string | null): type is SearchedType =>
  (SEARCHED_TYPES as readonly (string | null)[]).includes(type)
