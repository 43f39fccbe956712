// How the text of a setting becomes its value, or a reason why it cannot.
import proxyaddr from 'proxy-addr'
import { originEntry } from './origins.js'

/** A setting: its text from the environment (never empty) to its value; throws a reason that follows «NAME ». */
export type Parse<T> = (text: string) => T

export const text: Parse<string> = (value) => value

export const integer =
  (min: number, max: number): Parse<number> =>
  (value) => {
    const number = Number(value)
    if (/^\d+$/.test(value) && number >= min && number <= max) return number
    throw new Error(`must be a whole number from ${min} to ${max}`)
  }

export const oneOf =
  <T extends string>(...choices: T[]): Parse<T> =>
  (value) => {
    const choice = choices.find((each) => each === value)
    if (choice !== undefined) return choice
    throw new Error(`must be one of: ${choices.join(', ')}`)
  }

export const onOff: Parse<boolean> = (value) => {
  if (/^(on|true|1)$/i.test(value)) return true
  if (/^(off|false|0)$/i.test(value)) return false
  throw new Error('must be on or off')
}

/** Proxies to believe, as Express has them: how many there are, or their addresses, ranges and names of ranges. */
export const proxies: Parse<string> = (value) => {
  if (/^\d{1,3}$/.test(value)) return value
  try {
    proxyaddr.compile(value.split(',').map((each) => each.trim()))
    return value
  } catch {
    throw new Error(
      'must be a number of proxies, or addresses such as 10.0.0.1, 10.0.0.0/8 or loopback, separated by commas',
    )
  }
}

const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 }

/** `900`, `900s`, `15m`, `12h`, `30d`: to seconds. */
export const duration: Parse<number> = (value) => {
  const [, amount, unit = 's'] = /^(\d{1,9})([smhd])?$/.exec(value) ?? []
  const seconds = Number(amount) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS]
  if (seconds >= 1) return seconds
  throw new Error('must be a time of at least a second, such as 900, 10s, 15m, 12h or 30d')
}

export const url =
  (...schemes: string[]): Parse<string> =>
  (value) => {
    const starts = schemes.map((scheme) => `${scheme}://`)
    if (!starts.some((start) => value.toLowerCase().startsWith(start)))
      throw new Error(`must be an address that starts with ${starts.join(' or ')}`)
    if (URL.canParse(value)) return value
    throw new Error(wrongIn(value))
  }

/** Why an address with the right start is none; it repeats nothing, for in the place of a port may be part of a password. */
function wrongIn(address: string): string {
  const [, port = ''] = /^[a-z]+:\/\/[^/?#]*:([^/?#:@\]]*)(?:[/?#]|$)/i.exec(address) ?? []
  return /^\d*$/.test(port) && Number(port) <= 65_535
    ? 'must have the name or the number of a host; one of IPv6 in [ ]'
    : 'must have a whole number from 0 to 65535 as its port, after the host and a colon'
}

/**
 * The same for one that has a password in it: where that holds what ends a host, the rest of it would be taken for something
 * else, and be told when that is not there.
 */
export const urlWithPassword =
  (...schemes: string[]): Parse<string> =>
  (value) => {
    // First, for what precedes one of them in a password looks like a wrong port.
    const rest = value.replace(/^[a-z]+:\/\/[^/?#]*/i, 'none://none')
    const { pathname, hash, searchParams } = new URL(URL.canParse(rest) ? rest : 'none:')
    if (![pathname, hash, ...searchParams.keys()].some((part) => part.includes('@')))
      return url(...schemes)(value)
    throw new Error('must have each @, /, ? and # of its password percent-encoded')
  }

/** Whatever else there is, node-postgres would take without a word. */
const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify']

/**
 * node-postgres takes `prefer`, `require` and `verify-ca` for `verify-full`, and says at length that it will not always do so:
 * here it is said outright.
 */
export const postgresUrl: Parse<string> = (value) => {
  const address = urlWithPassword('postgres', 'postgresql')(value)
  const unknown = new URL(address).searchParams.getAll('sslmode').find((mode) => !SSL_MODES.includes(mode))
  if (unknown !== undefined)
    throw new Error(`has sslmode ${JSON.stringify(unknown)}, which must be one of: ${SSL_MODES.join(', ')}`)
  if (/[?&]uselibpqcompat=true\b/.test(address)) return address
  return address.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full')
}

/** Where the server is seen from outside, without a slash at the end: what is below it is added. */
export const publicUrl: Parse<string> = (value) => {
  const { protocol, host, pathname, search, hash, username, password } = URL.canParse(value)
    ? new URL(value)
    : new URL('none:')
  if (/^https?:$/.test(protocol) && !search && !hash && !username && !password)
    return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`
  throw new Error('must be an address such as https://example.com or https://example.com/chat')
}

/** Whom the operators of other servers may write to. */
export const contact: Parse<string> = (value) => {
  if (/^(?:https:\/\/|mailto:.+@)./i.test(value) && URL.canParse(value)) return value
  throw new Error('must be an address such as mailto:me@example.com or https://example.com')
}

/** A comma after the last one says nothing. */
export const origins: Parse<string[]> = (value) =>
  value
    .replace(/,\s*$/, '')
    .split(',')
    .map((each) => {
      const entry = originEntry(each.trim())
      if (entry !== undefined) return entry
      throw new Error(
        `has «${each.trim()}», which is no origin: write https://chat.example.com, https://*.example.com, capacitor://localhost, null or *, separated by commas`,
      )
    })

/** Bytes of a secret that nobody guesses. */
export const LEAST_SECRET = 32

export const secret: Parse<string> = (value) => {
  if (Buffer.byteLength(value) >= LEAST_SECRET) return value
  throw new Error(`must be at least ${LEAST_SECRET} characters long`)
}

/** What can be sent in a header as it is. */
export const word: Parse<string> = (value) => {
  if (/^[\x21-\x7e]+$/.test(value)) return value
  throw new Error('must be of ASCII characters, without spaces')
}

export const nodeName: Parse<string> = (value) => {
  if (/^[a-z\d-]{1,32}$/i.test(value)) return value
  throw new Error('must be 1 to 32 letters, digits and -')
}

export const bucket: Parse<string> = (value) => {
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value)) return value
  throw new Error('must be the name of a bucket: 3 to 63 of a-z, 0-9, - and .')
}
