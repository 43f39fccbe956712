// A month of use in an hour: people, rooms, files and sessions come and go, and in the end nothing may be more than it was.
import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { Ageing } from './ageing.js'
import { Caller } from './caller.js'
import { Chance } from './chance.js'
import { Endpoint } from './endpoint.js'
import { Ground } from './ground.js'
import { Lives } from './life.js'
import { LIVES } from './lives/index.js'
import { readOptions, type Options } from './options.js'
import { populate } from './population.js'
import { sampleOf, type Sample } from './sample.js'
import { Tally } from './tally.js'
import { judge, lacking, LEAST_SAMPLES, tableOf } from './verdict.js'

/** Part of the requests that may meet a connection that is just being closed. */
const MOST_BROKEN = 0.0001

/** Rounds of churn and rest, with a sample at the end of each. */
async function soak(ground: Ground, endpoint: Endpoint, tally: Tally, options: Options): Promise<Sample[]> {
  const { server, database } = ground
  const population = await populate(server.url, tally)
  const chance = new Chance(options.seed)
  const callerOf = (token: string) => new Caller(server.url, token, tally)
  const lives = new Lives(
    LIVES,
    { ...population, url: server.url, chance, endpoint, database, callerOf },
    tally,
  )
  const samples: Sample[] = []
  const end = performance.now() + options.minutes * 60_000
  while (performance.now() < end) {
    const before = server.processor
    const begun = performance.now()
    lives.begin()
    await pause(options.churn * 1000)
    await lives.rest()
    const busy = (server.processor - before) / ((performance.now() - begun) / 1000)
    await Ageing.day(database)
    await pause(options.quiet * 1000)
    const sample = await sampleOf(server, database, samples.length + 1)
    samples.push(sample)
    report(sample, samples.length, tally, busy)
    if (process.env['SOAK_JSON'])
      writeFileSync(process.env['SOAK_JSON'], JSON.stringify(samples.map((each) => Object.fromEntries(each))))
  }
  return samples
}

function report(sample: Sample, nth: number, tally: Tally, busy: number): void {
  const mib = (name: string) => `${((sample.get(name) ?? 0) / 1024 / 1024).toFixed(1)} MiB`
  console.log(
    `${nth}: heap ${mib('memory heapUsed')}, rss ${mib('memory rss')}, database ${mib('bytes all of it')}, ` +
      `keys ${mib('bytes message_words_keys')}, ${sample.get('things descriptors')} descriptors, ` +
      `${tally.requests} requests (${tally.putOff} put off, ${tally.broken} broken off, ${tally.failures} wrong), ${(busy * 100).toFixed(0)} % of a core`,
  )
}

/** @returns whether all is well */
function conclude(samples: readonly Sample[], tally: Tally, { smoke }: Options): boolean {
  console.log([...tally.acts].map(([name, count]) => `${name} ${count}`).join(', '))
  for (const complaint of tally.complaints) console.log(`- ${complaint}`)
  const idle = LIVES.filter(({ name }) => !tally.acts.has(name)).map(({ name }) => name)
  if (idle.length > 0) console.log(`- never done: ${idle.join(', ')}`)
  const missing = lacking(samples)
  if (missing.length > 0) console.log(`- not in every sample: ${missing.join(', ')}`)
  const broken = tally.broken > tally.requests * MOST_BROKEN
  if (broken) console.log(`- ${tally.broken} requests were broken off`)
  const well =
    !broken && tally.failures === 0 && idle.length === 0 && missing.length === 0 && samples.length > 0
  if (smoke) {
    console.log('Too short to judge what grows.')
    return well
  }
  const judged = judge(samples)
  if (judged === undefined) {
    console.log(`${samples.length} samples are too few to judge by: it takes ${LEAST_SAMPLES}, one a minute.`)
    return false
  }
  console.log(`\n${tableOf(judged)}\n`)
  const growing = judged.filter(({ grows }) => grows).map(({ name }) => name)
  console.log(growing.length > 0 ? `Grows: ${growing.join(', ')}` : 'Nothing grows.')
  return well && growing.length === 0
}

async function main(): Promise<void> {
  const options = readOptions(process.env)
  console.log(`SOAK_SEED=${options.seed}, ${options.minutes} minutes`)
  const endpoint = await Endpoint.open()
  const laying = Ground.lay()
  stopOnSignals(laying)
  const tally = new Tally()
  let ground: Ground | undefined
  try {
    ground = await laying
    const samples = await soak(ground, endpoint, tally, options)
    if (ground.server.warnings) console.log(`The server has said:\n${ground.server.warnings}`)
    if (!conclude(samples, tally, options)) process.exitCode = 1
  } catch (error) {
    if (ground) console.error(ground.server.warnings)
    throw error
  } finally {
    endpoint.close()
    await ground?.clear()
  }
}

/** However it is ended, and even while it starts: what it has started ends with it. */
function stopOnSignals(laying: Promise<Ground>): void {
  const end = async () => {
    await laying.then((ground) => ground.clear()).catch(() => undefined)
    process.exit(130)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end())
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
