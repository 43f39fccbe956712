// The address of the database: what each sslmode does against a PostgreSQL with TLS, and no password in what is said of it.
import { chmodSync, chownSync, copyFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { lookAt } from '../../src/database/preflight.js'
import { freshDatabase } from '../support/database.js'
import { pause } from '../support/inbox.js'
import { startOwnPostgres } from '../support/own-postgres.js'
import { startInVain, startServer } from '../support/server.js'

/** A key that opens nothing but this test: its certificate is for `localhost`, by an authority that nobody knows. */
const file = (name: string) => fileURLToPath(new URL(`../support/tls/${name}`, import.meta.url))
const ROOT = `sslrootcert=${encodeURIComponent(file('authority.crt'))}`

const plain = { url: await freshDatabase() }
const postgres = await startOwnPostgres()
const data = join(postgres.folder, 'postgres')
for (const name of ['server.crt', 'server.key']) {
  copyFileSync(file(name), join(data, name))
  chmodSync(join(data, name), 0o600)
  chownSync(join(data, name), statSync(data).uid, statSync(data).gid)
}
for (const setting of ['ssl = on', `ssl_cert_file = 'server.crt'`, `ssl_key_file = 'server.key'`])
  await postgres.query(`ALTER SYSTEM SET ${setting}`)
await postgres.query('SELECT pg_reload_conf()')
while ((await postgres.query<{ ssl: string }>('SHOW ssl'))[0]!.ssl === 'off') await pause(20)

const address = (of: { url: string }, query: string, host = 'localhost') =>
  `${of.url.replace('127.0.0.1', host)}?${query}`

/** As the server reaches it; answers the sentence that it ends with, if it does not. */
async function reached(url: string): Promise<string> {
  const { DATABASE_URL } = readConfig({ DATABASE_URL: url })
  return lookAt('DATABASE_URL', DATABASE_URL!, 4000).then(
    () => 'reached',
    (error: Error) => error.message,
  )
}

const VERIFIED = ['allow', 'prefer', 'require', 'verify-ca', 'verify-full'].map((mode) => `sslmode=${mode}`)
const UNTRUSTED =
  /cannot be reached: .*certificate.*sslmode=verify-full&sslrootcert=<file>.*sslmode=no-verify/i

describe('of a PostgreSQL with TLS', () => {
  it.each(['', 'sslmode=disable', 'sslmode=no-verify', 'uselibpqcompat=true&sslmode=require'])(
    '%j reaches it, whoever it is',
    async (query) => {
      for (const host of ['localhost', '127.0.0.1'])
        expect(await reached(address(postgres, query, host))).toBe('reached')
    },
  )

  it.each(VERIFIED)('%s reaches whom the authority names, and nobody else', async (query) => {
    expect(await reached(address(postgres, query))).toMatch(UNTRUSTED)
    expect(await reached(address(postgres, `${query}&${ROOT}`))).toBe('reached')
    expect(await reached(address(postgres, `${query}&${ROOT}`, '127.0.0.1'))).toMatch(UNTRUSTED)
  })

  it.each(['require', 'verify-ca'])('libpq’s %s with an authority asks for no name', async (mode) => {
    const query = `uselibpqcompat=true&sslmode=${mode}&${ROOT}`
    for (const host of ['localhost', '127.0.0.1'])
      expect(await reached(address(postgres, query, host))).toBe('reached')
  })

  it('starts a server that verifies it, and says no more of that than it must', async () => {
    const server = await startServer({ databaseUrl: address(postgres, `sslmode=require&${ROOT}`) })
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
    expect(server.output).not.toMatch(/warning/i)
    expect(
      await postgres.query(`SELECT FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
      WHERE datname = 'chat' AND NOT ssl AND application_name LIKE 'whatsapp%'`),
    ).toEqual([])
  })

  it('is refused in one sentence where it is not known', async () => {
    const { code, stderr } = await startInVain({ DATABASE_URL: address(postgres, 'sslmode=require') })
    expect([code, stderr.trim().split('\n').length]).toEqual([1, 1])
    expect(stderr).toMatch(UNTRUSTED)
  })
})

it.each([...VERIFIED, 'sslmode=no-verify'])('%s does not fall back where there is no TLS', async (query) => {
  expect(await reached(address(plain, query))).toMatch(
    /cannot be reached: The server does not support SSL connections, which the address .* sslmode=disable\.$/,
  )
})

it('a certificate that is not there is named', async () => {
  expect(await reached(address(postgres, 'sslmode=verify-full&sslrootcert=/no/such/file'))).toMatch(
    /cannot be reached: .*\/no\/such\/file/,
  )
})

describe('no secret of an address is printed', () => {
  const SECRET = 's3cr@t/?&'
  const encoded = encodeURIComponent(SECRET)
  const hidden = (text: string) => {
    for (const secret of ['s3cr', encoded]) expect(text).not.toContain(secret)
    return text
  }

  it.each([
    `postgresql:///chat?host=127.0.0.1&port=1&user=chat&password=${encoded}`,
    `postgresql://127.0.0.1:1/chat?user=chat&password=${encoded}&sslpassword=${encoded}`,
    `postgres://chat:${encoded}@127.0.0.1:1/chat?password=${encoded}&x=${encoded}`,
    `postgres://${encoded}:${encoded}@127.0.0.1:1/chat#${encoded}`,
  ])('when nobody answers at %s', async (url) => {
    expect(hidden(await reached(url))).toMatch(
      /^The database of DATABASE_URL at 127\.0\.0\.1:1\/chat cannot be reached: connect ECONNREFUSED/,
    )
  })

  it('when it is the wrong one', async () => {
    const url = new URL(postgres.url)
    url.password = encoded
    expect(hidden(await reached(url.href))).toMatch(/password authentication failed/)
  })

  it('when nothing can be made of the settings', () => {
    const wrong = {
      ...{ DATABASE_URL: `host=127.0.0.1 password=${SECRET} dbname=chat` },
      ...{ DATABASE_DIRECT_URL: `postgres://chat:${encoded}@host:port/chat` },
      ...{ REDIS_URL: `redis://:${encoded}@host:port`, AUTH_JWKS_URL: `https//x?token=${encoded}` },
      ...{ S3_BUCKET: 'chat', S3_ENDPOINT: `s3://key:${encoded}@s3`, S3_SECRET_ACCESS_KEY: SECRET },
    }
    let said = ''
    try {
      readConfig(wrong)
    } catch (error) {
      said = hidden(inspect(error))
    }
    expect(said).toMatch(
      /Settings: DATABASE_URL must .*; DATABASE_DIRECT_URL must .*; REDIS_URL must .*; AUTH_JWKS_URL must .*; S3_ENDPOINT must /,
    )
  })

  it('when Redis, the identity provider and the bucket are away', async () => {
    const server = await startServer({
      env: {
        ...{ LOG_LEVEL: 'debug', REDIS_URL: `redis://chat:${encoded}@127.0.0.1:1?password=${encoded}` },
        ...{
          AUTH_JWKS_URL: `http://x:${encoded}@127.0.0.1:1/?token=${encoded}`,
          AUTH_ISSUER: 'x',
          AUTH_AUDIENCE: 'x',
        },
        ...{ S3_BUCKET: 'chat', S3_ENDPOINT: `http://key:${encoded}@127.0.0.1:1`, S3_ACCESS_KEY_ID: 'x' },
        ...{ S3_SECRET_ACCESS_KEY: SECRET },
      },
    })
    const header = Buffer.from('{"alg":"RS256","kid":"x","typ":"JWT"}').toString('base64url')
    const body = Buffer.from('{"iss":"x","aud":"x","sub":"x","exp":99999999999}').toString('base64url')
    const headers = { authorization: `Bearer ${header}.${body}.c2lnbmF0dXJl` }
    expect((await fetch(`${server.url}/auth/me`, { headers })).status).toBeGreaterThan(400)
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
    expect(hidden(server.output)).toMatch(/Redis/)
  })
})
