// The console's gap-free proof: it must find every fault there is, and none that there is not.
import { describe, expect, it } from 'vitest'
import {
  heard,
  held,
  isFaultless,
  isWhole,
  skip,
  startRun,
  summary,
  type SeqRun,
} from '../../src/web/client/console/seq-run.js'

const runOf = (afterSeq: number | undefined, lastSeq: number, seqs: number[]): SeqRun =>
  seqs.reduce(heard, startRun(afterSeq, lastSeq))

describe('the proof', () => {
  it('holds for what comes in order, from where it was asked for', () => {
    const run = runOf(0, 3, [1, 2, 3, 4])
    expect(isFaultless(run)).toBe(true)
    expect(summary([run])).toBe('1…4 complete')
  })

  it('starts after ready without after_seq', () => {
    expect(summary([runOf(undefined, 41, [42])])).toBe('42 complete')
    expect(summary([runOf(undefined, 41, [])])).toBe('nothing received yet')
  })

  it('names a gap, also before the first', () => {
    expect(runOf(0, 9, [1, 4]).gaps).toEqual([[2, 3]])
    expect(runOf(5, 9, [8]).gaps).toEqual([[6, 7]])
    expect(summary([runOf(0, 9, [1, 4])])).toBe('1, 4 · missing 2…3')
  })

  it('names what comes twice or too late', () => {
    expect(runOf(0, 9, [1, 2, 2, 3, 1]).repeats).toEqual([2, 1])
    expect(summary([runOf(0, 9, [1, 2, 2, 3])])).toBe('1…3 · repeated 2')
  })

  it('takes connections together: what one missed another may have', () => {
    const runs = [runOf(0, 3, [1, 2, 3]), runOf(1, 6, [2, 3, 4, 5, 6]), runOf(6, 8, [7, 8])]
    expect(held(runs)).toEqual([[1, 8]])
    expect(summary([runOf(0, 3, [1, 2]), runOf(5, 6, [6])])).toBe('1…2, 6 · missing 3…5')
  })

  it('takes a gap that the server has told of for what it is, and another one for none', () => {
    const told = [51, 52].reduce(heard, skip(startRun(40, 40), 40, 51))
    expect(held([told])).toEqual([[51, 52]])
    const runs = [
      runOf(
        0,
        40,
        Array.from({ length: 40 }, (_, index) => index + 1),
      ),
      told,
    ]
    expect([isWhole(runs), summary(runs)]).toEqual([true, '1…40, 51…52 complete after a gap of 41…50'])
    const lost = heard(skip(startRun(40, 40), 42, 51), 51)
    expect([isWhole([runs[0]!, lost]), isFaultless(lost)]).toEqual([false, false])
  })

  it('is not whole where connections leave something between them', () => {
    expect(isWhole([runOf(0, 3, [1, 2]), runOf(5, 6, [6])])).toBe(false)
    expect(isWhole([runOf(0, 3, [1, 2]), runOf(2, 6, [3])])).toBe(true)
  })
})
