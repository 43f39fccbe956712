// How what a client sent becomes a checked object: bodies, names of chatrooms, cursors.
import { Type } from 'class-transformer'
import { IsInt, IsOptional, IsString, ValidateNested } from 'class-validator'
import { describe, expect, it } from 'vitest'
import { chatroomName, chatroomNameInAddress } from '../../src/common/chatroom-name.js'
import { ChatError, type FieldError } from '../../src/common/errors.js'
import { fromCursor, PageQuery, toCursor, toPage } from '../../src/common/paging.js'
import { validated } from '../../src/common/validation.js'
import { effortOf } from '../support/effort.js'

class Inner {
  @IsString()
  name: string
}

class Body {
  @IsInt({ message: 'count must be a whole number' })
  count: number

  @IsOptional()
  @ValidateNested()
  @Type(() => Inner)
  inner?: Inner
}

/** The errors of a refusal with `validation_failed`. */
function refusalOf(check: () => unknown): FieldError[] {
  try {
    check()
  } catch (error) {
    if (error instanceof ChatError && error.code === 'validation_failed') return error.extra.errors ?? []
    throw error
  }
  throw new Error('accepted')
}

const fieldsOf = (plain: unknown): string[] =>
  refusalOf(() => validated(Body, plain)).map(({ field }) => field)

/** `depth` objects, one in another. */
const nested = (depth: number): object => (depth === 0 ? {} : { a: nested(depth - 1) })

describe('a body', () => {
  it('becomes an instance of its class, all the way down', () => {
    const body = validated(Body, { count: 1, inner: { name: 'x' } })
    expect(body).toBeInstanceOf(Body)
    expect(body.inner).toBeInstanceOf(Inner)
    expect(body).toEqual({ count: 1, inner: { name: 'x' } })
  })

  it.each([[null], [undefined], [1], ['text'], [true], [[]], [[{ count: 1 }]]])(
    'that is %o is refused',
    (plain: unknown) => {
      expect(refusalOf(() => validated(Body, plain))).toHaveLength(1)
    },
  )

  it('names every wrong field by its path', () => {
    expect(fieldsOf({ count: 'x', inner: { name: 1 } })).toEqual(['count', 'inner.name'])
  })

  it('with an unknown field is refused, at any depth', () => {
    expect(fieldsOf({ count: 1, extra: 1 })).toEqual(['extra'])
    expect(fieldsOf({ count: 1, inner: { name: 'x', extra: 1 } })).toEqual(['inner.extra'])
  })

  it('with more fields than any body has is refused at once, and in few words', () => {
    const body = Object.fromEntries(Array.from({ length: 80_000 }, (_, n) => [`field${n}`, n]))
    let refusal: unknown
    expect(effortOf(() => (refusal = refusalOf(() => validated(Body, body))))).toBeLessThan(1000)
    expect(JSON.stringify(refusal)).toMatch(/^.{1,100}$/)
  })

  it('with a field whose name is endless does not get it back', () => {
    const errors = refusalOf(() => validated(Body, { ['x'.repeat(1_000_000)]: 1 }))
    expect(JSON.stringify(errors).length).toBeLessThan(200)
  })

  it.each(['__proto__', 'constructor', 'prototype'])('with a field called %s is refused', (key) => {
    expect(fieldsOf(JSON.parse(`{ "count": 1, "${key}": { "admin": true } }`))).toEqual([key])
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it.each([
    ['a NUL', 'a\0b'],
    ['a lone high surrogate', 'a\ud800'],
    ['a lone low surrogate', '\udc00b'],
  ])('with %s in a text or a key is refused', (_, text) => {
    expect(fieldsOf({ count: 1, inner: { name: text } })).toEqual(['inner.name'])
    expect(refusalOf(() => validated(Body, { count: 1, [text]: 1 }))).toHaveLength(1)
  })

  it('with an emoji, a whole pair of surrogates, passes', () => {
    expect(validated(Body, { count: 1, inner: { name: '👩‍👩‍👧' } }).inner?.name).toBe('👩‍👩‍👧')
  })

  it('that is nested too deeply is refused before anything walks it', () => {
    let deep: unknown[] = []
    for (let depth = 0; depth < 40_000; depth++) deep = [deep]
    expect(refusalOf(() => validated(Body, { count: 1, deep }))).toHaveLength(1)
    expect(refusalOf(() => validated(Body, nested(20)))).toHaveLength(1)
  })
})

describe('a query', () => {
  it('drops what it does not know and reads numbers', () => {
    const query = validated(PageQuery, { limit: '7', unknown: 'x' }, { strict: false })
    expect(query).toEqual({ limit: 7 })
  })

  it('has 50 as its limit', () => {
    expect(validated(PageQuery, { limit: '' }, { strict: false }).limit).toBe(50)
    expect(validated(PageQuery, {}, { strict: false }).limit).toBe(50)
  })

  it.each(['0', '101', '-1', '1.5', 'x', ' ', '1e1', '99999999999999999999'])(
    'refuses the limit %o',
    (limit) => {
      expect(refusalOf(() => validated(PageQuery, { limit }, { strict: false }))[0]?.field).toBe('limit')
    },
  )

  it('refuses a parameter that is given twice', () => {
    const query = { limit: ['1', '2'] }
    expect(refusalOf(() => validated(PageQuery, query, { strict: false }))[0]?.field).toBe('limit')
  })
})

describe('a chatroom name', () => {
  it.each([
    'a',
    '7',
    'whatsapp_chatroom2',
    'a.b-c_d',
    'غرفة_الدردشة',
    '聊天室',
    'हिन्दी',
    'Ünïcödé',
    '𠮷野家',
    'a'.repeat(100),
  ])('may be %s', (name) => {
    expect(chatroomName(name)).toBe(name)
    expect(chatroomNameInAddress(encodeURIComponent(name))).toBe(name)
    expect(chatroomNameInAddress(name)).toBe(name)
  })

  it.each([
    '',
    ' ',
    'a b',
    '.a',
    '-a',
    '_a',
    'a/b',
    'a%b',
    'a?b',
    '😀',
    'a\u202eb',
    'a\u200bb',
    'a\0',
    'a'.repeat(101),
    '\u0301a',
  ])('may not be %o', (name) => {
    expect(refusalOf(() => chatroomName(name))).toMatchObject([{ field: 'chatroom_name' }])
  })

  it.each([
    ['Persian', 'کتاب\u200Cها'],
    ['Persian, behind a vowel mark', 'مِی\u200Cخواهم'],
    ['Sinhala', 'ශ්\u200Dරී_ලංකා'],
    ['Malayalam', 'നന്\u200Dമ'],
    ['Malayalam that is not joined', 'തമിഴ്\u200Cനാട്'],
    ['Marathi', 'सुर्\u200Dया'],
    ['Kannada', 'ರಾಜ್\u200Cಕುಮಾರ್'],
  ])('may be spelled as %s is, with joiners', (_, name) => {
    expect(chatroomName(name)).toBe(name.normalize('NFC'))
    expect(chatroomNameInAddress(encodeURIComponent(name))).toBe(name.normalize('NFC'))
  })

  it.each([
    ['a\u200cb', 'U+200C at position 2'],
    ['a\u200db', 'U+200D at position 2'],
    // It does not join the next letter, so nobody would see it.
    ['خبر\u200Cگزاری', 'U+200C at position 4'],
    ['کتاب\u200C', 'U+200C at position 5'],
    ['\u200Cکتاب', 'U+200C at position 1'],
    ['کتاب\u200C\u200Cها', 'U+200C at position 5'],
    ['क\u200Dष', 'U+200D at position 2'],
    ['क्\u200Dि', 'U+200D at position 3'],
    ['דנה\u200F', 'U+200F at position 4'],
    ['a\u200bb', 'U+200B at position 2'],
    ['😀', 'U+1F600 at position 1'],
    ['葛\u{E0100}', 'U+E0100 at position 2'],
    ['a b', 'U+0020 at position 2'],
  ])('that deceives is refused, and told by which character: %j', (name, character) => {
    const [error] = refusalOf(() => chatroomName(name))
    expect(error).toMatchObject({
      field: 'chatroom_name',
      message: expect.stringContaining(character) as string,
    })
  })

  it('has one form, Unicode NFC', () => {
    expect(chatroomName('cafe\u0301')).toBe('caf\u00e9')
    expect(chatroomNameInAddress(encodeURIComponent('cafe\u0301'))).toBe('caf\u00e9')
  })

  it('counts characters and not UTF-16 units', () => {
    expect(chatroomName('𠮷'.repeat(100))).toBe('𠮷'.repeat(100))
    expect(refusalOf(() => chatroomName('𠮷'.repeat(101)))).toHaveLength(1)
  })

  it.each(['%', '%zz', '%ff', '%c3', '%00', '%2F', 'a%252Fb'])(
    'is not read from the address %s',
    (segment) => {
      expect(refusalOf(() => chatroomNameInAddress(segment))).toMatchObject([{ field: 'chatroom_name' }])
    },
  )
})

describe('a cursor', () => {
  it.each([0, 1, 42, 999_999_999_999_999])('brings back the position %i', (position) => {
    expect(fromCursor(toCursor(position))).toBe(position)
  })

  it.each([
    '',
    'x',
    '42',
    'MQ==',
    'LTE',
    toCursor(-1),
    toCursor(1.5),
    Buffer.from('01').toString('base64url') + '=',
    toCursor(1) + ' ',
  ])('that is %o is refused', (cursor) => {
    expect(refusalOf(() => fromCursor(cursor))).toMatchObject([{ field: 'cursor' }])
  })
})

describe('a page', () => {
  it('has a cursor exactly when there is more', () => {
    expect(toPage([1, 2, 3], 2, (row) => row)).toEqual({ rows: [1, 2], next_cursor: toCursor(2) })
    expect(toPage([1, 2], 2, (row) => row)).toEqual({ rows: [1, 2], next_cursor: null })
    expect(toPage([], 2, Number)).toEqual({ rows: [], next_cursor: null })
  })
})
