// The gap-free proof of a lane: what each of its connections received, drawn on one line of seqs, and in words.
import type { Lane } from './lane'
import { held, inWords, isWhole, summary, type Range, type SeqRun } from './seq-run'

/** The most recent ones; a hundred lines would prove no more. */
const SHOWN = 4

export function ProofView({ lane, room }: { lane: Lane; room: string }) {
  if (lane.isInbox) return <RoomsProof lane={lane} />
  const runs = lane.heard(room)?.runs.value ?? []
  const most = Math.max(1, ...runs.map(({ next }) => next - 1))
  return (
    <div class={`proof ${isWhole(runs) ? 'whole' : 'broken'}`} role="group" aria-label="What was received">
      <Title />
      <Verdict whole={runs.length > 0 ? isWhole(runs) : undefined} words={summary(runs)} />
      <Strip ranges={held(runs)} most={most} />
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

/** Of an inbox: each room by itself. */
function RoomsProof({ lane }: { lane: Lane }) {
  const rooms = [...lane.rooms.value.values()]
  const whole = rooms.every((room) => isWhole(room.runs.value))
  return (
    <div class={`proof ${whole ? 'whole' : 'broken'}`} role="group" aria-label="What was received">
      <Title />
      <Verdict
        whole={rooms.length > 0 ? whole : undefined}
        words={rooms.length === 1 ? '1 room' : `${rooms.length} rooms`}
      />
      <ul class="runs rooms" tabIndex={0} aria-label="Rooms">
        {rooms.map((room) => (
          <li key={room.name}>
            <b>{room.name}</b> {summary(room.runs.value)}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Of what the numbers are. */
const Title = () => (
  <h3>
    Received <span class="quiet">by seq</span>
  </h3>
)

function Verdict({ whole, words }: { whole: boolean | undefined; words: string }) {
  return (
    <p class="verdict" role="status">
      <span aria-hidden="true">{whole === undefined ? '·' : whole ? '✓' : '✕'}</span> {words}
    </p>
  )
}

function RunWords({ run }: { run: SeqRun }) {
  const { afterSeq, first, next, gaps, skipped, repeats } = run
  const got = next === first ? 'nothing yet' : inWords([first, next - 1])
  const told = skipped.map((gap) => `, told of the gap ${inWords(gap)}`).join('')
  const faults = [
    ...gaps.map((gap) => `gap ${inWords(gap)}`),
    ...(repeats.length > 0 ? [`repeated ${repeats.join(', ')}`] : []),
  ]
  return (
    <span>
      {afterSeq === undefined ? 'live' : `after ${afterSeq}`} → <b>{got}</b>{' '}
      {faults.length > 0 ? faults.join(', ') : `in order, no gap, no repeat${told}`}
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
