// The command line of a bench.
import { parseArgs } from 'node:util'
import { EFFORTS, type Effort, type EffortName } from './effort.js'

export interface Options {
  effortName: EffortName
  effort: Effort
  /** Names of scenarios; empty for all. */
  only: string[]
  /** Part of the names of those who are measured; empty for all. */
  series: string
  json: string | undefined
  clientIds: boolean
  clients: number
  nodeArgs: string[]
  help: boolean
}

export const USAGE = `npm run bench -- [options]

  --quick            one short run of all but the longer scenarios, in under two minutes
  --smoke            tiny loads: shows that everything works, measures nothing
  --only <names>     only these scenarios, separated by commas
  --series <text>    only servers with this in their name; those they are compared with then have to be among them
  --runs <n>         interleaved runs
  --json <file>      writes every single number there, too
  --client-ids       every message has a client_id
  --clients <n>      load processes (2)
  --node-args=<args> for the Node of this server, such as "--node-args=--cpu-prof --cpu-prof-dir=/tmp/profile"

BENCH_DATABASE_URL names a PostgreSQL to use instead of an embedded one, REDIS_URL a Redis.`

/** @throws Error in words for whoever typed it */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean' },
      smoke: { type: 'boolean' },
      only: { type: 'string', default: '' },
      series: { type: 'string', default: '' },
      runs: { type: 'string' },
      json: { type: 'string' },
      'client-ids': { type: 'boolean', default: false },
      clients: { type: 'string', default: '2' },
      'node-args': { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  })
  const effortName = values.smoke ? 'smoke' : values.quick ? 'quick' : 'full'
  const effort = EFFORTS[effortName]
  return {
    effortName,
    effort: { ...effort, runs: values.runs === undefined ? effort.runs : count('--runs', values.runs) },
    only: values.only.split(',').filter(Boolean),
    series: values.series,
    json: values.json,
    clientIds: values['client-ids'],
    clients: count('--clients', values.clients),
    nodeArgs: values['node-args'].split(' ').filter(Boolean),
    help: values.help,
  }
}

function count(name: string, text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new Error(`${name} must be a whole number from 1 on`)
}
