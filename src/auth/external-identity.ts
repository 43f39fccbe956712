// Bring your own users: tokens of an external identity provider, checked against its published keys.
import { Logger } from '@nestjs/common'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  jwtVerify,
  type FetchImplementation,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose'
import { createHash } from 'node:crypto'
import { ChatError } from '../common/errors.js'

/** Only what is signed with a private key: with a shared secret, the published key itself could be made to look like one. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]
/** RFC 9068 and what most providers write; logout, event and other special tokens have types of their own. */
const TYPES = ['at+jwt', 'application/at+jwt', 'jwt', undefined]

const ANSWER_WITHIN_MS = 3000
/** A key that is not known is asked for this often at most. */
const COOLDOWN_MS = 5000
/** After a failure, the provider is left alone for so long. */
const AFTER_FAILURE_MS = 1000
/** A key that was withdrawn works no longer than this, while the provider answers. */
const REFRESH_MS = 10 * 60_000
/** How far the provider's clock may be off, for `nbf` and `iat`. The end of a session goes by our database's. Seconds. */
const TOLERANCE = 30
/** Text that can be stored and compared; OpenID Connect allows 255. */
const SUBJECT = /^[^\p{Cc}\p{Cs}]{1,255}$/u

export interface ExternalSettings {
  jwksUrl: string
  issuer: string
  audience: string
}

/** What a good external token says. */
export interface ExternalClaims {
  issuer: string
  subject: string
  /** What the provider suggests to call the user. */
  names: JWTPayload
  /** Seconds since 1970. */
  expires: number
  /** A UUID made of the token: the same on every node. */
  sessionId: string
}

export class ExternalIdentity {
  private readonly logger = new Logger('ExternalIdentity')
  private readonly keys: ReturnType<typeof createRemoteJWKSet>
  private fetchedAt = 0
  private failedAt = -Infinity

  /** @param now the time that all nodes go by */
  constructor(
    private readonly settings: ExternalSettings,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.keys = createRemoteJWKSet(new URL(settings.jwksUrl), {
      timeoutDuration: ANSWER_WITHIN_MS,
      cooldownDuration: COOLDOWN_MS,
      // Known keys go on working while the provider is away; `refresh` replaces them while it is there.
      cacheMaxAge: Infinity,
      [customFetch]: (...request) => this.fetch(...request),
    })
  }

  /** Whether a token says that it comes from there; proves nothing. */
  claims(token: string): boolean {
    try {
      return decodeJwt(token).iss === this.settings.issuer
    } catch {
      return false
    }
  }

  /**
   * @throws ChatError `unauthenticated`; `unavailable` when no key could ever be fetched
   */
  async verify(token: string): Promise<ExternalClaims> {
    this.refresh()
    const { issuer, audience } = this.settings
    const { payload, protectedHeader } = await jwtVerify(token, this.key, {
      algorithms: ALGORITHMS,
      issuer,
      audience,
      clockTolerance: TOLERANCE,
      currentDate: this.now(),
      requiredClaims: ['sub', 'exp'],
    }).catch((error: unknown) => {
      throw error instanceof ChatError ? error : notValid(error)
    })
    const { sub, exp } = payload
    if (!TYPES.includes(protectedHeader.typ?.toLowerCase())) throw notValid()
    if (typeof sub !== 'string' || !SUBJECT.test(sub)) throw notValid()
    return { issuer, subject: sub, names: payload, expires: exp!, sessionId: sessionIdOf(token) }
  }

  /** Falls back on the known keys when the provider cannot be asked for more. */
  private readonly key: JWTVerifyGetKey = async (header, token) => {
    try {
      return await this.keys(header, token)
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
        throw error
      const known = this.keys.jwks()
      if (known) return createLocalJWKSet(known)(header, token)
      throw new ChatError('unavailable', 'The identity provider cannot be reached. Try again.', {
        retryAfter: 2,
      })
    }
  }

  /** In the background: nobody waits for it. */
  private refresh(): void {
    if (this.fetchedAt === 0 || performance.now() - this.fetchedAt < REFRESH_MS) return
    if (!this.keys.reloading) void this.keys.reload().catch(() => undefined)
  }

  private readonly fetch: FetchImplementation = async (url, options) => {
    if (performance.now() - this.failedAt < AFTER_FAILURE_MS) throw new Error('It has failed just now')
    try {
      const answer = await fetch(url, options)
      if (answer.status !== 200) throw new Error(`It answered ${answer.status}`)
      this.fetchedAt = performance.now()
      return answer
    } catch (error) {
      this.failedAt = performance.now()
      this.logger.warn(`AUTH_JWKS_URL cannot be read: ${(error as Error).message}`)
      throw error
    }
  }
}

const notValid = (error?: unknown) =>
  new ChatError(
    'unauthenticated',
    error instanceof errors.JWTExpired ? 'The access token has expired.' : 'The access token is not valid.',
  )

/** Of what is signed: the same token with another form of its signature is the same session. */
function sessionIdOf(token: string): string {
  const hex = createHash('sha256')
    .update(token.slice(0, token.lastIndexOf('.')))
    .digest('hex')
  // Version 8 of RFC 9562: a name of our own making.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
