// Fields of JSON that is somebody else's: kept as it came, within bounds, and what makes two the same.
import { IsInt, IsOptional } from 'class-validator'
import { describe, expect, it } from 'vitest'
import { ChatError } from '../../src/common/errors.js'
import { canonical, IsJson, IsJsonObject } from '../../src/common/json-fields.js'
import { AsGiven, validated } from '../../src/common/validation.js'
import { effortOf } from '../support/effort.js'

abstract class Base {
  @IsJsonObject(100)
  @IsOptional()
  metadata?: Record<string, unknown>
}

class Body extends Base {
  @IsInt()
  count: number

  @IsJson(400)
  content: unknown
}

class Nothing {
  @AsGiven()
  @IsOptional()
  meaning?: string | null
}

/** As a door reads it: `__proto__` and the like are fields of their own then. */
const parsed = (content: string, more = '') =>
  JSON.parse(`{"count":1,"content":${content}${more}}`) as unknown

/** What is wrong with the fields, by their names. */
function flaws(body: unknown): Record<string, string> {
  try {
    validated(Body, body)
  } catch (error) {
    const { errors = [] } = (error as ChatError).extra
    return Object.fromEntries(errors.map(({ field, message }) => [field, message]))
  }
  throw new Error('accepted')
}

describe('a field of JSON', () => {
  it.each([
    '{"a":null,"b":[null,{"c":null}]}',
    '[]',
    '{}',
    '""',
    '0',
    'false',
    '"text"',
    '[[[1.5,-1e-7]]]',
    '{"__proto__":{"admin":true}}',
    '{"constructor":1,"prototype":2,"toString":3,"hasOwnProperty":4}',
    '{"toJSON":"x","then":"y"}',
    '{"ключ":"значение","":1}',
  ])('keeps %s as it is', (text) => {
    const { content } = validated(Body, parsed(text))
    expect(JSON.stringify(content)).toBe(text)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it('may have more names than any body of ours, and longer ones', () => {
    const many = Object.fromEntries(Array.from({ length: 33 }, (_, n) => [n, 1]))
    expect(validated(Body, { count: 1, content: many }).content).toEqual(many)
    const long = { ['n'.repeat(70)]: 1 }
    expect(validated(Body, { count: 1, content: long }).content).toEqual(long)
  })

  it('does not excuse the fields beside it', () => {
    expect(Object.keys(flaws({ count: null, content: 1 }))).toEqual(['count'])
    expect(Object.keys(flaws({ count: 1, content: 1, other: 1 }))).toEqual(['other'])
    expect(Object.keys(flaws(parsed('1', ',"__proto__":1')))).toEqual(['__proto__'])
  })

  it('is missing where it is null or left out', () => {
    expect(flaws({ count: 1 })).toEqual({ content: 'content must be JSON, and not null' })
    expect(flaws({ count: 1, content: null })).toEqual({ content: 'content must be JSON, and not null' })
    expect(validated(Body, { count: 1, content: 1, metadata: null })).toEqual({ count: 1, content: 1 })
  })

  it('that must be an object is nothing else', () => {
    for (const metadata of [1, 'x', [], [1], true, Buffer.from('x')])
      expect(Object.keys(flaws({ count: 1, content: 1, metadata }))).toEqual(['metadata'])
    expect(validated(Body, { count: 1, content: 1, metadata: {} }).metadata).toEqual({})
  })

  it.each([
    ['a NUL', '"a\\u0000b"'],
    ['a NUL in a name', '{"a\\u0000b":1}'],
    ['half of a pair of surrogates', '["\\ud800"]'],
    ['half of a pair in a name', '{"\\udc00":1}'],
    ['a number beyond all', '{"a":[1e400]}'],
    ['a number below all', '-1e400'],
    ['a number that JavaScript would change', '12345678901234567890'],
    ['the first whole number that may be another', '[-9007199254740992]'],
    ['more levels than can be walked', '['.repeat(20_000) + ']'.repeat(20_000)],
  ])('with %s is refused', (_, text) => {
    expect(Object.keys(flaws(parsed(text)))).toEqual(['content'])
  })

  it.each([
    ['bytes', Buffer.from('x')],
    ['bytes inside', { a: [Buffer.from('x')] }],
    ['numbers as bytes', new Float64Array(2)],
    ['a buffer', { a: new ArrayBuffer(2) }],
    ['what JSON has no word for', { a: undefined }],
  ])('with %s is refused', (_, content) => {
    expect(Object.keys(flaws({ count: 1, content }))).toEqual(['content'])
  })

  it('has 64 levels at most', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(validated(Body, parsed(nested(64)))).toBeInstanceOf(Body)
    expect(flaws(parsed(nested(65)))).toEqual({ content: 'content is nested too deeply' })
  })

  it('is measured in bytes of UTF-8', () => {
    const text = (letter: string, bytes: number) => letter.repeat((bytes - 2) / Buffer.byteLength(letter))
    for (const letter of ['x', 'é', '😀']) {
      const most = letter === '😀' ? 398 : 400
      const content = text(letter, most)
      expect(validated(Body, { count: 1, content }).content).toBe(content)
      expect(flaws({ count: 1, content: content + letter })).toEqual({
        content: 'content must be JSON of 400 bytes at most',
      })
    }
    // Written without spaces, and with what JSON escapes.
    expect(validated(Body, parsed(`[${' '.repeat(1000)}]`))).toBeInstanceOf(Body)
    expect(Object.keys(flaws({ count: 1, content: '"'.repeat(200) }))).toEqual(['content'])
  })

  it.each([
    ['objects', '{}'],
    ['lists', '[]'],
    ['numbers', '0'],
  ])('of 64 kB of %s is refused in a moment', (_, part) => {
    const body = parsed(
      `[${Array(Math.floor(65_536 / (part.length + 1)))
        .fill(part)
        .join()}]`,
    )
    let found: object = {}
    expect(effortOf(() => (found = flaws(body)))).toBeLessThan(500)
    expect(Object.keys(found)).toEqual(['content'])
  })
})

describe('a field in which null means something', () => {
  it('gets null, and is not there where it was left out', () => {
    expect(validated(Nothing, { meaning: null })).toEqual({ meaning: null })
    expect(validated(Nothing, {}).meaning).toBeUndefined()
  })
})

describe('a list in a body', () => {
  it('is refused unread where it is longer than any of ours', () => {
    expect(Object.keys(flaws({ count: Array(65).fill(1), content: 1 }))).toEqual(['count'])
    expect(flaws({ count: Array(65).fill(1), content: 1 })['count']).toContain('64 items')
  })
})

describe('the same JSON', () => {
  const same = (a: string, b: string) =>
    JSON.stringify(canonical(JSON.parse(a))) === JSON.stringify(canonical(JSON.parse(b)))

  it.each([
    ['{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}'],
    ['[{"a":1,"b":2}]', '[{"b":2,"a":1}]'],
    ['{"__proto__":1,"a":2}', '{"a":2,"__proto__":1}'],
    ['{"2":1,"b":1,"10":1}', '{"10":1,"b":1,"2":1}'],
    ['1.0', '1'],
  ])('is the same in whichever order: %s', (a, b) => {
    expect(same(a, b)).toBe(true)
  })

  it.each([
    ['[1,2]', '[2,1]'],
    ['{"a":1}', '[["a",1]]'],
    ['{"a":1}', '{"fields":[["a",1]]}'],
    ['{"a":null}', '{}'],
    ['{"__proto__":1}', '{}'],
    ['{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}'],
    ['"1"', '1'],
    ['[]', '{}'],
  ])('is not the same: %s and %s', (a, b) => {
    expect(same(a, b)).toBe(false)
  })
})
