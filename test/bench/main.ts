// Measures this server against bare sockets that store nothing, on the machine it is started on.
import { writeFileSync } from 'node:fs'
import { Bench } from './bench.js'
import { readOptions, USAGE, type Options } from './options.js'
import { describeRun } from './report/machine.js'
import { judge, section } from './report/table.js'
import { runScenario, type Outcome } from './runner.js'
import type { Scenario } from './scenario.js'
import { SCENARIOS } from './scenarios/index.js'

function chosenScenarios({ only, effort }: Options): Scenario[] {
  const all = SCENARIOS.map((make) => make(effort))
  const unknown = only.filter((name) => !all.some((scenario) => scenario.name === name))
  if (unknown.length > 0)
    throw new Error(`No scenario ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}`)
  return all.filter(({ name }) => (only.length > 0 ? only.includes(name) : !effort.skip.includes(name)))
}

/** Every number, for whoever wants to compute with them. */
function asJson(header: string[], results: [Scenario, Outcome][], notes: Set<string>): string {
  const scenarios = results.map(([{ name, title, goals }, outcome]) => ({
    name,
    title,
    series: Object.fromEntries(outcome),
    goals: goals.map((goal) => judge(goal, outcome)),
  }))
  return `${JSON.stringify({ header, scenarios, notes: [...notes] }, undefined, 2)}\n`
}

async function measure(bench: Bench, options: Options, args: string[]): Promise<void> {
  const header = describeRun(bench, args)
  console.log(`${header.join('\n')}\n`)
  const results: [Scenario, Outcome][] = []
  for (const scenario of chosenScenarios(options)) {
    const outcome = await runScenario(bench, scenario)
    results.push([scenario, outcome])
    console.log(`${section(scenario, outcome)}\n`)
    if (options.json) writeFileSync(options.json, asJson(header, results, bench.notes))
  }
  for (const note of bench.notes) console.log(`- ${note}`)
}

async function main(args: string[]): Promise<void> {
  const options = readOptions(args)
  if (options.help) return console.log(USAGE)
  chosenScenarios(options)
  const starting = Bench.start(options)
  stopOnSignals(starting)
  const bench = await starting
  try {
    await measure(bench, options, args)
  } catch (error) {
    if (!bench.isStopping) throw error
  } finally {
    await bench.stop()
  }
}

/** However the bench is ended, and even while it starts: what it has started, PostgreSQL above all, ends with it. */
function stopOnSignals(starting: Promise<Bench>): void {
  const end = async (code: number) => {
    await starting.then((bench) => bench.stop()).catch(() => undefined)
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(130))
  // Such as a reader of the tables who has gone away.
  process.on('uncaughtException', ({ message }) => {
    if (process.exitCode === undefined) console.error(message)
    process.exitCode = 1
    void end(1)
  })
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
