// Which web pages may use the API and open sockets here: our own, and those of CORS_ORIGINS.
import type { IncomingMessage } from 'node:http'
import type { CorsOptions } from '@nestjs/common/interfaces/external/cors-options.interface.js'
import type { Config } from '../config/config.js'
import { matches, normalOrigin } from '../config/origins.js'

/** What a page of another origin may read of an answer, beside what every page may. */
const EXPOSED_HEADERS = [
  'X-Request-Id',
  'Retry-After',
  'ETag',
  'Accept-Ranges',
  'Content-Range',
  'Content-Disposition',
]
/** Seconds for which a browser remembers that it may ask. */
const MAX_AGE = 600

function isListed(origin: string, entries: readonly string[]): boolean {
  const normal = normalOrigin(origin)
  return entries.some((entry) => entry === '*' || (normal !== undefined && matches(entry, normal)))
}

/**
 * The scheme of `Host` is taken from the origin: only the browser knows it for sure, for a proxy may have ended TLS without
 * saying so. With it `chat.example.com` and `chat.example.com:443` are one place.
 */
function isOwn(origin: string, host: string | undefined, publicUrl: string | undefined): boolean {
  const normal = normalOrigin(origin)
  const [, scheme] = /^(https?:\/\/)/.exec(normal ?? '') ?? []
  if (scheme === undefined) return false
  if (publicUrl !== undefined && new URL(publicUrl).origin === normal) return true
  return host !== undefined && normalOrigin(scheme + host) === normal
}

/**
 * Whether the handshake of a socket may go on: it names no origin (not a browser), our own, or an allowed one. Browsers do not
 * apply CORS to WebSockets, so the server has to look itself.
 */
export function isOriginAllowed(
  { headers: { origin, host } }: IncomingMessage,
  { CORS_ORIGINS, PUBLIC_URL }: Pick<Config, 'CORS_ORIGINS' | 'PUBLIC_URL'>,
): boolean {
  return origin === undefined || isListed(origin, CORS_ORIGINS) || isOwn(origin, host, PUBLIC_URL)
}

/**
 * CORS for HTTP and for long polls. Credentials, which here are a balancer's cookie and nothing else, are allowed to those
 * whom the list names: not to all (`*`), and not to `null`, which anybody can be.
 */
export function corsOf({ CORS_ORIGINS }: Pick<Config, 'CORS_ORIGINS'>) {
  const all = CORS_ORIGINS.includes('*')
  return (
    { headers: { origin } }: Pick<IncomingMessage, 'headers'>,
    done: (error: Error | null, options: CorsOptions) => void,
  ): void => {
    const listed = origin !== undefined && isListed(origin, CORS_ORIGINS)
    done(null, {
      // An empty list refuses, and says all the same that the answer depends on the origin.
      origin: listed || [],
      credentials: listed && !all && origin !== 'null',
      exposedHeaders: EXPOSED_HEADERS,
      maxAge: MAX_AGE,
    })
  }
}
