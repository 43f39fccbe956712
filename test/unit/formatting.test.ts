// What a text means: a table of what people write, and random ones, of which no character may be lost.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  parse,
  plainOf,
  plainWithPlaces,
  sourceOf,
  type Inline,
} from '../../src/web/client/chat/formatting.js'

/** As markup, in the fewest letters. */
const marked = (text: string, names: string[] = []): string =>
  parse(text, new Set(names))
    .map((block) => {
      switch (block.kind) {
        case 'lines':
          return line(block.children)
        case 'code':
          return `<pre>${block.text}</pre>`
        case 'quote':
          return `<q>${block.lines.map(line).join('|')}</q>`
        case 'list':
          return `<${block.ordered ? 'ol' : 'ul'}>${block.items.map(({ children }) => line(children)).join('|')}</>`
      }
    })
    .join('')

const TAGS = { bold: 'b', italic: 'i', struck: 's', code: 'c', link: 'a', mention: '@' }

const line = (children: Inline[]): string =>
  children
    .map((each) => {
      if (each.kind === 'text') return each.text
      const inner = 'children' in each ? line(each.children) : each.text
      return `<${TAGS[each.kind]}>${inner}</>`
    })
    .join('')

const hrefs = (text: string): string[] =>
  parse(text).flatMap((block) =>
    block.kind === 'lines' ? block.children.flatMap((each) => (each.kind === 'link' ? each.href : [])) : [],
  )

describe('what a text means', () => {
  it.each([
    // Emphasis.
    ['*bold* _italic_ ~struck~', '<b>bold</> <i>italic</> <s>struck</>'],
    ['*_both_* and _*both*_', '<b><i>both</></> and <i><b>both</></>'],
    ['*two words*, (*so*)!', '<b>two words</>, (<b>so</>)!'],
    ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
    ['_snake_case_', '<i>snake_case</>'],
    ['*not closed', '*not closed'],
    ['no * bold * here', 'no * bold * here'],
    ['over *two\nlines*', 'over *two\nlines*'],
    ['** ** **x**', '** ** **x**'],
    ['*für* *日本*', '<b>für</> <b>日本</>'],
    ['*👍*', '<b>👍</>'],
    ['~~~', '~~~'],
    // Code: nothing in it means anything.
    ['run `npm *start*`', 'run <c>npm *start*</>'],
    ['```one _line_``` here', '<c>one _line_</> here'],
    ['a\n```\nif (*x*)\n  `y`\n```\nb', 'a<pre>if (*x*)\n  `y`</pre>b'],
    ['` `', '` `'],
    ['a `` b', 'a `` b'],
    ['```\nnot closed', '```\nnot closed'],
    ['*`code`*', '<b><c>code</></>'],
    // Lines.
    ['> said\n> *twice*\nno', '<q>said|<b>twice</></q>no'],
    ['>no\n->no\n>', '>no\n->no\n>'],
    ['- one\n- _two_', '<ul>one|<i>two</></>'],
    ['* one\n* two', '<ul>one|two</>'],
    ['Buy:\n1. milk\n2. bread\nThanks', 'Buy:<ol>milk|bread</>Thanks'],
    ['-no\n1.no\n- ', '-no\n1.no\n- '],
    ['2026. A year', '2026. A year'],
  ])('%j', (text, expected) => expect(marked(text)).toBe(expected))

  it.each([
    ['see https://example.org.', ['https://example.org']],
    ['https://example.org/a?b=c&d#e, and', ['https://example.org/a?b=c&d#e']],
    ['(https://example.org)', ['https://example.org']],
    [
      'https://en.wikipedia.org/wiki/Foo_(bar) (https://en.wikipedia.org/wiki/Foo_(bar))',
      ['https://en.wikipedia.org/wiki/Foo_(bar)', 'https://en.wikipedia.org/wiki/Foo_(bar)'],
    ],
    ['[https://example.org/[1]]', ['https://example.org/[1]']],
    ['"https://example.org/x" „https://example.org/y“', ['https://example.org/x', 'https://example.org/y']],
    ['www.example.org/x!', ['https://www.example.org/x']],
    ['write to ann.b+c@example.co.uk.', ['mailto:ann.b+c@example.co.uk']],
    ['HTTP://EXAMPLE.ORG', ['HTTP://EXAMPLE.ORG']],
    ['http://localhost:3000/#/room/x http://[::1]/', ['http://localhost:3000/#/room/x', 'http://[::1]/']],
    ['https://münchen.example/straße', ['https://münchen.example/straße']],
    ['看https://example.org/路。', ['https://example.org/路']],
    ['https:// http://. www. a@b @ann xhttps://example.org javascript:alert(1) file.txt', []],
  ])('finds the addresses in %j', (text, expected) => expect(hrefs(text)).toEqual(expected))

  it('leaves an address whole, whatever markers stand in and around it', () => {
    expect(marked('*https://example.org/a_b_c*')).toBe('<b><a>https://example.org/a_b_c</></>')
    expect(marked('_see https://example.org/*x*/y_')).toBe('<i>see <a>https://example.org/*x*/y</></>')
  })

  it('mentions only whom the message does', () => {
    expect(marked('@ann. @anna, _@ann_ a@ann @all', ['ann'])).toBe(
      '<@>@ann</>. @anna, <i><@>@ann</></> a@ann @all',
    )
    expect(marked('@ALL and @a.b-c_.', ['all', 'a.b-c_'])).toBe('<@>@ALL</> and <@>@a.b-c_</>.')
    expect(marked('@ann')).toBe('@ann')
  })

  it('reads without its markers', () => {
    expect(plainOf('*a* _b_ `c`\n- d\n1. e\n> f\n```\ng\n```')).toBe('a b c\n• d\n1. e\nf\ng')
  })

  it('reads with the names that people see', () => {
    expect(plainOf('*@ann*, and @ben', new Map([['ann', 'Ann Archer']]))).toBe('@Ann Archer, and @ben')
  })

  it('loses no character of any text, and has each word of it at its place without the markers', () => {
    const piece = fc.constantFrom(
      ...[
        '*',
        '_',
        '~',
        '`',
        '```',
        '>',
        '> ',
        '- ',
        '* ',
        '1. ',
        '\n',
        ' ',
        'a',
        'é',
        '(',
        ')',
        '.',
        '👍',
        '\ud83d',
      ],
      ...['https://', 'www.', 'https://a.b/c_(d)', 'a@b.cd', '@ann', '@'],
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 60 }).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(text, (each) => {
        expect(sourceOf(parse(each, new Set(['ann'])))).toBe(each)
        const { plain, placeOf } = plainWithPlaces(each)
        expect(plain).toBe(plainOf(each))
        for (const { index, 0: word } of each.matchAll(/[\p{L}\p{N}]+/gu))
          expect(plain.startsWith(word, placeOf(index))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it.each(['*a ', '_*~a ', '`a', '```\n', '``', 'a@', 'a.a@', '@a-', '@-', '> ', '(', 'https://'])(
    'is quick with as much of %j as a message has',
    (piece) => {
      const text = piece.repeat(4096 / piece.length) + ')'.repeat(2000)
      const before = performance.now()
      for (let times = 0; times < 10; times++) parse(text, new Set(['a']))
      expect(performance.now() - before).toBeLessThan(1500)
    },
  )
})
