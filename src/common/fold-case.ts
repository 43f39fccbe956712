// Letters without their case, and without their accents: what is compared where both are promised not to matter, alike on every
// database.

/**
 * Unicode's full case folding, for looking for something: `straße` as `strasse`, every Greek sigma as `σ`, and the dotted and
 * the dotless i of Turkish as `i`. PostgreSQL's own `lower` knows of a letter's case only what the locale of the database does.
 * In NFC, before and after.
 */
export function foldCase(text: string): string {
  // Some capitals have none of their own that is larger, such as ẞ: they meet the others when they are small.
  const capitals = text.normalize('NFC').toLowerCase().toUpperCase()
  // One by one: in a word, a capital sigma at its end would become another letter than one in it.
  const small = Array.from(capitals, (character) => character.toLowerCase()).join('')
  return small.replaceAll('i\u0307', 'i').normalize('NFC')
}

/** What is written above, below and through the letters of Latin, Greek, Cyrillic, Hebrew and Arabic, and can be left out there. */
const ACCENTS = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/g
/** Letters that Unicode does not take apart. */
const PLAIN: Record<string, string> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
}

/** Small letters as whoever has no such keyboard writes them: `müller` as `muller`, `łukasz` as `lukasz`. In NFC, before and after. */
export function foldAccents(text: string): string {
  const bare = text.normalize('NFD').replace(ACCENTS, '').normalize('NFC')
  return bare.replace(/[øłđðħŧæœþ]/g, (letter) => PLAIN[letter]!)
}
