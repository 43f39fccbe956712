// Writes JSON's values as YAML that people can read: maps and lists in blocks, words of several lines as they are.

/** What no version of YAML takes for anything but a text. */
const PLAIN_KEY = /^(?!(?:yes|no|on|off|true|false|null)$)[a-z$][\w$-]+$/i
/** A text in quotes as JSON has them, which are YAML's, too. */
const quoted = (text: string): string => JSON.stringify(text)

function textOf(text: string, indent: string): string {
  // A block begins where its first line does, and ends without the line breaks at its end.
  if (!text.includes('\n') || text !== text.trim()) return quoted(text)
  return `|-\n${text.replace(/^(?=.)/gm, indent)}`
}

/** @returns the value as it stands behind `key:` or `-`, at the depth of `indent` */
function valueOf(value: unknown, indent: string): string {
  if (typeof value === 'string') return ` ${textOf(value, indent)}`
  if (typeof value !== 'object' || value === null) return ` ${JSON.stringify(value)}`
  const deeper = `${indent}  `
  const lines = Array.isArray(value)
    ? value.map((each: unknown) => `${indent}-${valueOf(each, deeper)}`)
    : Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([key, each]) => `${indent}${PLAIN_KEY.test(key) ? key : quoted(key)}:${valueOf(each, deeper)}`)
  if (lines.length === 0) return Array.isArray(value) ? ' []' : ' {}'
  return `\n${lines.join('\n')}`
}

/** @param document a map, of what JSON knows */
export const yaml = (document: object): string => `${valueOf(document, '').trimStart()}\n`
