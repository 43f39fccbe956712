// Which usernames, passwords and display names are taken, and which errors name the field that is wrong.
import { describe, expect, it } from 'vitest'
import { LoginDto, RefreshDto, RegisterDto } from '../../src/auth/auth.dto.js'
import { ChatError } from '../../src/common/errors.js'
import { validated } from '../../src/common/validation.js'

const ann = { username: 'ann', password: 'correct horse battery' }

/** The fields that are complained about, each once. */
function wrongFields(type: new () => object, body: unknown): string[] {
  try {
    validated(type, body)
    return []
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'validation_failed') throw error
    return (error.extra.errors ?? []).map(({ field }) => field)
  }
}
const wrong = (body: object) => wrongFields(RegisterDto, { ...ann, ...body })

describe('registering', () => {
  it('takes a username and a password', () => {
    expect(validated(RegisterDto, ann)).toMatchObject(ann)
  })

  it.each(['ann', 'Ann', 'a_b', 'a.b', 'a-b', '123', '...', 'x'.repeat(32)])(
    'takes the username %s',
    (username) => {
      expect(wrong({ username })).toEqual([])
    },
  )

  it.each([
    'an',
    'x'.repeat(33),
    'an n',
    'änn',
    'an\u212A',
    'ann\n',
    ' ann',
    'ann@x',
    '',
    null,
    undefined,
    12345,
    ['ann'],
    { name: 'ann' },
  ])('refuses the username %j', (username) => {
    expect(wrong({ username })).toEqual(['username'])
  })

  it.each(['12345678', 'x'.repeat(128), '        ', 'пароль из слов', '🔒🔒🔒🔒🔒🔒🔒🔒'])(
    'takes the password %j',
    (password) => {
      expect(wrong({ password })).toEqual([])
    },
  )

  it.each(['1234567', 'x'.repeat(129), '', null, undefined, 12345678, ['12345678']])(
    'refuses the password %j',
    (password) => {
      expect(wrong({ password })).toEqual(['password'])
    },
  )

  it.each([
    'Ann',
    'A',
    'x'.repeat(100),
    'Анна',
    '안나',
    'आन्ना',
    '👩\u200D👩\u200D👧',
    'می\u200Cخواهم',
    'خبر\u200Cگزاری',
    'ශ්\u200Dරී ලංකා',
    'ന്\u200D',
    'र्\u200Dयाची',
    'Ann \u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}',
    'Ewan \u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}',
    '❤\uFE0F\u200D🔥',
    '👩🏽\u200D🚀',
    '🏳\uFE0F\u200D🌈',
    'דנה (Ann)\u200F',
    '\u200Eعلی Ann\u200E',
    '葛\u{E0100}城',
    'ᠮᠣᠩᠭᠣᠯ\u180B',
    '1\uFE0F\u20E3',
    '🙂'.repeat(100),
    null,
    undefined,
  ])('takes the display name %j', (display_name) => {
    expect(wrong({ display_name })).toEqual([])
  })

  it.each([
    '',
    '   ',
    'x'.repeat(101),
    'a\u202Eb',
    'a\u2066b',
    'a\u200Eb',
    'a\u200Bb',
    'a\uFEFFb',
    'a\u00ADb',
    'a\nb',
    'a\u2028b',
    'a\u0007b',
    '\u200D',
    'a\u200Db',
    'a\u200Cb',
    'Ann\u200F',
    'Ann\u{E0067}',
    'Ann \u{1F3F4}\u{E0067}\u{E0062}',
    'क\u200D',
    'Ann\uFE0F',
    'Ann\u3164',
    '\u{E0100}',
    '\u0301',
    7,
    ['Ann'],
  ])('refuses the display name %j', (display_name) => {
    expect(wrong({ display_name })).toEqual(['display_name'])
  })

  it('says which character of a display name it is, and where', () => {
    const said = (display_name: string) => {
      try {
        validated(RegisterDto, { ...ann, display_name })
      } catch (error) {
        return (error as ChatError).detail
      }
      return undefined
    }
    expect(said('Ann\u200B')).toBe('display_name must not have U+200B at position 4.')
    expect(said('😀\u202Eb')).toBe('display_name must not have U+202E at position 2.')
    expect(said('می\u200Cخ\u200Bb')).toBe('display_name must not have U+200B at position 5.')
  })

  it('trims the display name before it is measured', () => {
    expect(
      validated(RegisterDto, { ...ann, display_name: `  ${'x'.repeat(100)}\t` }).display_name,
    ).toHaveLength(100)
  })

  it('refuses a field that it does not know', () => {
    expect(wrong({ admin: true })).toEqual(['admin'])
  })

  it('names every field that is wrong', () => {
    expect(wrongFields(RegisterDto, {}).toSorted()).toEqual(['password', 'username'])
  })
})

describe('signing in', () => {
  it.each(['x', 'nobody@example.com', 'x'.repeat(128)])(
    'lets %j be a wrong name, not a malformed one',
    (username) => {
      expect(wrongFields(LoginDto, { username, password: 'x' })).toEqual([])
    },
  )

  it('refuses what cannot be compared', () => {
    for (const bad of ['', 'x'.repeat(129), 7, null, undefined, {}]) {
      expect(wrongFields(LoginDto, { username: bad, password: 'x' })).toEqual(['username'])
      expect(wrongFields(LoginDto, { username: 'ann', password: bad })).toEqual(['password'])
    }
  })
})

describe('refreshing', () => {
  it('takes any text: a malformed token is a wrong one', () => {
    expect(wrongFields(RefreshDto, { refresh_token: 'hello' })).toEqual([])
  })

  it.each(['', 'x'.repeat(257), 7, null, undefined])('refuses %j', (refresh_token) => {
    expect(wrongFields(RefreshDto, { refresh_token })).toEqual(['refresh_token'])
  })
})
