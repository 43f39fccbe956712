// Settings: each is documented, has a default, and refuses nonsense in one sentence that names it.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { StartupError } from '../../src/config/startup-error.js'
import { readConfig, SETTING_NAMES } from '../../src/config/config.js'

const EXAMPLE = fileURLToPath(new URL('../../.env.example', import.meta.url))
const CONTRACT = [
  'PORT',
  'HOST',
  'DATA_DIR',
  'DATABASE_URL',
  'REDIS_URL',
  'JWT_SECRET',
  'ACCESS_TOKEN_TTL',
  'CORS_ORIGINS',
  'MAX_ATTACHMENT_BYTES',
  'SWAGGER',
  'RATE_LIMITS',
  'TRUST_PROXY',
]

const refusalOf = (env: Record<string, string>): string => {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof StartupError) return error.message
    throw error
  }
  throw new Error('accepted')
}

describe('.env.example', () => {
  const lines = readFileSync(EXAMPLE, 'utf8').split('\n')
  const listed = lines.flatMap((line) => /^#?\s?([A-Z][A-Z0-9_]+)=/.exec(line)?.[1] ?? [])

  it('lists every setting once, and nothing else', () => {
    expect(listed.toSorted()).toEqual(SETTING_NAMES.toSorted())
  })

  it('says why each is there', () => {
    const bare = lines.filter(
      (line, index) => /^#?\s?[A-Z0-9_]+=/.test(line) && !/#/.test(line.slice(1) + (lines[index - 1] ?? '')),
    )
    expect(bare).toEqual([])
  })

  it('shows values that the server takes', () => {
    const values = lines.flatMap((line) => {
      const [, name, value] = /^#?\s?([A-Z][A-Z0-9_]+)=([^#]*)/.exec(line) ?? []
      return name && value?.trim() ? [[name, value.trim()] as const] : []
    })
    expect(() => readConfig(Object.fromEntries(values))).not.toThrow()
  })
})

describe('the settings', () => {
  it('have every name of the contract', () => {
    expect(SETTING_NAMES).toEqual(expect.arrayContaining(CONTRACT))
  })

  it('all have a default', () => {
    expect(readConfig({})).toMatchObject({
      PORT: 3000,
      DATA_DIR: './data',
      MAX_ATTACHMENT_BYTES: 16 * 1024 * 1024,
      SWAGGER: true,
      RATE_LIMITS: true,
    })
  })

  it('are frozen', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true)
  })

  it('count an empty variable as absent and trim the others', () => {
    expect(readConfig({ PORT: '', HOST: ' localhost ' })).toMatchObject({ PORT: 3000, HOST: 'localhost' })
  })

  it('ignore what is not theirs', () => {
    expect(readConfig({ PATH: '/bin', PORTS: 'x' })).not.toHaveProperty('PATH')
  })

  it.each([
    ['900', 900],
    ['90s', 90],
    ['15m', 900],
    ['12h', 43_200],
    ['30d', 2_592_000],
  ])('read the time %s as %i seconds', (text, seconds) => {
    expect(readConfig({ ACCESS_TOKEN_TTL: text }).ACCESS_TOKEN_TTL).toBe(seconds)
  })

  it.each([
    ['on', true],
    ['true', true],
    ['1', true],
    ['off', false],
    ['FALSE', false],
    ['0', false],
  ])('read the switch %s as %s', (text, value) => {
    expect(readConfig({ RATE_LIMITS: text }).RATE_LIMITS).toBe(value)
  })

  it('read origins separated by commas', () => {
    const CORS_ORIGINS = 'https://a.example, http://b.example:8080'
    expect(readConfig({ CORS_ORIGINS }).CORS_ORIGINS).toEqual(['https://a.example', 'http://b.example:8080'])
  })

  it('take a comma after the last origin for nothing', () => {
    expect(readConfig({ CORS_ORIGINS: 'https://a.example, ' }).CORS_ORIGINS).toEqual(['https://a.example'])
  })

  it.each([
    ['https://Chat.Example.com:443', 'https://chat.example.com'],
    ['wss://chat.example.com', 'https://chat.example.com'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['http://[::1]:80', 'http://[::1]'],
    ['https://*.Example.com:8443', 'https://*.example.com:8443'],
    ['capacitor://localhost', 'capacitor://localhost'],
    ['ionic://localhost', 'ionic://localhost'],
    ['tauri://localhost', 'tauri://localhost'],
    ['http://tauri.localhost', 'http://tauri.localhost'],
    [
      'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
      'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    ],
    ['app://-', 'app://-'],
    ['file://', 'file://'],
    ['null', 'null'],
    ['*', '*'],
  ])('take %s as the origin %s', (entry, read) => {
    expect(readConfig({ CORS_ORIGINS: entry }).CORS_ORIGINS).toEqual([read])
  })

  it.each(['0', '2', 'loopback', '10.0.0.1', '10.0.0.0/8, uniquelocal', '::1'])(
    'read the proxies %s',
    (proxies) => {
      expect(readConfig({ TRUST_PROXY: proxies }).TRUST_PROXY).toBe(proxies)
    },
  )

  it.each(['true', 'a', '10.0.0.0/99', '1.5', '-1', 'loopback,,'])('refuse the proxies %s', (proxies) => {
    expect(() => readConfig({ TRUST_PROXY: proxies })).toThrow(
      /^Settings: TRUST_PROXY must be a number of proxies, or /,
    )
  })

  it.each([
    ['https://example.com/', 'https://example.com'],
    ['https://Example.com/chat//', 'https://example.com/chat'],
    ['http://localhost:8080', 'http://localhost:8080'],
  ])('read the public address %s as %s', (text, value) => {
    expect(readConfig({ PUBLIC_URL: text }).PUBLIC_URL).toBe(value)
  })

  it.each([
    ['postgres://a:p%40@h/d?sslmode=require', 'postgres://a:p%40@h/d?sslmode=verify-full'],
    ['postgres:///d?x=y@z&sslmode=prefer&y=1', 'postgres:///d?x=y@z&sslmode=verify-full&y=1'],
    ['postgres://h/d?sslmode=no-verify', 'postgres://h/d?sslmode=no-verify'],
    ['POSTGRES://ann:1&b=2@[::1]:5432/d', 'POSTGRES://ann:1&b=2@[::1]:5432/d'],
    [
      'postgres://h/d?sslmode=require&uselibpqcompat=true',
      'postgres://h/d?sslmode=require&uselibpqcompat=true',
    ],
  ])('name the way in which %s is verified', (DATABASE_URL, read) => {
    expect(readConfig({ DATABASE_URL }).DATABASE_URL).toBe(read)
  })

  it('take a way past the pooler only with one through it', () => {
    const DATABASE_DIRECT_URL = 'postgres://host/db'
    expect(() => readConfig({ DATABASE_DIRECT_URL })).toThrow(
      /^Settings: DATABASE_DIRECT_URL .* DATABASE_URL/,
    )
  })

  it('turn Swagger off in production, unless asked for', () => {
    const production = { NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(32) }
    expect(readConfig(production).SWAGGER).toBe(false)
    expect(readConfig({ ...production, SWAGGER: 'on' }).SWAGGER).toBe(true)
    expect(readConfig({ SWAGGER: 'off' }).SWAGGER).toBe(false)
  })
})

describe('a malformed setting', () => {
  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80x'],
    ['PORT', '1e3'],
    ['NODE_ENV', 'prod'],
    ['DATABASE_URL', 'mysql://host/db'],
    ['DATABASE_URL', 'nonsense'],
    ['DATABASE_URL', 'postgres://ann:12/34@host/db'],
    ['DATABASE_URL', 'postgres://ann:12#34@host/db'],
    ['DATABASE_URL', 'postgres://ann:12?34@host/db'],
    ['DATABASE_URL', 'postgres://ann:a@12/34@host/db'],
    ['REDIS_URL', 'redis://:12/34@host'],
    ['REDIS_URL', 'http://host'],
    ['JWT_SECRET', 'short'],
    ['ACCESS_TOKEN_TTL', '0'],
    ['ACCESS_TOKEN_TTL', '15 minutes'],
    ['ACCESS_TOKEN_TTL', '-5m'],
    ['CORS_ORIGINS', 'example.com'],
    ['CORS_ORIGINS', 'https://a.example/path'],
    ['CORS_ORIGINS', 'https://a.example,,'],
    ['CORS_ORIGINS', ','],
    ['CORS_ORIGINS', 'https://a.example/'],
    ['CORS_ORIGINS', 'https://ann@a.example'],
    ['CORS_ORIGINS', 'https://'],
    ['CORS_ORIGINS', 'https://*'],
    ['CORS_ORIGINS', 'https://*.'],
    ['CORS_ORIGINS', 'https://a.*.example'],
    ['CORS_ORIGINS', 'https://*.*.example'],
    ['CORS_ORIGINS', 'https://a*.example'],
    ['CORS_ORIGINS', 'https://*.10.0.0.1'],
    ['CORS_ORIGINS', 'https://a.example:99999'],
    ['PUBLIC_URL', 'example.com/chat'],
    ['PUBLIC_URL', 'ftp://example.com'],
    ['PUBLIC_URL', 'https://ann:secret@example.com'],
    ['PUBLIC_URL', 'https://example.com/?chat'],
    ['PUBLIC_URL', 'https://example.com/#chat'],
    ['NODE_NAME', 'node 1'],
    ['NODE_NAME', 'node.1'],
    ['MAX_ATTACHMENT_BYTES', '16MB'],
    ['MAX_ATTACHMENT_BYTES', '0'],
    ['SWAGGER', 'yes please'],
    ['RATE_LIMITS', 'none'],
  ])('%s=%s is refused in one sentence that names it', (name, value) => {
    const message = refusalOf({ [name]: value })
    expect(message).toContain(name)
    expect(message).toMatch(/^[^\n]+\.$/)
  })

  const PORT = 'must have a whole number from 0 to 65535 as its port'
  const HOST = 'must have the name or the number of a host'
  const ENCODED = 'must have each @, /, ? and # of its password percent-encoded'
  const START = 'must be an address that starts with'
  it.each([
    ['DATABASE_URL', 'postgres://ann:secret@host:notaport/chat', PORT],
    ['DATABASE_URL', 'postgres://host:65536/chat', PORT],
    ['DATABASE_DIRECT_URL', 'postgres://[::1]:54x', PORT],
    ['REDIS_URL', 'redis://host:99999', PORT],
    ['S3_ENDPOINT', 'https://host:port', PORT],
    ['DATABASE_URL', 'postgres://ann:secret@::1:5432/chat', HOST],
    ['DATABASE_URL', 'postgres://ann:secret@:5432/chat', HOST],
    ['DATABASE_URL', 'postgres://a host/chat', HOST],
    ['AUTH_JWKS_URL', 'https://', HOST],
    ['DATABASE_URL', 'postgres://ann:sec/ret@host/chat', ENCODED],
    ['DATABASE_URL', 'postgres://ann:sec&a=/ret@host/chat', ENCODED],
    ['REDIS_URL', 'redis://:sec#ret@host', ENCODED],
    ['DATABASE_URL', 'postgres:/host/chat', START],
    ['AUTH_JWKS_URL', 'https:host', START],
    ['DATABASE_URL', 'postgres://h/d?sslmode=bogus', 'has sslmode "bogus", which must be one of: disable, '],
    ['DATABASE_URL', 'postgres://h/d?sslmode=require&sslmode=Require', 'has sslmode "Require"'],
    ['DATABASE_DIRECT_URL', 'postgres://h/d?uselibpqcompat=true&sslmode=', 'has sslmode ""'],
  ])('%s=%s is told what is wrong with it', (name, value, reason) => {
    const message = refusalOf({ [name]: value })
    expect(message).toContain(`${name} ${reason}`)
    expect(message).not.toMatch(/sec|ret@/)
  })

  it('among origins is the one that is named', () => {
    const message = refusalOf({ CORS_ORIGINS: 'https://a.example, b.example, https://c.example' })
    expect(message).toContain('«b.example»')
    expect(message).not.toContain('c.example')
  })

  it('does not hide another one', () => {
    const message = refusalOf({ PORT: 'x', SWAGGER: 'y' })
    expect(message).toContain('PORT')
    expect(message).toContain('SWAGGER')
  })

  it('never has its secret repeated', () => {
    expect(refusalOf({ JWT_SECRET: 'hunter2' })).not.toContain('hunter2')
  })

  it('is a missing JWT_SECRET in production', () => {
    expect(refusalOf({ NODE_ENV: 'production' })).toContain('JWT_SECRET')
  })

  it('is an ADMIN_KEY in production that could be guessed, or that no header can carry', () => {
    const production = { NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(32) }
    expect(refusalOf({ ...production, ADMIN_KEY: 'x'.repeat(31) })).toContain('ADMIN_KEY')
    expect(readConfig({ ...production, ADMIN_KEY: 'x'.repeat(32) }).ADMIN_KEY).toBe('x'.repeat(32))
    expect(readConfig({ ADMIN_KEY: 'x' }).ADMIN_KEY).toBe('x')
    expect(refusalOf({ ADMIN_KEY: 'two words' })).toContain('ADMIN_KEY')
  })
})
