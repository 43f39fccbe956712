// Whether anything grows: its last third against the one before, once the first has warmed everything up.
import { kindOf, type Kind, type Sample } from './sample.js'

export interface Judged {
  name: string
  /** How much it was at first, in the middle and at the end: medians of the thirds. */
  thirds: [number, number, number]
  /** The most that it may be at the end. */
  limit: number
  grows: boolean
}

/** A limit is so many times the middle third, and never less than so much more. */
const LIMITS: Record<Kind, { factor: number; more: number }> = {
  memory: { factor: 1.1, more: 6 * 1024 * 1024 },
  things: { factor: 1.1, more: 6 },
  rows: { factor: 1.15, more: 300 },
  bytes: { factor: 1.15, more: 512 * 1024 },
  lag: { factor: 1.15, more: 500 },
}

/** They grow and are built anew: what counts is how large they get. */
const SAWTEETH = new Set(['bytes message_words_keys', 'bytes chatrooms_name_grams'])

/** Samples of each third. */
const LEAST_OF_THIRD = 3
export const LEAST_SAMPLES = 3 * LEAST_OF_THIRD

/**
 * Of each series. One that is not in a sample counts as 0 there, as kinds of resources that come and go; what has to be in all is NEEDED.
 * @returns undefined where there are too few samples to judge by
 */
export function judge(samples: readonly Sample[]): Judged[] | undefined {
  const third = Math.floor(samples.length / 3)
  if (third < LEAST_OF_THIRD) return undefined
  const names = [...new Set(samples.flatMap((sample) => [...sample.keys()]))]
  const parts = [samples.slice(0, -2 * third), samples.slice(-2 * third, -third), samples.slice(-third)]
  return names.map((name) => {
    const of = SAWTEETH.has(name) ? most : median
    const thirds = parts.map((part) => of(part.map((sample) => sample.get(name) ?? 0))) as Judged['thirds']
    const { factor, more } = LIMITS[kindOf(name)]
    const before = SAWTEETH.has(name) ? Math.max(thirds[0], thirds[1]) : thirds[1]
    const limit = Math.max(before * factor, before + more)
    return { name, thirds, limit, grows: thirds[2] > limit }
  })
}

/** What every sample has to have: without it nothing is flat. */
export const NEEDED = [
  'memory rss',
  'memory heapUsed',
  'things descriptors',
  'things database connections',
  'lag chat_follower_lag{follower="search"}',
  'rows messages',
  'rows push_notices',
  'bytes message_words_keys',
  'bytes all of it',
]

/** @returns the names of what is lacking anywhere */
export const lacking = (samples: readonly Sample[]): string[] =>
  NEEDED.filter((name) => samples.some((sample) => !Number.isFinite(sample.get(name))))

const most = (values: number[]): number => Math.max(...values)

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)]!
}

const shown = (name: string, value: number): string =>
  ['memory', 'bytes'].includes(kindOf(name))
    ? `${(value / 1024 / 1024).toFixed(2)} MiB`
    : String(Math.round(value))

/** A table for people, of what is worth a line: what grows, and what is large. */
export function tableOf(judged: readonly Judged[]): string {
  const rows = judged
    .filter(({ thirds, grows }) => grows || Math.max(...thirds) > 0)
    .toSorted((one, other) => Number(other.grows) - Number(one.grows) || one.name.localeCompare(other.name))
    .map(({ name, thirds, limit, grows }) =>
      [
        name,
        ...thirds.map((each) => shown(name, each)),
        shown(name, limit),
        grows ? '**grows**' : 'flat',
      ].join(' | '),
    )
  return [
    '| series | first third | middle | last | at most | |',
    '| - | - | - | - | - | - |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n')
}
