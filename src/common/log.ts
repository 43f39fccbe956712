// What the server writes down: one logger, in lines for people or in JSON for machines, and never a secret or a message.
import type { LoggerService } from '@nestjs/common'
import { pino, type Logger } from 'pino'
import type { Config } from '../config/config.js'
import { keepSecret, secretsInAddress, valueWithoutSecrets } from './secrets.js'

/** What would steer a terminal, break a line or turn the direction of text: names come from strangers. */
const STEERING = /[\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g
const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * A finished line of JSON without what must not leave the process. Whoever writes names the fields; a body, a header or a
 * query never is one: this is for what slips into an address or an error's words.
 */
export function scrubbed(line: string): string {
  return `${JSON.stringify(valueWithoutSecrets(JSON.parse(line))).replace(STEERING, escaped)}\n`
}

/** `12:00:00.000 info  request method=GET path=/auth/me …`, with a stack, if there is one, below. */
export function forPeople(line: string): string {
  const { time, level, msg, pid: _, hostname: __, stack, ...fields } = JSON.parse(line) as LogLine
  const words = Object.entries(fields).map(([name, value]) => `${name}=${forReading(value)}`)
  const head = [time.slice(11, 23), level.padEnd(5), msg, ...words].join(' ')
  return stack === undefined ? `${head}\n` : `${head}\n${stack}\n`
}

interface LogLine {
  time: string
  level: string
  msg: string
  stack?: string
  [field: string]: unknown
}

function forReading(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /[\s"=\p{Cc}]/u.test(text)
    ? JSON.stringify(text).replace(STEERING, escaped)
    : text.replace(STEERING, escaped)
}

/** Silent until `openLog`: what runs without a server, such as a unit test, has nobody who reads it. */
let logger: Logger = pino({ level: 'silent' })
let recorder: Logger = logger

/** The server's logger. A function, because modules are loaded before the settings are known. */
export const log = (): Logger => logger

/** For what is written down whatever LOG_LEVEL says, unless it is `silent`: the audit trail, and where the server listens. */
export const record = (): Logger => recorder

/** Starts writing to stdout as LOG_LEVEL and LOG_FORMAT say. */
export function openLog(config: Config): void {
  const { LOG_LEVEL, LOG_FORMAT } = config
  keepSecret(secretsOf(config))
  const stdout = pino.destination({ dest: 1, sync: true })
  const write = (line: string) => {
    const clean = scrubbed(line)
    stdout.write(LOG_FORMAT === 'json' ? clean : forPeople(clean))
  }
  logger = pino(
    {
      level: LOG_LEVEL,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    { write },
  )
  recorder = logger.child({}, { level: LOG_LEVEL === 'silent' ? 'silent' : 'info' })
}

function secretsOf(config: Config): (string | null | undefined)[] {
  const { JWT_SECRET, S3_SECRET_ACCESS_KEY, DATABASE_URL, DATABASE_DIRECT_URL, REDIS_URL } = config
  const addresses = [DATABASE_URL, DATABASE_DIRECT_URL, REDIS_URL, config.S3_ENDPOINT, config.AUTH_JWKS_URL]
  const inAddresses = addresses.flatMap((address) => (address === undefined ? [] : secretsInAddress(address)))
  return [JWT_SECRET, S3_SECRET_ACCESS_KEY, ...inAddresses]
}

type Level = 'fatal' | 'error' | 'warn' | 'debug'

/** Everything that Nest's `Logger` is told, under its own level; the framework's chatter while starting is `debug`. */
function fromNest(level: Level): (message: unknown, ...rest: unknown[]) => void {
  return (message, ...rest) => {
    const text = message instanceof Error ? (message.stack ?? message.message) : String(message)
    const [msg = '', ...stack] = text.split('\n')
    logger[level]({ context: rest.at(-1), ...(stack.length > 0 && { stack: stack.join('\n') }) }, msg)
  }
}

/** For `NestFactory.create`. */
export const NEST_LOGGER: LoggerService = {
  fatal: fromNest('fatal'),
  error: fromNest('error'),
  warn: fromNest('warn'),
  log: fromNest('debug'),
  debug: fromNest('debug'),
  verbose: fromNest('debug'),
}
