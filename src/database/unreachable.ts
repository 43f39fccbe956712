// Why the database is not reached, for the person who wrote its address; and never what is secret in that.
import { StartupError } from '../config/startup-error.js'

/** What Node and OpenSSL call a certificate that they do not trust. */
const UNTRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|INVALID_(CA|PURPOSE)|ERR_TLS_CERT_)/
const NO_TLS_THERE = /does not support SSL/
/** PostgreSQL's words, in pg_hba.conf's, and PgBouncer's. */
const TLS_WANTED = /no encryption|SSL off|SSL required/

/**
 * @param setting in which `url` stands, such as DATABASE_URL
 * @param url only its host, port and database are told: passwords may also stand in its query
 */
export function cannotBeReached(setting: string, url: string, error: unknown): StartupError {
  if (error instanceof StartupError) return error
  return new StartupError(
    `The database of ${setting} at ${placeOf(url)} cannot be reached: ${reasonOf(error)}${adviceOn(error)}.`,
  )
}

/** `host:port/database`, wherever in the address they stand. */
function placeOf(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url)
  const host = searchParams.get('host') ?? hostname
  const at = searchParams.get('port') ?? port
  return `${host}${at && `:${at}`}${pathname}`
}

/** What an error says in short. */
export function reasonOf(error: unknown): string {
  const { message, code, errors } = error as { message?: string; code?: string; errors?: Error[] }
  return (message || errors?.[0]?.message || code || String(error)).replace(/\.$/, '')
}

function adviceOn(error: unknown): string {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string }
  if (UNTRUSTED.test(code))
    return '; its certificate is not trusted: add sslmode=verify-full&sslrootcert=<file> with the certificate of its authority to the address, or sslmode=no-verify to encrypt without knowing who answers'
  if (NO_TLS_THERE.test(message))
    return ', which the address or PGSSLMODE asks for: turn ssl on there, or use sslmode=disable'
  return TLS_WANTED.test(message) ? '; it wants TLS: add sslmode=verify-full to the address' : ''
}
