// The only reader of the environment: every setting, its default, its check; validated once, typed and frozen.
import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import {
  LEAST_SECRET,
  bucket,
  contact,
  duration,
  integer,
  nodeName,
  oneOf,
  onOff,
  origins,
  postgresUrl,
  proxies,
  publicUrl,
  secret,
  text,
  url,
  urlWithPassword,
  word,
  type Parse,
} from './parse.js'
import { prefixOf } from './prefix.js'
import { StartupError } from './startup-error.js'

const megabytes = (count: number) => count * 1024 * 1024

/** What a process that examines pictures takes before it has one, and some more. */
const LEAST_MEDIA_BYTES = megabytes(160)

/** What each of so many workers has of the container's memory, or the machine's. */
const memoryOf = (workers: number): number =>
  Math.min(process.constrainedMemory() || Infinity, totalmem()) / workers

/** 256 MiB, or what a small container bears: an eighth of its memory, since what is given up is still there for a while. */
const heldBytes = (workers: number): number =>
  Math.floor(Math.min(megabytes(256), memoryOf(workers) / 8, getHeapStatistics().heap_size_limit / 4))

/** 512 MiB, or a quarter of a small container's memory: more than that, one picture is not worth. */
const mediaBytes = (workers: number): number =>
  Math.max(LEAST_MEDIA_BYTES, Math.floor(Math.min(megabytes(512), memoryOf(workers) / 4)))

/** Name → how it is read and what holds without it. `.env.example` explains each; a test keeps the two alike. */
const SETTINGS = {
  NODE_ENV: { parse: oneOf('development', 'test', 'production'), fallback: 'development' as const },
  PORT: { parse: integer(0, 65_535), fallback: 3000 },
  HOST: { parse: text, fallback: '0.0.0.0' },
  WORKERS: { parse: integer(1, 256), fallback: 1 },
  DATA_DIR: { parse: text, fallback: './data' },
  DATABASE_URL: { parse: postgresUrl, fallback: undefined },
  DATABASE_DIRECT_URL: { parse: postgresUrl, fallback: undefined },
  DATABASE_POOL: { parse: integer(2, 1000), fallback: 10 },
  DATABASE_READ_POOL: { parse: integer(1, 1000), fallback: 5 },
  DATABASE_READ_TIMEOUT: { parse: duration, fallback: 2 },
  REDIS_URL: { parse: urlWithPassword('redis', 'rediss'), fallback: undefined },
  JWT_SECRET: { parse: secret, fallback: undefined },
  ADMIN_KEY: { parse: word, fallback: undefined },
  ACCESS_TOKEN_TTL: { parse: duration, fallback: 900 },
  REFRESH_TOKEN_TTL: { parse: duration, fallback: 30 * 86_400 },
  REFRESH_GRACE: { parse: duration, fallback: 10 },
  SESSION_TTL: { parse: duration, fallback: 365 * 86_400 },
  AUTH_LOCAL: { parse: onOff, fallback: true },
  AUTH_JWKS_URL: { parse: url('https', 'http'), fallback: undefined },
  AUTH_ISSUER: { parse: text, fallback: undefined },
  AUTH_AUDIENCE: { parse: text, fallback: undefined },
  NODE_NAME: { parse: nodeName, fallback: undefined },
  PUBLIC_URL: { parse: publicUrl, fallback: undefined },
  CORS_ORIGINS: { parse: origins, fallback: [] as string[] },
  SWAGGER: { parse: onOff, fallback: undefined },
  PAGE: { parse: onOff, fallback: true },
  TRUST_PROXY: { parse: proxies, fallback: undefined },
  MAX_ATTACHMENT_BYTES: { parse: integer(1, megabytes(1024)), fallback: megabytes(16) },
  MAX_IMAGE_PIXELS: { parse: integer(1, 1_000_000_000), fallback: 120_000_000 },
  MAX_MEDIA_BYTES: { parse: integer(1, megabytes(1024)), fallback: megabytes(64) },
  MAX_PENDING_MEDIA: { parse: integer(1, 100_000), fallback: 100 },
  MEDIA_WORKERS: { parse: integer(0, 64), fallback: 1 },
  MEDIA_TIMEOUT: { parse: duration, fallback: 10 },
  MEDIA_CPU_TIME: { parse: duration, fallback: 6 },
  MEDIA_MEMORY_BYTES: { parse: integer(LEAST_MEDIA_BYTES, megabytes(65_536)), fallback: undefined },
  MAX_STORED_BYTES_PER_USER: { parse: integer(1, megabytes(1024 * 1024 * 1024)), fallback: megabytes(5120) },
  ATTACHMENT_UNUSED_TTL: { parse: duration, fallback: 86_400 },
  ATTACHMENT_STORE_TIMEOUT: { parse: duration, fallback: 8 },
  S3_BUCKET: { parse: bucket, fallback: undefined },
  S3_ENDPOINT: { parse: url('https', 'http'), fallback: undefined },
  S3_REGION: { parse: text, fallback: undefined },
  S3_ACCESS_KEY_ID: { parse: text, fallback: undefined },
  S3_SECRET_ACCESS_KEY: { parse: text, fallback: undefined },
  S3_FORCE_PATH_STYLE: { parse: onOff, fallback: undefined },
  MAX_BODY_BYTES: { parse: integer(1024, megabytes(16)), fallback: 64 * 1024 },
  MAX_SOCKET_QUEUE_BYTES: { parse: integer(64 * 1024, megabytes(1024)), fallback: megabytes(1) },
  MAX_HELD_BYTES: { parse: integer(megabytes(1), megabytes(65_536)), fallback: undefined },
  EDIT_WINDOW: { parse: duration, fallback: 900 },
  DELETE_WINDOW: { parse: duration, fallback: 216_000 },
  MAX_PENDING_SENDS: { parse: integer(1, 1_000_000), fallback: 20_000 },
  MAX_PENDING_MARKS: { parse: integer(1, 1_000_000), fallback: 20_000 },
  RECEIPTS_MAX_MEMBERS: { parse: integer(1, 10_000), fallback: 256 },
  DATABASE_TIMEOUT: { parse: duration, fallback: 4 },
  FEED_CHECK_INTERVAL: { parse: duration, fallback: 5 },
  TRACE_DELIVERIES: { parse: integer(0, 10_000_000), fallback: 50_000 },
  TYPING_MAX_MEMBERS: { parse: integer(1, 10_000), fallback: 100 },
  PRESENCE_MAX_PEERS: { parse: integer(1, 100_000), fallback: 1000 },
  WEBHOOK_PRIVATE_ADDRESSES: { parse: onOff, fallback: false },
  PUSH_CONTENT: { parse: onOff, fallback: true },
  PUSH_CONTACT: { parse: contact, fallback: undefined },
  MESSAGE_UNSEEN: { parse: onOff, fallback: false },
  PING_INTERVAL: { parse: duration, fallback: 25 },
  PING_TIMEOUT: { parse: duration, fallback: 20 },
  HEADERS_TIMEOUT: { parse: duration, fallback: 10 },
  BODY_TIMEOUT: { parse: duration, fallback: 30 },
  UPLOAD_TIMEOUT: { parse: duration, fallback: 300 },
  LOG_LEVEL: {
    parse: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'silent'),
    fallback: 'info' as const,
  },
  LOG_FORMAT: { parse: oneOf('text', 'json'), fallback: undefined },
  METRICS_PORT: { parse: integer(0, 65_535), fallback: undefined },
  METRICS_HOST: { parse: text, fallback: '127.0.0.1' },
  RATE_LIMITS: { parse: onOff, fallback: true },
  RATE_LIMIT_LOGINS: { parse: integer(1, 1_000_000), fallback: 30 },
  RATE_LIMIT_LOGINS_PER_ADDRESS: { parse: integer(1, 1_000_000), fallback: 300 },
  RATE_LIMIT_REGISTRATIONS: { parse: integer(1, 1_000_000), fallback: 1000 },
  RATE_LIMIT_ENTERS: { parse: integer(1, 1_000_000), fallback: 600 },
  RATE_LIMIT_UPLOADS: { parse: integer(1, 1_000_000), fallback: 1200 },
  RATE_LIMIT_ROOMS: { parse: integer(1, 1_000_000), fallback: 200 },
  RATE_LIMIT_READS: { parse: integer(1, 1_000_000), fallback: 2000 },
  RATE_LIMIT_SIGNALS: { parse: integer(1, 1_000_000), fallback: 5000 },
  RATE_LIMIT_TICKETS: { parse: integer(1, 1_000_000), fallback: 600 },
  MAX_ROOMS_PER_USER: { parse: integer(1, 1_000_000), fallback: 1000 },
  MAX_JOIN_REQUESTS: { parse: integer(1, 100_000), fallback: 1000 },
  MAX_INVITES_PER_ROOM: { parse: integer(1, 100_000), fallback: 1000 },
  MAX_BLOCKS_PER_USER: { parse: integer(1, 1_000_000), fallback: 10_000 },
  MAX_PUSH_SUBSCRIPTIONS: { parse: integer(1, 1000), fallback: 20 },
  MAX_SERVER_KEYS: { parse: integer(1, 10_000), fallback: 100 },
  MAX_SESSIONS_PER_USER: { parse: integer(1, 100_000), fallback: 100 },
  MAX_CONNECTIONS_PER_USER: { parse: integer(1, 1_000_000), fallback: 500 },
  MAX_CONNECTIONS_PER_ADDRESS: { parse: integer(1, 1_000_000), fallback: 2000 },
  MAX_ROOMS_PER_CONNECTION: { parse: integer(1, 100_000), fallback: 200 },
  MAX_WEBHOOKS: { parse: integer(1, 10_000), fallback: 100 },
  MAX_EVENT_WAITS: { parse: integer(1, 100_000), fallback: 1000 },
  RETENTION_DAYS: { parse: integer(0, 36_500), fallback: 0 },
  EVENTS_RETENTION: { parse: duration, fallback: 7 * 86_400 },
  RATE_LIMIT_MESSAGES: { parse: integer(1, 1_000_000), fallback: 5000 },
} satisfies Record<string, { parse: Parse<unknown>; fallback: unknown }>

type Settings = typeof SETTINGS
type Value<S> = S extends { parse: Parse<infer T>; fallback: infer F } ? T | F : never

/** Every setting under its own name, plus what follows from several. */
export type Config = Readonly<
  { [Name in keyof Settings]: Value<Settings[Name]> } & {
    SWAGGER: boolean
    MEDIA_MEMORY_BYTES: number
    MAX_HELD_BYTES: number
    LOG_FORMAT: 'text' | 'json'
    /** Under which it is inside another program, such as `/chat`; or nothing. */
    prefix: string
    /** What every address that it gives out begins with: PUBLIC_URL, or without that the prefix. */
    base: string
  }
>

/** Names of all settings, for the test that compares them with `.env.example`. */
export const SETTING_NAMES = Object.keys(SETTINGS)

/** Nest's injection token for the Config. */
export const CONFIG = Symbol('CONFIG')

/**
 * Reads and checks all settings. An empty variable counts as absent; a name that is not a setting is not ours.
 * @param prefix as `prefixOf` spells it
 * @throws StartupError one sentence that names every malformed setting
 */
export function readConfig(env: NodeJS.ProcessEnv, prefix = ''): Config {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, { parse, fallback }] of Object.entries(SETTINGS)) {
    const raw = env[name]?.trim()
    try {
      values[name] = raw ? parse(raw) : fallback
    } catch (error) {
      problems.push(`${name} ${(error as Error).message}`)
    }
  }
  const production = values['NODE_ENV'] === 'production'
  if (production && !env['JWT_SECRET']?.trim())
    problems.push('JWT_SECRET is required when NODE_ENV=production')
  if (production && env['ADMIN_KEY']?.trim() && Buffer.byteLength(env['ADMIN_KEY'].trim()) < LEAST_SECRET)
    problems.push(`ADMIN_KEY must be at least ${LEAST_SECRET} characters long when NODE_ENV=production`)
  if (values['DATABASE_DIRECT_URL'] && !values['DATABASE_URL'])
    problems.push('DATABASE_DIRECT_URL is the way past the pooler of DATABASE_URL, which must be set with it')
  problems.push(...s3Problems(env), ...identityProblems(env, values))
  if (problems.length > 0) throw new StartupError(`Settings: ${problems.join('; ')}.`)
  const workers = values['WORKERS'] as number
  values['MEDIA_MEMORY_BYTES'] ??= mediaBytes(workers)
  values['MAX_HELD_BYTES'] ??= heldBytes(workers)
  values['SWAGGER'] ??= !production
  values['LOG_FORMAT'] ??= production ? 'json' : 'text'
  return Object.freeze({ ...values, prefix, base: values['PUBLIC_URL'] ?? prefix }) as Config
}

/** What is missing from a bucket's settings: half of them would only fail with the first upload. */
function s3Problems(env: NodeJS.ProcessEnv): string[] {
  const given = (name: string) => Boolean(env[name]?.trim())
  if (!given('S3_BUCKET')) {
    const rest = SETTING_NAMES.filter((name) => name.startsWith('S3_') && given(name))
    return rest.length > 0 ? [`S3_BUCKET is required with ${rest.join(', ')}`] : []
  }
  const missing = ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'].filter((name) => !given(name))
  if (!given('S3_ENDPOINT') && !given('S3_REGION')) missing.push('S3_ENDPOINT or S3_REGION')
  return missing.length > 0 ? [`S3_BUCKET requires ${missing.join(' and ')}`] : []
}

/** What is missing for external tokens, and who could sign in at all. */
function identityProblems(env: NodeJS.ProcessEnv, { AUTH_LOCAL }: Record<string, unknown>): string[] {
  const names = ['AUTH_JWKS_URL', 'AUTH_ISSUER', 'AUTH_AUDIENCE']
  const missing = names.filter((name) => !env[name]?.trim())
  if (missing.length === names.length)
    return AUTH_LOCAL === false ? [`AUTH_LOCAL=off requires ${names.join(', ')}`] : []
  return missing.length > 0
    ? [`${missing.join(' and ')} must be set with the rest of ${names.join(', ')}`]
    : []
}

/** Settings by name, for who starts the server from a program; one that is `undefined` is not given. */
export type Overrides = Partial<Record<keyof Settings, string | number | boolean | undefined>>

/**
 * The environment's settings, but for those that are given. No `.env` is read: that is a matter of the program's.
 * @param prefix under which `Chat.mountOn` is to put it: `chat` or `api/chat`; not for a server of its own
 * @throws StartupError as `readConfig`, and for a name that is no setting or a prefix that is none
 */
export function configWith(overrides: Overrides = {}, prefix?: string): Config {
  const unknown = Object.keys(overrides).filter((name) => !SETTING_NAMES.includes(name))
  if (unknown.length > 0) throw new StartupError(`Settings: ${unknown.join(', ')}: no such setting.`)
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined)
  const settings = Object.fromEntries(given.map(([name, value]) => [name, String(value)]))
  return readConfig({ ...process.env, ...settings }, prefix === undefined ? '' : prefixOf(prefix))
}

/** Reads `.env` in the working folder, if there is one, and then the environment, which has the last word. */
export function loadConfig(): Config {
  try {
    process.loadEnvFile()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new StartupError(`Settings: the file .env cannot be read (${(error as Error).message}).`)
    }
  }
  return readConfig(process.env)
}
