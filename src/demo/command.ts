// The command `demo`: fills an empty database with a fortnight of chats, through the server's own doors.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { Chat } from '../chat.js'
import { NEST_LOGGER } from '../common/log.js'
import { loadConfig, type Config } from '../config/config.js'
import { StartupError } from '../config/startup-error.js'
import { openDatabase } from '../database/database.js'
import { Caller } from './caller.js'
import { CAST, PASSWORD, VIEWER } from './cast.js'
import { planned, type Plan } from './plan.js'
import { ROOMS, scenesOf } from './scenes/index.js'
import { Stage, type Played } from './stage.js'
import { moveTimes } from './times.js'

const MOST_DAYS = 14
const SEED = 1

interface Options {
  seed: number
  days: number
  force: boolean
}

/**
 * Runs it, with the server's settings.
 * @param args `--seed N`: others are made up; `--days N`: only the last of them, 14 without it; `--force`: also among other people
 * @throws StartupError for options that are none, and for a database that is not empty
 */
export async function runDemo(args: readonly string[]): Promise<void> {
  const { seed, days, force } = optionsOf(args)
  const config = configOfDemo(force)
  const now = Date.now()
  const plan = planned(ROOMS, scenesOf(seed), { seed, days, now })
  console.log(`${CAST.length} people, ${plan.rooms.length} chats, ${days} days: one moment…`)
  const played = await write(config, plan, force)
  await move(config, played, now)
  const entries = played.rooms.reduce((sum, { times }) => sum + times.length, 0)
  const others = CAST.map(({ username }) => username).filter((name) => name !== VIEWER)
  console.log(
    `Done in ${Math.ceil((Date.now() - now) / 1000)} s: ${entries} entries in their logs.

Start the server (npm start), open its chat, and sign in:
  Username  ${VIEWER}
  Password  ${PASSWORD}
All others have the same password: ${others.join(', ')}.`,
  )
}

function optionsOf(args: readonly string[]): Options {
  const whole = (name: string, text: string, least: number, most: number): number => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= least && value <= most) return value
    throw new StartupError(`--${name} takes a whole number from ${least} to ${most}, not ${text}.`)
  }
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string', default: String(SEED) },
        days: { type: 'string', default: String(MOST_DAYS) },
        force: { type: 'boolean', default: false },
      },
    })
    return {
      seed: whole('seed', values.seed, 0, 2 ** 32 - 1),
      days: whole('days', values.days, 1, MOST_DAYS),
      force: values.force,
    }
  } catch (error) {
    if (error instanceof StartupError) throw error
    throw new StartupError(`${(error as Error).message} It takes --seed N, --days N and --force.`)
  }
}

/** As the server's, but that nothing is too much, and that nothing is said of it. */
function configOfDemo(force: boolean): Config {
  const config = loadConfig()
  if (!config.AUTH_LOCAL) throw new StartupError('AUTH_LOCAL is off: nobody of the demo could sign in.')
  if (config.NODE_ENV === 'production' && !force)
    throw new StartupError(
      `NODE_ENV is production, and everybody knows the password of the demo's people (${PASSWORD}). Where that is as it should be: --force.`,
    )
  return Object.freeze({
    ...config,
    ...{
      RATE_LIMITS: false,
      PAGE: false,
      SWAGGER: false,
      METRICS_PORT: undefined,
      LOG_LEVEL: 'silent' as const,
    },
    // Every picture is to have its thumbnail, however long that takes.
    ...{
      MEDIA_WORKERS: Math.max(config.MEDIA_WORKERS, 1),
      MEDIA_TIMEOUT: Math.max(config.MEDIA_TIMEOUT, 60),
    },
  })
}

async function write(config: Config, plan: Plan, force: boolean): Promise<Played> {
  const chat = await Chat.open(config, NEST_LOGGER)
  try {
    if (!force && !(await chat.isEmpty()))
      throw new StartupError(
        'There are people in this database already. The demo is for an empty one, such as a DATA_DIR of its own; to have it among them: --force.',
      )
    chat.server.listen(0, '127.0.0.1')
    await once(chat.server, 'listening')
    const { port } = chat.server.address() as AddressInfo
    return await new Stage(new Caller(`http://127.0.0.1:${port}`), plan).play()
  } finally {
    await chat.close()
  }
}

/** Once nothing of the server is at work any more, which might still note when something was. */
async function move(config: Config, played: Played, now: number): Promise<void> {
  const { dataSource, embedded } = await openDatabase(config)
  try {
    await moveTimes(dataSource, played, { now })
  } finally {
    await dataSource.destroy()
    await embedded?.stop()
  }
}
