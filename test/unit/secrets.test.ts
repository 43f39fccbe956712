// Whatever lets somebody in is taken out of a log line, wherever it stands.
import { randomBytes, randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { scrubbed } from '../../src/common/log.js'
import { keepSecret, withoutSecrets } from '../../src/common/secrets.js'

const secret = () => randomBytes(32).toString('base64url')
const jwt = () => [{ alg: 'HS256' }, { sub: secret() }].map(part).join('.') + `.${secret()}`
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const password = fc.stringMatching(/^[\w!#$%*+,.:;=?^~-]{12,30}$/)

/** Every token that the server gives out, with the pieces of it that must not be seen. */
const TOKENS: [string, () => { token: string; pieces: string[] }][] = [
  ['an access token', () => withPieces(jwt())],
  ['a refresh token', () => withPieces([randomUUID(), secret(), secret()].join('.'))],
  [
    'a refresh token in capitals',
    () => withPieces([randomUUID().toUpperCase(), secret(), secret()].join('.')),
  ],
  ['a ticket', () => ({ ...ticket() })],
]
const withPieces = (token: string) => ({ token, pieces: token.split('.').slice(1) })
const ticket = () => {
  const token = secret()
  return { token, pieces: [token] }
}

const line = (fields: object) => `${JSON.stringify({ level: 'info', msg: 'request', ...fields })}\n`

/** Where a text may stand. */
const POSITIONS: [string, (token: string) => object][] = [
  ['by itself', (token) => ({ msg: token })],
  ['in a path', (token) => ({ path: `/send-message/${token}/messages` })],
  ['in a path, escaped', (token) => ({ path: `/x/${token.replaceAll('.', '%2E')}` })],
  ['in a query', (token) => ({ msg: `GET /x?a=1&key=${token}&b=2` })],
  ['in a sentence', (token) => ({ msg: `jwt malformed: «${token}».` })],
  ['in a header', (token) => ({ msg: `authorization: Bearer ${token}` })],
  ['in JSON', (token) => ({ msg: JSON.stringify({ x: token }) })],
  ['in JSON in JSON', (token) => ({ msg: JSON.stringify(JSON.stringify({ x: [token] })) })],
  ['in a printed object', (token) => ({ stack: inspect({ x: token }) })],
  ['in a field of a field', (token) => ({ error: { deep: [token] } })],
  ['in the name of a field', (token) => ({ [token]: 1 })],
]

describe.each(TOKENS)('%s', (_, make) => {
  it.each(POSITIONS)('is taken out %s', (__, place) => {
    for (let round = 0; round < 50; round++) {
      const { token, pieces } = make()
      const written = scrubbed(line(place(token)))
      JSON.parse(written)
      for (const piece of pieces) expect(written).not.toContain(piece)
    }
  })
})

describe('a password', () => {
  const WRITTEN: [string, (secret: string) => string][] = [
    [
      'postgres://user:password@host',
      (word) => `to postgres://chat:${encodeURIComponent(word)}@db:5432/chat failed`,
    ],
    ['redis://:password@host', (word) => `redis://:${encodeURIComponent(word)}@redis:6379`],
    [
      'postgresql:///…&password=',
      (word) => `postgresql:///chat?host=db&password=${encodeURIComponent(word)}&x=1`,
    ],
    ['…?password= at the end', (word) => `postgresql://db/chat?password=${encodeURIComponent(word)}`],
    ['password=', (word) => `host=db password=${word} dbname=chat`],
    ['password = in quotes', (word) => `host=db password = '${word.slice(0, 4)} \\'${word}' dbname=chat`],
    ['PGPASSWORD=', (word) => `PGPASSWORD=${word} psql`],
    ['a field in JSON', (word) => JSON.stringify({ new_password: `"${word}\\`, kept: 1 })],
    ['a field in JSON in JSON', (word) => JSON.stringify(JSON.stringify({ password: `"${word}"`, kept: 1 }))],
    ['a field of a printed object', (word) => inspect({ secretAccessKey: word })],
  ]

  it.each(WRITTEN)('is taken out of %s', (_, write) => {
    fc.assert(
      fc.property(password, (word) => {
        const written = scrubbed(line({ msg: write(word) }))
        JSON.parse(written)
        expect(written).not.toContain(word)
        expect(written).not.toContain(encodeURIComponent(word))
      }),
    )
  })

  it('with an @ is taken out whole', () => {
    expect(withoutSecrets('postgres://chat:p@ss@w0rd@db:5432/chat')).toBe('postgres://chat:***@db:5432/chat')
  })
})

describe('a secret of the settings', () => {
  afterEach(() => keepSecret([]))

  it('is taken out of any text, also as an address writes it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: 'grapheme-ascii' }), fc.lorem(), (value, words) => {
        keepSecret([value])
        expect(withoutSecrets(`${words}${value}${words}`)).not.toContain(value)
        expect(withoutSecrets(`${words}${encodeURIComponent(value)}!`)).not.toContain(
          encodeURIComponent(value),
        )
      }),
    )
  })
})

it.each([
  '/send-message/whatsapp_chatroom2?after_seq=42',
  '0c6fd9d2-4a0e-4f5b-9c43-8f1f6f0f7b1a',
  'SELECT * FROM sessions WHERE id = $1',
  'connect ECONNREFUSED 127.0.0.1:5432',
  '[Database] PostgreSQL in ./data is not ready after 30 s',
])('%j stays as it is', (text) => {
  expect(withoutSecrets(text)).toBe(text)
})
