// Origins (RFC 6454) in one spelling, and the entries of CORS_ORIGINS: one origin, or all below a domain.

/** Schemes under which a socket says the same place, as some programs write it. */
const WEB: Record<string, string> = { http: 'http', https: 'https', ws: 'http', wss: 'https' }
/** Stands for the `*` of an entry while it is read. */
const ANY_LABEL = 'x'

/**
 * An origin in the one spelling in which origins are compared: lower case, hosts of the web in ASCII, no default port.
 * @param text such as `https://Chat.example.com:443`, `capacitor://localhost`, or `null`, which sandboxed pages and files send
 * @returns undefined for what is no origin
 */
export function normalOrigin(text: string): string | undefined {
  if (text === 'null') return text
  const [, scheme = '', place] = /^([a-z][a-z\d+.-]*):\/\/([^\s/\\?#@,]*)$/i.exec(text) ?? []
  if (place === undefined) return undefined
  const web = WEB[scheme.toLowerCase()]
  if (web === undefined) return text.toLowerCase()
  return URL.canParse(`${web}://${place}`) ? new URL(`${web}://${place}`).origin : undefined
}

/**
 * An entry of CORS_ORIGINS in the spelling for `matches`.
 * @param text an origin, or `https://*.example.com`, or `*`
 * @returns undefined for what is none of them
 */
export function originEntry(text: string): string | undefined {
  if (text === '*') return text
  const [, scheme, domain] = /^([^*]+:\/\/)\*\.([^*.:][^*]*)$/.exec(text) ?? []
  if (domain === undefined) return text.includes('*') ? undefined : normalOrigin(text)
  return normalOrigin(`${scheme}${ANY_LABEL}.${domain}`)?.replace(`//${ANY_LABEL}.`, '//*.')
}

/**
 * Whether an origin is what an entry names. Below a domain is whatever has one more label, or several, in front of it; the
 * domain itself, another scheme and another port are not.
 * @param origin as `normalOrigin` spells it
 */
export function matches(entry: string, origin: string): boolean {
  if (entry === '*' || entry === origin) return true
  const [start, end] = entry.split('*')
  if (end === undefined || !origin.startsWith(start!) || !origin.endsWith(end)) return false
  return /^[^.:]+(?:\.[^.:]+)*$/.test(origin.slice(start!.length, -end.length))
}
