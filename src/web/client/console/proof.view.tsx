// The gap-free proof of a lane: what each of its connections received, drawn on one line of seqs, and in words.
import type { Lane } from './lane'
import { held, inWords, isFaultless, summary, type Range, type SeqRun } from './seq-run'

/** The most recent ones; a hundred lines would prove no more. */
const SHOWN = 4

export function ProofView({ lane }: { lane: Lane }) {
  const runs = lane.runs.value
  const ranges = held(runs)
  const faultless = ranges.length <= 1 && runs.every(isFaultless)
  const most = Math.max(1, ...runs.map(({ next }) => next - 1))
  return (
    <div class={`proof ${faultless ? 'whole' : 'broken'}`} role="group" aria-label="What was received">
      <p class="verdict" role="status">
        <span aria-hidden="true">{runs.length === 0 ? '·' : faultless ? '✓' : '✕'}</span> {summary(runs)}
      </p>
      <Strip ranges={ranges} most={most} />
      {runs.length > 1 && (
        <ol class="runs" start={Math.max(1, runs.length - SHOWN + 1)}>
          {runs.slice(-SHOWN).map((run, index) => (
            <li key={index}>
              <RunWords run={run} />
              <Strip ranges={held([run])} most={most} />
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}

function RunWords({ run }: { run: SeqRun }) {
  const { afterSeq, first, next, gaps, repeats } = run
  const got = next === first ? 'nothing yet' : inWords([first, next - 1])
  const faults = [
    ...gaps.map((gap) => `gap ${inWords(gap)}`),
    ...(repeats.length > 0 ? [`repeated ${repeats.join(', ')}`] : []),
  ]
  return (
    <span>
      {afterSeq === undefined ? 'live' : `after ${afterSeq}`} → <b>{got}</b>{' '}
      {faults.length > 0 ? faults.join(', ') : 'in order, no gap, no repeat'}
    </span>
  )
}

/** Seqs 1 to `most` from left to right; what is held is filled. */
function Strip({ ranges, most }: { ranges: Range[]; most: number }) {
  return (
    <svg class="strip" viewBox={`0 0 ${most} 1`} preserveAspectRatio="none" aria-hidden="true">
      {ranges.map(([first, last]) => (
        <rect key={first} x={first - 1} y={0} width={last - first + 1} height={1} />
      ))}
    </svg>
  )
}
