// What is looked for, the words of a text, and where in it they stand.
import { describe, expect, it } from 'vitest'
import { findIn } from '../../src/followers/search/highlights.js'
import { keysOf, parseQuery, patternOf } from '../../src/followers/search/query.js'
import { tokensOf, wordsOf } from '../../src/followers/search/words.js'
import type { MessageView } from '../../src/room-log/message.view.js'
import { oneOf, random, seed } from '../support/random.js'

const wordsIn = (text: string) => tokensOf(text).map(({ word }) => word)
const said = (message: string) => ({ type: 'text', message }) as MessageView
const shown = (text: string, q: string) =>
  findIn(said(text), parseQuery(q))?.highlights.map(([start, end]) => text.slice(start, end))

describe('the words of a text', () => {
  it.each([
    ['Hello, WORLD!', ['hello', 'world']],
    ['don’t e-mail x_y', ['don', 't', 'e', 'mail', 'x', 'y']],
    ['Ｆｕｌｌ ﬁ ① ½', ['full', 'fi', '1', '12']],
    ['İstanbul ISTANBUL ıstanbul', ['istanbul', 'istanbul', 'istanbul']],
    ['Müller-Lüdenscheidt ß', ['muller', 'ludenscheidt', 'ss']],
    ['e\u0301te\u0301', ['ete']],
    ['中文abc漢字', ['中', '文', 'abc', '漢', '字']],
    ['ガ ｶﾞ カ\u3099', ['ガ', 'ガ', 'ガ']],
    ['한국'.normalize('NFD'), ['한', '국']],
    ['กินข้าว', ['กิ', 'น', 'ข้', 'า', 'ว']],
    ['नमस्ते क्\u200dष', ['नमस्ते', 'क्ष']],
    ['كـــتاب', ['كتاب']],
    ['so\u00adft', ['soft']],
    ['👍🏽 ❤️ 👨‍👩‍👧', ['👍', '❤', '👨', '👩', '👧']],
    ['🇩🇪🇫🇷 x🇮🇹', ['🇩🇪', '🇫🇷', 'x', '🇮🇹']],
    ['🏴󠁧󠁢󠁳󠁣󠁴󠁿 ☠', ['🏴', '☠']],
    ['... -- !?', []],
    ['\ud800 \udc00', []],
    ['ﷺ', ['صلىاللهعليهوسلم']],
  ])('%s', (text, words) => {
    expect(wordsIn(text)).toEqual(words.map((word) => word.normalize('NFC')))
  })

  it('are as long as is compared, and have a bound', () => {
    expect(wordsIn('x'.repeat(100))).toEqual(['x'.repeat(40)])
    expect(wordsIn('𝒳'.repeat(60) + ' é')).toEqual(['x'.repeat(40), 'e'])
  })

  it('stand where they are', () => {
    for (const { start, end, word } of tokensOf('😀 Straße 中 é'))
      expect(wordsIn('😀 Straße 中 é'.slice(start, end))).toEqual([word])
  })

  it('of several fields are apart', () => {
    expect(wordsOf(['a b', '...', 'c.pdf'])).toBe(' a b | c pdf ')
    expect(wordsOf([])).toBe('  ')
  })
})

describe('what is looked for', () => {
  it.each([
    ['hello wor', ['% hello%', '% wor%'], []],
    ['"hello wor" x', ['% hello wor %', '% x%'], []],
    ['“hello world”', ['% hello world %'], []],
    ['a -b -"c d" -', ['% a%'], ['% b %', '% c d %']],
    ['e-mail', ['% e mail%'], []],
    ['a"b c', ['% a%', '% b c %'], []],
    ['100% x_y\\', ['% 100%', '% x y%'], []],
    ['北京 x', ['% 北 京%', '% x%'], []],
  ])('%s', (q, terms, without) => {
    const query = parseQuery(q)
    expect([query.terms.map(patternOf), query.without.map(patternOf)]).toEqual([terms, without])
  })

  it.each(['', ' ', '-a', '"', '"" ...', '-"a"'])('is not "%s"', (q) => {
    expect(() => parseQuery(q)).toThrow('q must have a word')
  })

  it('is asked of the index by its longest words, and by nothing that means something there', () => {
    expect(keysOf(parseQuery('"to be" or'), 3, 7)).toBe(`'3.7:or':* & '3.7:to' & '3.7:be'`)
    const many = keysOf(parseQuery(Array.from({ length: 60 }, (_, n) => `w${n}`).join(' ')), 1, 0)
    expect(many.split(' & ')).toHaveLength(12)
    expect(keysOf(parseQuery("a'b:*&|!\\c"), 1, 0)).toBe(`'1.0:c':* & '1.0:a' & '1.0:b'`)
  })
})

describe('where it stands', () => {
  it.each([
    ['Hello, hello!', 'hello', ['Hello', 'hello']],
    ['Hello', 'hel', ['Hel']],
    ['Straße', 'stras', ['Straß']],
    ['Straße', 'strass', ['Straß']],
    ['𝒳yz é', 'x e', ['𝒳', 'é']],
    ['cafe\u0301s', 'cafe', ['cafe\u0301']],
    ['a b a', '"a b"', ['a b']],
    ['so 👍🏽!', '👍', ['👍🏽']],
    ['我们明天见', '明天', ['明天']],
    ['ab abc', 'ab abc', ['ab', 'abc']],
    ['ﬁnd', 'f', ['ﬁ']],
    [`x ${'y'.repeat(100)}`, 'yy', ['yy']],
  ])('in %s: %s', (text, q, marks) => {
    expect(shown(text, q)).toEqual(marks)
  })

  it('is nowhere where a word is missing, or one is there that is not to be', () => {
    for (const q of ['a c', 'a -b', '"b a"', 'aa']) expect([q, shown('a b', q)]).toEqual([q, undefined])
    expect(shown('abc', 'ab -abcd')).toEqual(['ab'])
  })

  it('is in the first field that has any of it', () => {
    const message = { type: 'attachment', message: 'see', attachment: { filename: 'a see.txt' } }
    const find = (q: string) => findIn(message as unknown as MessageView, parseQuery(q))
    expect(find('txt see')).toEqual({ field: 'message', highlights: [[0, 3]] })
    expect(find('txt')).toEqual({ field: 'filename', highlights: [[6, 9]] })
    expect(find('"see a"')).toBeUndefined()
    const poll = { type: 'poll', poll: { question: 'What, 😀 then?' } } as unknown as MessageView
    expect(findIn(poll, parseQuery('then'))).toEqual({ field: 'question', highlights: [[9, 13]] })
  })
})

const LETTERS = [
  ...'aAbBéÉßǅİıﬁΣς中国カがกิน한नमيأשׁ😀👍 \u0301\u200d-."_|1½',
  '\ud83d',
  '𝒳',
  ' ',
  ' ',
  '"',
  '-',
]
const text = (most: number) =>
  Array.from({ length: 1 + Math.floor(random() * most) }, () => oneOf(LETTERS)).join('')

/** What the database does with a pattern. */
const like = (words: string, pattern: string) =>
  pattern.endsWith(' %') || !pattern.endsWith('%')
    ? words.includes(pattern.slice(1, -1))
    : words.includes(pattern.slice(1, -1))

it(`whatever is said and looked for, the database finds what is shown, and highlights are words of it (TEST_SEED=${seed})`, () => {
  let hits = 0
  for (let nth = 0; nth < 5000; nth++) {
    const [message, q] = [text(30), text(5)]
    let query
    try {
      query = parseQuery(q)
    } catch {
      continue
    }
    const words = wordsOf([message])
    const matches =
      query.terms.every((term) => like(words, patternOf(term))) &&
      !query.without.some((term) => like(words, patternOf(term)))
    const found = findIn(said(message), query)
    expect([message, q, found !== undefined]).toEqual([message, q, matches])
    if (!found) continue
    hits++
    let last = -1
    for (const [start, end] of found.highlights) {
      expect([message, q, last < start && start < end && end <= message.length]).toEqual([message, q, true])
      last = end
    }
    // What is highlighted is enough to be found by.
    const marks = found.highlights.map(([start, end]) => message.slice(start, end)).join(' ')
    expect([message, q, findIn(said(marks), { ...query, without: [] })]).not.toContain(undefined)
  }
  expect(hits).toBeGreaterThan(100)
})
