// How a line is written: without secrets, and so that no name in it can steer a terminal or look like another line.
import { expect, it } from 'vitest'
import { forPeople, scrubbed } from '../../src/common/log.js'

const line = (fields: object) =>
  `${JSON.stringify({ level: 'info', time: '2026-11-22T10:00:00.123Z', pid: 1, hostname: 'h', msg: 'request', ...fields })}\n`

it.each([
  ['a token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl'],
  ['a refresh token', '0c6fd9d2-4a0e-4f5b-9c43-8f1f6f0f7b1a.Wm9yqk3T0cT5m1hYv2xQ8rJ7bL4nS6dE0fGhIjKlMnO'],
])('%s is taken out wherever it stands', (_, secret) => {
  for (const text of [secret, `jwt malformed: ${secret}.`, `{"x":"${secret}"}`])
    expect(scrubbed(line({ msg: text }))).not.toContain(secret)
})

it.each([
  ['GET /send-message/x?ticket=s3cret&after_seq=1', '?ticket=[redacted]&after_seq=1'],
  ['connect to postgres://chat:s3cret@db:5432/chat failed', '://chat:***@db:5432/chat'],
  ['redis://:s3cret@redis:6379', 'redis://:***@redis'],
])('the secret in %j is taken out, and no more', (text, kept) => {
  const written = scrubbed(line({ msg: text }))
  expect(written).not.toContain('s3cret')
  expect(written).toContain(kept)
})

it('fields that are called like secrets lose their value', () => {
  const written = scrubbed(line({ password: 's3"cret', refresh_token: 's3cret', body: { ticket: 's3cret' } }))
  expect(written).not.toContain('cret"')
  expect(JSON.parse(written)).toMatchObject({ password: '[redacted]', body: { ticket: '[redacted]' } })
})

it('for people: time, level and words, on one line', () => {
  const written = forPeople(line({ path: '/auth/me', status: 200, code: undefined, room: 'two words' }))
  expect(written).toBe('10:00:00.123 info  request path=/auth/me status=200 room="two words"\n')
})

it('for people: a stack below', () => {
  expect(forPeople(line({ stack: '    at x\n    at y' }))).toBe(
    '10:00:00.123 info  request\n    at x\n    at y\n',
  )
})

it.each(['\u202e', '\u2066', '\u009b31m', '\u007f', '\u2028'])(
  'what steers a terminal (%j) is written as its number',
  (text) => {
    const written = scrubbed(line({ room: `a${text}b` }))
    expect(written).not.toContain(text)
    expect((JSON.parse(written) as { room: string }).room).toBe(`a${text}b`)
    expect(forPeople(written)).not.toContain(text)
  },
)

it.each(['a\nb', 'a\r\nb', 'a\u001b[31mb', 'a" level="fatal'])(
  'a name (%j) stays on its line and in its field',
  (room) => {
    const written = forPeople(scrubbed(line({ room })))
    expect(written.trim().split(/[\r\n]/)).toHaveLength(1)
    expect(written).toMatch(/room="a[^]*"\n$/)
    expect(written).not.toContain('\u001b')
  },
)
