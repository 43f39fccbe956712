// Access tokens: JWTs after RFC 9068, signed with a key that all nodes on one database share.
import { SignJWT, errors, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { randomBytes, randomUUID, webcrypto } from 'node:crypto'
import type { Repository } from 'typeorm'
import { ChatError } from '../common/errors.js'
import type { ServerSecret } from '../database/entities/index.js'
import { secretOf } from '../database/server-secrets.js'

const ALGORITHM = 'HS256'
const TYPE = 'at+jwt'
/** `iss` and `aud`: we are both who says it and who believes it. */
const SERVER = 'whatsapp-api-server'

/** Row of server_secrets with the signing key, when JWT_SECRET is not set. */
const KEY_NAME = 'jwt'

/** Text that PostgreSQL takes for a uuid. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Tokens that are not checked again, some hundred bytes each. */
const MOST_KNOWN = 10_000

/** What a token that we signed says. */
export interface AccessClaims {
  userId: string
  sessionId: string
}

/** The token of an `Authorization` header; undefined for none, and for other schemes. */
export function bearerToken(headerValue: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headerValue?.trim() ?? '')?.[1]
}

export class AccessTokens {
  /**
   * What genuine tokens say, and when they expire, in seconds since 1970: a signature check goes through a thread of its own and
   * takes longer than all else of a handshake. Whether its session lives is asked every time.
   */
  private readonly known = new LRUCache<string, { claims: AccessClaims; expires: number }>({
    max: MOST_KNOWN,
  })

  private constructor(
    private readonly key: webcrypto.CryptoKey,
    /** Seconds that a token is valid. */
    readonly ttl: number,
    private readonly now: () => Date,
  ) {}

  /**
   * @param secret at least 32 bytes
   * @param ttl seconds
   * @param now the time that all nodes go by
   */
  static async signedWith(
    secret: Uint8Array<ArrayBuffer>,
    ttl: number,
    now = () => new Date(),
  ): Promise<AccessTokens> {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    return new AccessTokens(
      await webcrypto.subtle.importKey('raw', secret, algorithm, false, ['sign', 'verify']),
      ttl,
      now,
    )
  }

  /** @param seconds for which it is valid from now */
  async issue(claims: AccessClaims, seconds = this.ttl): Promise<string> {
    const issued = Math.floor(this.now().getTime() / 1000)
    const expires = issued + seconds
    const token = await new SignJWT({ sid: claims.sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setIssuer(SERVER)
      .setAudience(SERVER)
      .setSubject(claims.userId)
      .setJti(randomUUID())
      .setIssuedAt(issued)
      .setExpirationTime(expires)
      .sign(this.key)
    // Whoever gets it comes with it next, and mostly to this node.
    this.known.set(token, { claims, expires })
    return token
  }

  /**
   * Says nothing about the session, which may have ended since.
   * @throws ChatError `unauthenticated`
   */
  async verify(token: string): Promise<AccessClaims> {
    const known = this.known.get(token)
    if (known && known.expires * 1000 > this.now().getTime()) return known.claims
    const { payload } = await jwtVerify(token, this.key, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer: SERVER,
      audience: SERVER,
      currentDate: this.now(),
      requiredClaims: ['sub', 'sid', 'jti', 'iat', 'exp'],
    }).catch((error: unknown) => {
      throw error instanceof errors.JWTExpired
        ? new ChatError('unauthenticated', 'The access token has expired.')
        : notValid()
    })
    const { sub, sid, exp } = payload
    if (typeof sub !== 'string' || typeof sid !== 'string' || !UUID.test(sub) || !UUID.test(sid))
      throw notValid()
    const claims = { userId: sub, sessionId: sid }
    this.known.set(token, { claims, expires: exp! })
    return claims
  }
}

const notValid = () => new ChatError('unauthenticated', 'The access token is not valid.')

/** The key in the database, made by whichever node comes first. */
export async function sharedSecret(secrets: Repository<ServerSecret>): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await secretOf(secrets, KEY_NAME, () => randomBytes(32)))
}
