// The tables of a bench, in Markdown.
import type { Outcome } from '../runner.js'
import type { Goal, Scenario } from '../scenario.js'

/** What was measured in those runs that did not fail. */
const numbers = (outcome: Outcome, series: string, metric: string): number[] =>
  (outcome.get(series) ?? []).flatMap((values) => values?.[metric] ?? []).filter(Number.isFinite)

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** `median (lowest–highest)`, or the only one. */
function spread(values: number[], digits: number): string {
  if (values.length === 0) return '–'
  const show = (value: number) => grouped(value.toFixed(digits))
  if (values.length === 1) return show(values[0]!)
  return `${show(median(values))} (${show(Math.min(...values))}–${show(Math.max(...values))})`
}

/** Thousands apart: `12 345`. */
const grouped = (number: string) =>
  number.replace(/\B(?=(\d{3})+(?!\d))/g, ' ').replace(/\.\d.*/, (tail) => tail.replaceAll(' ', ''))

export interface Judged {
  goal: Goal
  /** Or differences: of each run in which both were measured. */
  ratios: number[]
  /** Undefined without a bound, or without a number. */
  reached: boolean | undefined
}

/** Ratios are taken within each run, where both met the same machine. */
export function judge(goal: Goal, outcome: Outcome): Judged {
  const { series, reference, difference, metric, atLeast, atMost, orAtMost = Number.NEGATIVE_INFINITY } = goal
  const ours = outcome.get(series) ?? []
  const theirs = (run: number) =>
    reference === undefined ? 1 : (outcome.get(reference)?.[run]?.[metric] ?? Number.NaN)
  const compared = (own: number, other: number) => (difference ? own - other : own / other)
  const ratios = ours
    .map((values, run) => compared(values?.[metric] ?? Number.NaN, theirs(run)))
    .filter(Number.isFinite)
  const middle = median(ratios)
  const bounded = ratios.length > 0 && (atLeast ?? atMost) !== undefined
  const within = middle >= (atLeast ?? 0) && middle <= (atMost ?? Number.POSITIVE_INFINITY)
  const enough = within || median(numbers(outcome, series, metric)) <= orAtMost
  return { goal, ratios, reached: bounded ? enough : undefined }
}

function sentence({ goal, ratios, reached }: Judged, label: string): string {
  const { reference, difference, atLeast, atMost, orAtMost } = goal
  const bounds = [
    ...(atLeast === undefined ? [] : [`≥ ${atLeast}`]),
    ...(atMost === undefined ? [] : [`≤ ${atMost}`]),
    ...(orAtMost === undefined ? [] : [`or itself ≤ ${orAtMost}`]),
  ]
  const wanted = bounds.length > 0 ? ` (${bounds.join(' ')})` : ''
  const verdict = reached === undefined ? '' : reached ? ' **reached**' : ' not reached'
  const what = reference === undefined ? '' : difference ? ` more than ${reference}` : ` × ${reference}`
  return `${label}: ${spread(ratios, 2)}${what}${wanted}${verdict}`
}

const row = (cells: string[]) => `| ${cells.join(' | ')} |`

/** One scenario as a section: its title and its table. */
export function section(scenario: Scenario, outcome: Outcome): string {
  const { metrics, goals, name, title } = scenario
  const known = ({ reference }: Goal) => reference === undefined || outcome.has(reference)
  const judged = goals.some(known)
  const columns = [
    '',
    ...metrics.map(({ label }) => label),
    ...(judged ? ['ratio within a run, and what is wanted'] : []),
  ]
  const rows = [...outcome.keys()].map((series) => {
    const cells = metrics.map(({ key, digits }) => spread(numbers(outcome, series, key), digits))
    const verdicts = goals
      .filter((goal) => goal.series === series && known(goal))
      .map((goal) => sentence(judge(goal, outcome), metrics.find(({ key }) => key === goal.metric)!.label))
    return row([series, ...cells, ...(judged ? [verdicts.join('<br>')] : [])])
  })
  return [`### ${title} (\`${name}\`)`, '', row(columns), row(columns.map(() => '---')), ...rows].join('\n')
}
