// Letters without their case: what is compared when «whatever the case» is promised, alike on every database.

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
