// What a scenario is: who is measured, what comes out, and what it is compared with.
import type { Bench } from './bench.js'
import type { Effort } from './effort.js'

export interface Metric {
  /** Its key in what `measure` answers. */
  key: string
  label: string
  /** Decimals to show. */
  digits: number
}

/** A ratio that is looked at, or without a reference the number itself; without a bound it is only shown. */
export interface Goal {
  series: string
  reference?: string
  /** What is looked at is not the ratio but how much more it is than the reference. */
  difference?: true
  metric: string
  atLeast?: number
  atMost?: number
  /** The number itself, which is good enough whatever the ratio is. */
  orAtMost?: number
}

/** One measurement: metric → number. */
export type Values = Record<string, number>

export interface Scenario {
  /** For --only. */
  name: string
  title: string
  metrics: Metric[]
  series: string[]
  goals: Goal[]
  /** One server, once. */
  measure(bench: Bench, series: string): Promise<Values>
}

/** Scenarios whose sizes depend on the effort are made from it. */
export type ScenarioMaker = (effort: Effort) => Scenario
