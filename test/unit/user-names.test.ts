// What people are found by: the beginnings of words, in every script, without case and accents.
import { describe, expect, it } from 'vitest'
import { namesOf, sought } from '../../src/auth/user-names.js'
import { foldAccents, foldCase } from '../../src/common/fold-case.js'

const namesIn = (displayName: string) => namesOf({ username: 'u_ser', displayName }).slice(1)

describe('the names of somebody', () => {
  it('are their username, and their display name from each word on', () => {
    expect(namesOf({ username: 'ann_b', displayName: 'Anna-Lena  O’Brien' })).toEqual([
      ...['ann_b', 'anna-lena o’brien', 'lena o’brien', 'o’brien', 'brien'],
    ])
  })

  it.each([
    ['Zoë', ['zoe']],
    ['Łódź', ['lodz']],
    ['Æther Þór', ['aether thor', 'thor']],
    ['ﬁ ①', ['fi 1', '1']],
    ['(Ann)', ['(ann)', 'ann)']],
    ['🌸', ['🌸']],
    ['山田太郎', ['山田太郎', '太郎']],
    ['कुमार', ['कुमार']],
    ['한국', ['한국']],
  ])('%s', (displayName, names) => {
    expect(namesIn(displayName)).toEqual(names)
  })

  it('are each once, and as long as is compared', () => {
    expect(namesIn(`a a ${'𝒳'.repeat(60)}`)).toEqual([
      ...[`a a ${'x'.repeat(36)}`, `a ${'x'.repeat(38)}`, 'x'.repeat(40)],
    ])
    expect(namesIn('u_ser')).toEqual(['ser'])
    for (const name of namesIn('\u{20000}'.repeat(100))) expect([...name].length).toBeLessThanOrEqual(40)
  })

  it('begin with what is sought', () => {
    for (const q of ['LENA', ' lena o', 'Léna', 'lena\u00a0\to’BR'])
      expect([q, namesIn('Anna-Lena O’Brien').some((name) => name.startsWith(sought(q)))]).toEqual([q, true])
    expect(sought('x'.repeat(100))).toBe('x'.repeat(40))
    expect(sought('\u0301\u0301')).toBe('')
  })
})

describe('letters without accents', () => {
  it('are the same whether an accent is part of them or beside them', () => {
    for (const text of ['é', 'e\u0301', 'ṩ', 's\u0323\u0307']) expect(foldAccents(text)).toMatch(/^[es]$/)
  })

  it('keep the marks without which they would be others', () => {
    for (const text of ['कि', 'が', 'กำ', '한']) expect(foldAccents(text)).toBe(text)
  })

  it('do not change what has none', () => {
    for (let code = 0x20; code < 0x3000; code++) {
      const text = foldCase(String.fromCodePoint(code))
      expect(foldAccents(foldAccents(text))).toBe(foldAccents(text))
    }
  })
})
