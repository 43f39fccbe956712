// Runs a scenario: everybody in turn, and that several times, so that what disturbs the machine disturbs all alike.
import type { Bench } from './bench.js'
import type { Scenario, Values } from './scenario.js'

/** Series → what was measured in each run; undefined where it failed. */
export type Outcome = Map<string, (Values | undefined)[]>

export async function runScenario(bench: Bench, scenario: Scenario): Promise<Outcome> {
  const chosen = scenario.series.filter((name) => name.includes(bench.options.series))
  const outcome: Outcome = new Map(chosen.map((name) => [name, []]))
  for (let run = 0; run < bench.effort.runs; run++) {
    // Another one goes first each time: whoever comes first finds the machine cooler, or colder.
    const order = [...chosen.slice(run % chosen.length), ...chosen.slice(0, run % chosen.length)]
    for (const series of order) outcome.get(series)!.push(await measureOnce(bench, scenario, series, run))
  }
  return outcome
}

/** One failure costs its own number, not those of an hour. */
async function measureOnce(
  bench: Bench,
  scenario: Scenario,
  series: string,
  run: number,
): Promise<Values | undefined> {
  bench.log(`${scenario.name}, run ${run + 1} of ${bench.effort.runs}: ${series}`)
  try {
    await bench.prepare()
    return await scenario.measure(bench, series)
  } catch (error) {
    if (bench.isStopping) throw error
    const { message } = error as Error
    bench.log(`    failed: ${message}`)
    bench.notes.add(`${scenario.name}, ${series}: run ${run + 1} failed (${message.split('\n')[0]}).`)
    return undefined
  }
}
