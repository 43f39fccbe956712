// Finds the highest rate that a server sustains.
import type { StepResult } from './crowd.js'

export interface Search {
  /** The first rate that is tried. */
  from: number
  /** By how much the rate grows as long as it is sustained. */
  growth: number
  /** Ends when the lowest rate that was too much is less than this many times the highest that was not. */
  within: number
  /** How often a rate that was too much is tried again: a checkpoint or a neighbour may have come in between. */
  retries: number
  /** Never tries more. */
  ceiling: number
}

/** Milliseconds: what the goals of the bench are stated for. */
const P99_BELOW = 500
/** Less than this share of what was offered is a growing backlog. */
const KEPT_UP = 0.97

/** Whether a step was sustained: on time, kept up with, and nothing lost. */
export function isSustained(
  { complete, offered, accepted, deliveries, messages, delivery, acknowledgement }: StepResult,
  fanOut: number,
): boolean {
  return (
    complete &&
    accepted >= KEPT_UP * offered &&
    deliveries >= KEPT_UP * messages * fanOut &&
    acknowledgement.p99 < P99_BELOW &&
    // Not a number where nothing says when it was sent: a reaction has no words for that.
    !(fanOut > 0 && delivery.p99 >= P99_BELOW)
  )
}

/** @returns the sustained step with the highest rate; undefined if there is none at a hundredth of the first rate */
export async function highestSustained(
  { from, growth, within, retries, ceiling }: Search,
  sustains: (rate: number) => Promise<{ sustained: boolean; result: StepResult }>,
): Promise<StepResult | undefined> {
  let best: StepResult | undefined
  let tooMuch = Number.POSITIVE_INFINITY
  for (let rate = from; rate >= from / 100;) {
    let { sustained, result } = await sustains(rate)
    for (let again = 0; !sustained && again < retries; again++) ({ sustained, result } = await sustains(rate))
    if (sustained) best = result
    else tooMuch = rate
    const known = best?.offered
    if (known !== undefined && (tooMuch / known < within || known >= ceiling)) return best
    if (known === undefined) rate /= growth
    else
      rate =
        tooMuch === Number.POSITIVE_INFINITY ? Math.min(ceiling, known * growth) : Math.sqrt(known * tooMuch)
  }
  return best
}
