// Sets of seqs as ranges: ascending, apart from each other; what lies between two of them is a hole.

/** Both ends are in it. */
export type Range = readonly [from: number, to: number]

/** The ranges with one more, joined with those that it touches. */
export function withRange(ranges: readonly Range[], [from, to]: Range): readonly Range[] {
  if (from > to) return ranges
  const touches = ([a, b]: Range): boolean => b >= from - 1 && a <= to + 1
  const joined = ranges.filter(touches)
  const range: Range = [Math.min(from, ...joined.map(([a]) => a)), Math.max(to, ...joined.map(([, b]) => b))]
  return [...ranges.filter((each) => !touches(each)), range].toSorted(([a], [b]) => a - b)
}

/** The range that has a seq. */
export const rangeWith = (ranges: readonly Range[], seq: number): Range | undefined =>
  ranges.find(([from, to]) => from <= seq && seq <= to)

/** What is missing between two seqs, both of which count. */
export function holesIn(ranges: readonly Range[], [from, to]: Range): readonly Range[] {
  const holes: Range[] = []
  let next = from
  for (const [a, b] of ranges) {
    if (b < next) continue
    if (a > to) break
    if (a > next) holes.push([next, a - 1])
    next = b + 1
  }
  return next <= to ? [...holes, [next, to]] : holes
}
