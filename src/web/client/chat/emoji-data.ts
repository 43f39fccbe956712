// All emoji by group, found by words, in the chosen skin: from unicode-emoji-json and, once somebody searches, emojilib.
import groups from 'unicode-emoji-json/data-by-group.json'
import { user } from './me'

export interface Emoji {
  emoji: string
  name: string
  skin_tone_support: boolean
}

export interface Group {
  slug: string
  name: string
  emojis: Emoji[]
}

/** Newer ones are boxes on most machines. */
const NEWEST = 15.1

const drawn = ({ emoji_version }: { emoji_version: string }): boolean => Number(emoji_version) <= NEWEST

export const GROUPS: readonly Group[] = groups.map((group) => ({
  ...group,
  emojis: group.emojis.filter(drawn),
}))
const ALL = GROUPS.flatMap(({ emojis }) => emojis)

/** The signs that turn an emoji's skin: none, then from light to dark. */
export const TONES = ['', '\u{1F3FB}', '\u{1F3FC}', '\u{1F3FD}', '\u{1F3FE}', '\u{1F3FF}'] as const

/** In that skin, all people of it. */
export const inTone = ({ emoji, skin_tone_support }: Emoji, tone: string): string =>
  tone && skin_tone_support ? emoji.replace(/(\p{Emoji_Modifier_Base})\uFE0F?/gu, `$1${tone}`) : emoji

let keywords: Promise<Record<string, string[]>> | undefined

/** Those that have a word which begins so, for each of the words; at best in their name. */
export async function search(words: string): Promise<Emoji[]> {
  keywords ??= import('emojilib').then((each) => each.default as Record<string, string[]>)
  const known = await keywords.catch((error: unknown) => {
    keywords = undefined
    throw error
  })
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const ranked = ALL.map((each) => ({ each, rank: rankOf(each, known[each.emoji] ?? [], wanted) }))
  return ranked
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ each }) => each)
}

/** 0 where a word is missing; the more of them the name has, the more. */
function rankOf({ name }: Emoji, also: readonly string[], wanted: readonly string[]): number {
  const inName = ` ${name.toLowerCase()}`
  const inAll = ` ${[name, ...also].join(' ').toLowerCase().replaceAll('_', ' ')}`
  if (!wanted.every((word) => inAll.includes(` ${word}`))) return 0
  return 1 + wanted.filter((word) => inName.includes(` ${word}`)).length
}

/** How many are remembered. */
const MOST_RECENT = 32

const place = (): string => `emoji/${user.peek()?.id}`

interface Kept {
  recent: Emoji[]
  tone: string
}

/** What whoever is signed in has used last in this browser, and in which skin. */
export function readKept(): Kept {
  try {
    const { recent = [], tone = '' } = JSON.parse(localStorage.getItem(place()) ?? '{}') as Partial<Kept>
    return { recent, tone }
  } catch {
    return { recent: [], tone: '' }
  }
}

export function keepRecent(used: Emoji): void {
  const { recent, tone } = readKept()
  const others = recent.filter(({ emoji }) => emoji !== used.emoji)
  write({ recent: [used, ...others].slice(0, MOST_RECENT), tone })
}

export const keepTone = (tone: string): void => write({ ...readKept(), tone })

function write(kept: Kept): void {
  try {
    localStorage.setItem(place(), JSON.stringify(kept))
  } catch {
    // Without room for it nothing is remembered.
  }
}
