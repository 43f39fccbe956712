// Takes out of a text what lets somebody in: tokens by their shape, passwords by where they stand, our own by their value.

/** How the name of what is secret ends, as fields, parameters and settings call it. */
const NAME = '(?:password|passwd|pwd|token|ticket|secret|authorization|signature|credential)[\\w-]*'
const OTHER_PARAMETER = '&(?![\\w.-]+=)'

/** Where something secret stands beside its name. */
const NAMED: [RegExp, string][] = [
  // "name":"value", as JSON and as Node prints objects, and once more inside a string.
  [new RegExp(`(${NAME}["']?\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'gis'), '$1"[redacted]"'],
  [new RegExp(`(${NAME}["']?\\s*:\\s*)'(?:[^'\\\\]|\\\\.)*'`, 'gis'), "$1'[redacted]'"],
  [new RegExp(`(${NAME}\\\\+"\\s*:\\s*\\\\+")(?:[^"\\\\]|\\\\{2,}"?|\\\\[^"\\\\])*`, 'gis'), '$1[redacted]'],
  // name=value, in an address or as libpq takes it, there also in quotes and with spaces.
  [new RegExp(`(${NAME}\\s*=\\s*)'(?:[^'\\\\]|\\\\.)*'`, 'gis'), "$1'[redacted]'"],
  [new RegExp(`(${NAME}\\s*=\\s*)(?!'\\[)(?:[^&\\s"']|${OTHER_PARAMETER})+`, 'gi'), '$1[redacted]'],
]
const HAS_NAME = new RegExp(NAME, 'i')

/** What is secret by its own shape. */
const SHAPED: [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 [redacted]'],
  // A JWT; its dots may be escaped in an address.
  [/eyJ[\w-]+(?:\.|%2e)[\w-]+(?:(?:\.|%2e)[\w-]*)?/gi, '[token]'],
  // A refresh token, whole or cut off: a session's id and one or two secrets.
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:(?:\.|%2e)[\w-]+)+/gi, '[token]'],
  // 32 random bytes in base64url: a ticket, or a part of a refresh token.
  [/(?<![\w-])(?=[\w-]{43}(?![\w-]))(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]+/g, '[token]'],
  // ://user:password@, where the password may hold an @ or, wrongly, a slash.
  [/(:\/\/[^\s:/@"]*:)(?:[^\s/"]+@|[^\s@"]+@)/g, '$1***@'],
]
/** Nothing shorter holds any of them. */
const SHORTEST_SHAPED = 8

/** Secrets of this server's settings: shorter ones would be found in ordinary words. */
const SHORTEST_KNOWN = 8
let known: string[] = []

/** From now on these are taken out wherever they stand, as they are and as an address writes them. */
export function keepSecret(values: (string | null | undefined)[]): void {
  const forms = values.flatMap((value) => (value ? [value, decoded(value), encodeURIComponent(value)] : []))
  known = [...new Set(forms)].filter(({ length }) => length >= SHORTEST_KNOWN)
}

/** Passwords and the like in an address of the settings, before its host or in its query. */
export function secretsInAddress(address: string): string[] {
  const { password, searchParams } = new URL(address)
  return [password, ...[...searchParams].flatMap(([name, value]) => (HAS_NAME.test(name) ? [value] : []))]
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value // It holds a % that stands for itself.
  }
}

export function withoutSecrets(text: string): string {
  if (text.length < SHORTEST_SHAPED) return text
  const unknown = known.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text)
  const unnamed = HAS_NAME.test(unknown) ? replaced(unknown, NAMED) : unknown
  return replaced(unnamed, SHAPED)
}

const replaced = (text: string, list: [RegExp, string][]) =>
  list.reduce((rest, [secret, instead]) => rest.replace(secret, instead), text)

/** The same for a value of a log line, whatever it is made of. */
export function valueWithoutSecrets(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return HAS_NAME.test(name) ? '[redacted]' : withoutSecrets(value)
  if (Array.isArray(value)) return value.map((each) => valueWithoutSecrets(each, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [withoutSecrets(key), valueWithoutSecrets(each, key)]),
  )
}
