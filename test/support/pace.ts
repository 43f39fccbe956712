// How fast a crowd under test talks: at a steady rate, as long as what it says is answered.
import { performance } from 'node:perf_hooks'
import { expect } from 'vitest'
import { awake } from './awake.js'
import { pause } from './inbox.js'

const TICK = 20
/** Seconds of talk that each may have waiting for answers before all are held back: no message waits for long behind others. */
const MOST_WAITING = 2
/** Part of the rate that is said over the whole time, faults and all; the slowest machine seen so far came to a fifth. */
const LEAST_OF_RATE = 0.1
/** Milliseconds awake in which one more has to be answered after the last fault. */
const STUCK = 30_000

export interface Talk {
  /** Messages a second. */
  rate: number
  say: () => void
  /** How many wait for their answers, of each who talks: who is cut off by a fault holds nobody back. */
  waiting: () => readonly number[]
  stopped: () => boolean
}

/** Talks until it is stopped, and says aloud where it was held back by too many that waited. @returns the milliseconds that it took */
export async function talkOn({ rate, say, waiting, stopped }: Talk): Promise<number> {
  const began = performance.now()
  let [due, free, looked] = [0, 0, began]
  while (!stopped()) {
    const passed = performance.now() - looked
    looked += passed
    const each = waiting()
    if (Math.min(...each) < (MOST_WAITING * rate) / each.length) {
      free += passed
      for (due += (passed / 1000) * rate; due >= 1; due--) say()
    }
    await pause(TICK)
  }
  const took = looked - began
  if (free < 0.9 * took)
    console.log(
      `Held back for ${Math.round(took - free)} of ${Math.round(took)} ms: ${rate}/s is too much here`,
    )
  return took
}

/** It was load: what a machine takes may be less than was asked, but no small part of it. @param ms that it took */
export function expectLoad(said: number, ms: number, rate: number): void {
  expect(said / (ms / 1000), 'messages a second').toBeGreaterThan(LEAST_OF_RATE * rate)
}

/** Resolves when nothing waits any more, however slow the machine is, as long as it goes on. */
export async function allAnswered(waiting: () => readonly number[]): Promise<void> {
  const all = () => waiting().reduce((sum, count) => sum + count, 0)
  let [least, since] = [all(), awake()]
  for (; least > 0; await pause(TICK)) {
    const left = all()
    if (left < least) [least, since] = [left, awake()]
    else if (awake() - since > STUCK)
      throw new Error(`${left} not acknowledged, none in the last ${STUCK} ms`)
  }
}
