// What a text means: emphasis, code, quotes, lists, addresses and mentions, as people write them in chats. Pure, and nothing is lost:
// `sourceOf` gives back every character.

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: Emphasis; marker: string; children: Inline[] }
  | { kind: 'code'; marker: string; text: string }
  | { kind: 'link'; text: string; href: string }
  /** `name` is the username, or `all`. */
  | { kind: 'mention'; text: string; name: string }

export type Emphasis = 'bold' | 'italic' | 'struck'

interface Item {
  /** As it was written: `- `, `* `, `3. `. */
  marker: string
  children: Inline[]
}

export type Block = (
  | { kind: 'lines'; children: Inline[] }
  /** `raw` is all of it, with its fences and the line breaks beside them. */
  | { kind: 'code'; text: string; raw: string }
  | { kind: 'quote'; lines: Inline[][] }
  | { kind: 'list'; ordered: boolean; items: Item[] }
) & {
  /** What stands between it and the next: a line break or nothing. */
  end: '' | '\n'
}

const EMPHASIS: Record<string, Emphasis> = { '*': 'bold', _: 'italic', '~': 'struck' }

/** @param names whom the message mentions, in lower case, perhaps with `all`: a name behind an @ alone is a word like others */
export function parse(text: string, names: ReadonlySet<string> = new Set()): Block[] {
  const blocks: Block[] = []
  let from = 0
  // Over several lines, it is a block; within one line, it is found there.
  for (const { index, 0: raw, 1: code } of text.matchAll(/\n?```((?:(?!```)[^])*)```\n?/g)) {
    if (!code!.includes('\n') || code!.trim() === '') continue
    if (index > from) blocks.push(...blocksOf(text.slice(from, index), names))
    blocks.push({ kind: 'code', text: code!.replace(/^\n|\n$/g, ''), raw, end: '' })
    from = index + raw.length
  }
  if (from < text.length) blocks.push(...blocksOf(text.slice(from), names))
  return blocks
}

/** What was written. */
export const sourceOf = (blocks: readonly Block[]): string =>
  blocks.map((block) => sourceOfBlock(block) + block.end).join('')

function sourceOfBlock(block: Block): string {
  switch (block.kind) {
    case 'lines':
      return sourceOfLine(block.children)
    case 'code':
      return block.raw
    case 'quote':
      return block.lines.map((line) => `> ${sourceOfLine(line)}`).join('\n')
    case 'list':
      return block.items.map(({ marker, children }) => marker + sourceOfLine(children)).join('\n')
  }
}

const sourceOfLine = (line: readonly Inline[]): string =>
  line
    .map((each) => {
      if ('children' in each) return each.marker + sourceOfLine(each.children) + each.marker
      return each.kind === 'code' ? each.marker + each.text + each.marker : each.text
    })
    .join('')

/** The names that people see, by username in lower case. */
type Called = ReadonlyMap<string, string>

/** What is to be read of it in a line of plain text, such as a preview. @param called whom the message mentions */
export const plainOf = (text: string, called: Called = new Map()): string =>
  parse(text, new Set(called.keys()))
    .map((block) => plainOfBlock(block, called))
    .join('\n')

function plainOfBlock(block: Block, called: Called): string {
  const plainOfLine = (line: readonly Inline[]): string =>
    line
      .map((each) => {
        if ('children' in each) return plainOfLine(each.children)
        const name = each.kind === 'mention' && called.get(each.name)
        return name ? `@${name}` : each.text
      })
      .join('')
  switch (block.kind) {
    case 'lines':
      return plainOfLine(block.children)
    case 'code':
      return block.text
    case 'quote':
      return block.lines.map(plainOfLine).join('\n')
    case 'list':
      return block.items
        .map(({ marker, children }) => (block.ordered ? marker : '• ') + plainOfLine(children))
        .join('\n')
  }
}

/**
 * The same, and for a place in the text the place in that. What is left out are markers, never a letter or a digit, and what is put in
 * are line breaks beside code: so whatever of the text comes next in the plain one is that.
 */
export function plainWithPlaces(text: string): { plain: string; placeOf: (at: number) => number } {
  const plain = plainOf(text)
  const places: number[] = []
  let place = 0
  for (const unit of text) {
    const is = (at: number) => plain.startsWith(unit, at) || (plain[at] === '•' && /[-*]/.test(unit))
    if (plain[place] === '\n' && unit !== '\n' && is(place + 1)) place++
    const stays = is(place)
    for (let nth = 0; nth < unit.length; nth++) places.push(place + (stays ? nth : 0))
    if (stays) place += unit.length
  }
  return { plain, placeOf: (at) => places[at] ?? plain.length }
}

const QUOTED = /^> (?=.*\S)/
const LISTED = /^[-*] (?=.*\S)/
const NUMBERED = /^\d{1,3}\. (?=.*\S)/

const kindOf = (line: string): Block['kind'] | 'numbers' =>
  QUOTED.test(line) ? 'quote' : LISTED.test(line) ? 'list' : NUMBERED.test(line) ? 'numbers' : 'lines'

/** Lines of one kind that follow each other belong together. */
function blocksOf(text: string, names: ReadonlySet<string>): Block[] {
  const lines = text.split('\n')
  const blocks: Block[] = []
  for (let from = 0; from < lines.length;) {
    const kind = kindOf(lines[from]!)
    let to = from + 1
    while (to < lines.length && kindOf(lines[to]!) === kind) to++
    const end = to < lines.length ? '\n' : ''
    blocks.push({ ...blockOf(kind, lines.slice(from, to), names), end } as Block)
    from = to
  }
  return blocks
}

function blockOf(kind: ReturnType<typeof kindOf>, lines: string[], names: ReadonlySet<string>): object {
  if (kind === 'lines') {
    const children = lines.flatMap((line, index) =>
      index === 0 ? inlineOf(line, names) : [{ kind: 'text', text: '\n' } as const, ...inlineOf(line, names)],
    )
    return { kind, children }
  }
  if (kind === 'quote') return { kind, lines: lines.map((line) => inlineOf(line.slice(2), names)) }
  const items = lines.map((line) => {
    const marker = line.slice(0, line.indexOf(' ') + 1)
    return { marker, children: inlineOf(line.slice(marker.length), names) }
  })
  return { kind: 'list', ordered: kind === 'numbers', items }
}

/** A character, or what is one whole: no emphasis begins or ends within it. */
type Token = string | Inline

const inlineOf = (line: string, names: ReadonlySet<string>): Inline[] => emphasised(tokensOf(line, names))

/** Code in one line; an address, with or without its scheme; one to write to; a name behind an @. */
const ATOMS = [
  /```(?<long>(?:(?!```).)*\S(?:(?!```).)*)```/,
  /`(?<short>[^`]*[^`\s][^`]*)`/,
  /(?<![a-z\d@])(?<url>https?:\/\/[^\s<>"]+|www\.[^\s<>"]+)/,
  /(?<![\p{L}\p{N}._%+-])(?<mail>[\p{L}\p{N}](?:[\p{L}\p{N}._%+-]{0,62}[\p{L}\p{N}])?@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,63})/u,
  /(?<![\p{L}\p{N}])@(?<name>[\w.-]+)/u,
]
const ATOM = new RegExp(ATOMS.map(({ source }) => source).join('|'), 'giu')

function tokensOf(line: string, names: ReadonlySet<string>): Token[] {
  const tokens: Token[] = []
  let from = 0
  ATOM.lastIndex = 0
  for (let found; (found = ATOM.exec(line));) {
    const atom = atomOf(found.groups!, names)
    const length = atom ? sourceOfLine([atom]).length : 1
    tokens.push(...line.slice(from, found.index), ...(atom ? [atom] : [...line[found.index]!]))
    from = ATOM.lastIndex = found.index + length
  }
  return [...tokens, ...line.slice(from)]
}

function atomOf(groups: Record<string, string>, names: ReadonlySet<string>): Inline | undefined {
  const { long, short, url, mail, name } = groups
  if (long !== undefined) return { kind: 'code', marker: '```', text: long }
  if (short !== undefined) return { kind: 'code', marker: '`', text: short }
  if (mail) return { kind: 'link', text: mail, href: `mailto:${mail}` }
  if (url) return linkOf(url)
  return mentionOf(name!, names)
}

/** What a sentence has after an address, and what a writer puts around it. */
const TRAILING = /[.,;:!?'’”»“„…*_~`。、，！？；：」』）】]/
const OPENERS: Record<string, string> = { ')': '(', ']': '[', '}': '{' }

function linkOf(url: string): Inline | undefined {
  /** How many more closing brackets there are than opening ones: one that was opened within the address is part of it. */
  const surplus: Record<string, number> = {}
  for (const [closer, opener] of Object.entries(OPENERS))
    surplus[closer] = url.split(closer).length - url.split(opener).length
  let length = url.length
  for (; length > 0; length--) {
    const last = url[length - 1]!
    const stray = last in OPENERS && surplus[last]!-- > 0
    if (!stray && !TRAILING.test(last)) break
  }
  const text = url.slice(0, length)
  const href = /^www\./i.test(text) ? `https://${text}` : text
  const named = /^https?:\/\/(?:www\.)?[\p{L}\p{N}[]/iu.test(href)
  return named && URL.canParse(href) ? { kind: 'link', text, href } : undefined
}

/** The longest of these names that stands there: it may have a full stop behind it. */
function mentionOf(written: string, names: ReadonlySet<string>): Inline | undefined {
  for (let text = written; text !== ''; text = text.slice(0, -1)) {
    const name = text.toLowerCase()
    if (names.has(name)) return { kind: 'mention', text: `@${text}`, name }
    if (!/[._-]$/.test(text)) return undefined
  }
  return undefined
}

const WORD = /[\p{L}\p{N}]/u
const isWord = (token: Token | undefined): boolean => typeof token === 'string' && WORD.test(token)
const isSpace = (token: Token | undefined): boolean => typeof token === 'string' && /\s/.test(token)

/** Markers around words: none within a word, and none with a space on its inner side. */
function emphasised(tokens: readonly Token[], without = ''): Inline[] {
  const result: Inline[] = []
  /** Markers that are closed nowhere further on. */
  let hopeless = without
  let text = ''
  const flush = () => {
    if (text !== '') result.push({ kind: 'text', text })
    text = ''
  }
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    if (typeof token !== 'string') {
      flush()
      result.push(token)
      continue
    }
    const kind = hopeless.includes(token) ? undefined : EMPHASIS[token]
    if (kind && opens(tokens, at)) {
      const end = endOf(tokens, at, token)
      if (end > 0) {
        flush()
        const children = emphasised(tokens.slice(at + 1, end), without + token)
        result.push({ kind, marker: token, children })
        at = end
        continue
      }
      hopeless += token
    }
    text += token
  }
  flush()
  return result
}

function opens(tokens: readonly Token[], at: number): boolean {
  const [before, marker, after] = [tokens[at - 1], tokens[at], tokens[at + 1]]
  return !isWord(before) && before !== marker && after !== undefined && after !== marker && !isSpace(after)
}

/** Where the marker that opens at `from` closes, or -1. */
function endOf(tokens: readonly Token[], from: number, marker: string): number {
  for (let at = from + 2; at < tokens.length; at++)
    if (
      tokens[at] === marker &&
      !isSpace(tokens[at - 1]) &&
      !isWord(tokens[at + 1]) &&
      tokens[at + 1] !== marker
    )
      return at
  return -1
}
