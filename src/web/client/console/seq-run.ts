// The gap-free proof: what one connection has received, and what all of them hold together. Pure; no imports.

/** From and to, both included. */
export type Range = readonly [first: number, last: number]

/** The messages of one connection, held to what was promised: each the one after the one before. */
export interface SeqRun {
  /** What the connection asked for: everything after this `seq`, or what comes live. */
  readonly afterSeq: number | undefined
  /** The first `seq` that it has to receive. */
  readonly first: number
  /** The next one. */
  readonly next: number
  /** Left out on the way to `next`. */
  readonly gaps: readonly Range[]
  /** Left out by the server, which said so: a `gap` of an inbox, to be read from the history. */
  readonly skipped: readonly Range[]
  /** Received when a later one had been received, or a second time. */
  readonly repeats: readonly number[]
}

/** @param lastSeq of `ready`: where a connection without `after_seq` starts */
export function startRun(afterSeq: number | undefined, lastSeq: number): SeqRun {
  const first = (afterSeq ?? lastSeq) + 1
  return { afterSeq, first, next: first, gaps: [], skipped: [], repeats: [] }
}

export function heard(run: SeqRun, seq: number): SeqRun {
  if (seq === run.next) return { ...run, next: seq + 1 }
  if (seq < run.next) return { ...run, repeats: [...run.repeats, seq] }
  return { ...run, next: seq + 1, gaps: [...run.gaps, [run.next, seq - 1]] }
}

/** The server says that it goes on with `beforeSeq`, though `afterSeq` was the last one. */
export function skip(run: SeqRun, afterSeq: number, beforeSeq: number): SeqRun {
  const { next, gaps, skipped } = run
  return {
    ...run,
    next: beforeSeq,
    gaps: afterSeq >= next ? [...gaps, [next, afterSeq]] : gaps,
    skipped: [...skipped, [afterSeq + 1, beforeSeq - 1]],
  }
}

export const isFaultless = ({ gaps, repeats }: SeqRun): boolean => gaps.length === 0 && repeats.length === 0

/** What the runs hold together, in ascending ranges that neither touch nor overlap. */
export function held(runs: readonly SeqRun[]): Range[] {
  const pieces = runs.flatMap(({ first, next, gaps, skipped }) => {
    const leftOut = [...gaps, ...skipped].toSorted(([a], [b]) => a - b)
    const starts = [first, ...leftOut.map(([, last]) => last + 1)]
    const ends = [...leftOut.map(([start]) => start - 1), next - 1]
    return starts.map((start, index): Range => [start, ends[index]!]).filter(([start, end]) => end >= start)
  })
  const merged: [number, number][] = []
  for (const [start, end] of pieces.toSorted(([a], [b]) => a - b)) {
    const before = merged.at(-1)
    if (before && start <= before[1] + 1) before[1] = Math.max(before[1], end)
    else merged.push([start, end])
  }
  return merged
}

export const inWords = ([first, last]: Range): string => (first === last ? String(first) : `${first}…${last}`)

/** What lies between ranges. */
const between = (ranges: readonly Range[]): Range[] =>
  ranges.slice(1).map(([start], index): Range => [ranges[index]![1] + 1, start - 1])

/** What lies between what the runs hold: what the server said that it leaves out, and what is missing. */
function holes(runs: readonly SeqRun[]): { told: Range[]; missing: Range[] } {
  const skipped = runs.flatMap((run) => run.skipped)
  const isTold = ([first, last]: Range) => skipped.some(([from, to]) => from <= first && last <= to)
  const all = between(held(runs))
  return { told: all.filter(isTold), missing: all.filter((hole) => !isTold(hole)) }
}

/** Whether each run came as promised, and nothing is missing between them. */
export const isWhole = (runs: readonly SeqRun[]): boolean =>
  runs.every(isFaultless) && holes(runs).missing.length === 0

const listed = (ranges: readonly Range[]): string => ranges.map(inWords).join(', ')

/** One sentence: «1…57 complete», or what is missing. */
export function summary(runs: readonly SeqRun[]): string {
  const ranges = held(runs)
  if (ranges.length === 0) return 'nothing received yet'
  const { told, missing } = holes(runs)
  const repeated = runs.flatMap(({ repeats }) => repeats)
  const faults = [
    ...(missing.length > 0 ? [`missing ${listed(missing)}`] : []),
    ...(repeated.length > 0 ? [`repeated ${repeated.join(', ')}`] : []),
  ]
  const whole = told.length > 0 ? `complete after a gap of ${listed(told)}` : 'complete'
  return `${listed(ranges)} ${faults.length > 0 ? `· ${faults.join(' · ')}` : whole}`
}
