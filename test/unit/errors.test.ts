// The table of errors against the contract's, and every thrown value as an error that a client may see.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ChatError, CloseCode, ERRORS, isDatabaseAway, toChatError } from '../../src/common/errors.js'
import { STATUS_OF } from '../support/wire.js'

describe('the table of errors', () => {
  it.each(Object.entries(STATUS_OF))('%s has the HTTP status %i of the contract', (code, status) => {
    expect(ERRORS[code as keyof typeof STATUS_OF].status).toBe(status)
  })

  it('has nothing that the contract does not name, but for a range beyond a file', () => {
    expect(Object.keys(ERRORS).toSorted()).toEqual(
      [...Object.keys(STATUS_OF), 'range_not_satisfiable'].toSorted(),
    )
  })

  it('closes with codes of the contract only', () => {
    const allowed = [1001, 1008, 1009, 1011, 1013, 4401, 4403, 4404, 4408, 4429]
    expect(Object.values(CloseCode).toSorted()).toEqual(allowed.toSorted())
    for (const { close } of Object.values(ERRORS)) expect(allowed).toContain(close)
  })

  it.each([
    ['unauthenticated', 4401],
    ['not_a_member', 4403],
    ['chatroom_not_found', 4404],
    ['payload_too_large', 1009],
    ['rate_limited', 4429],
    ['unavailable', 1013],
  ] as const)('%s closes a socket with %i', (code, close) => {
    expect(ERRORS[code].close).toBe(close)
  })

  it('calls only what may pass by itself retryable', () => {
    const retryable = Object.entries(ERRORS).filter(([, kind]) => kind.retryable)
    expect(retryable.map(([code]) => code).toSorted()).toEqual(['internal', 'rate_limited', 'unavailable'])
  })
})

describe('every error code', () => {
  const src = fileURLToPath(new URL('../../src', import.meta.url))
  /** Not the table itself, nor the page, which only names them. */
  const isThrower = (name: string) => /\.(?:ts|sql)$/.test(name) && !/^web\b|\berrors\.ts$/.test(name)
  const named = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter(isThrower)
    .map((name) => readFileSync(join(src, name), 'utf8').replace(/@ApiProblem\w*\([^)]*\)|--.*/g, ''))
    .flatMap((text) => [...text.matchAll(/'([a-z_]+)'/g)].map(([, word]) => word))

  it.each(Object.keys(ERRORS))('%s is thrown or answered somewhere', (code) => {
    expect(new Set(named).has(code)).toBe(true)
  })
})

describe('a ChatError', () => {
  it('says the title unless it has something better to say', () => {
    expect(new ChatError('chatroom_full').detail).toBe('The chatroom is full')
    expect(new ChatError('chatroom_full', 'Ten is the limit.').detail).toBe('Ten is the limit.')
  })

  it('shows a socket its code, detail, errors and when to come back, and nothing else', () => {
    const errors = [{ field: 'message', message: 'is missing' }]
    expect(new ChatError('rate_limited', 'Slowly.', { retryAfter: 3 }).toWire()).toEqual({
      code: 'rate_limited',
      detail: 'Slowly.',
      retry_after: 3,
    })
    expect(new ChatError('validation_failed', 'Bad.', { errors }).toWire()).toEqual({
      code: 'validation_failed',
      detail: 'Bad.',
      errors,
    })
  })
})

describe('any thrown value', () => {
  it('that is a ChatError stays what it is', () => {
    const error = new ChatError('forbidden')
    expect(toChatError(error)).toBe(error)
  })

  it.each([
    { code: 'ECONNREFUSED' },
    { code: '08006' },
    { code: '57P01' },
    { code: '53300' },
    { code: '53100' },
    { code: '57P04' },
    { code: '58030' },
    { code: '28000' },
    { code: '3D000' },
    { code: '25006' },
    { code: '25P03' },
    { code: '55000', message: 'recovery is in progress' },
    { code: 'EHOSTUNREACH' },
    { message: 'Connection terminated unexpectedly' },
    { message: 'Query read timeout' },
    { message: 'timeout exceeded when trying to connect' },
  ])('that means a missing database (%o) is unavailable', (error) => {
    expect(isDatabaseAway(error)).toBe(true)
    expect(toChatError(error)).toMatchObject({ code: 'unavailable', extra: { retryAfter: 1 } })
  })

  it.each([{ code: '57014' }, { code: '55P03' }, { code: '40P01' }, { code: '25P04' }])(
    'that means a row in use (%o) is unavailable, too, but says nothing of the database',
    (error) => {
      expect(isDatabaseAway(error)).toBe(false)
      expect(toChatError(error)).toMatchObject({ code: 'unavailable', extra: { retryAfter: 1 } })
    },
  )

  it.each([
    new TypeError('secret of room 7'),
    { code: '23505', message: 'duplicate key' },
    { code: '55000', message: 'duplicate object' },
    'text',
    undefined,
    null,
  ])('else (%o) is internal and says nothing about itself', (error) => {
    const { code, detail } = toChatError(error)
    expect(code).toBe('internal')
    expect(detail).not.toMatch(/secret|duplicate|text|undefined|null/)
  })
})
