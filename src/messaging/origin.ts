// Which web pages may open a socket here: browsers do not apply CORS to WebSockets, so the server has to look itself.
import type { IncomingMessage } from 'node:http'

/**
 * Whether a handshake may go on: it names no origin (not a browser), the server's own, or one of `allowed`.
 * @param allowed CORS_ORIGINS; `*` allows all
 */
export function isOriginAllowed(
  { headers: { origin, host } }: IncomingMessage,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
