// Remembers which access tokens are genuine, so that the same token is not checked again with every request.
/** Some hundred bytes each. Whoever is forgotten is only checked again. */
const MOST = 10_000

interface Known<Claims> {
  claims: Claims
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** A signature check goes through a thread of its own and takes longer than all else of a handshake: a quarter of a ms. */
export class KnownTokens<Claims> {
  private readonly tokens = new Map<string, Known<Claims>>()

  /** What a token says that is known to be genuine and has not expired. Whether its session lives is asked every time. */
  get(token: string, now: Date): Claims | undefined {
    const known = this.tokens.get(token)
    if (!known) return undefined
    if (known.expiresAt > now.getTime()) return known.claims
    this.tokens.delete(token)
    return undefined
  }

  /** @param expiresAt seconds since 1970, as in the token */
  add(token: string, claims: Claims, expiresAt: number): void {
    // The oldest goes first: a Map keeps the order in which its keys came.
    if (this.tokens.size >= MOST) this.tokens.delete(this.tokens.keys().next().value!)
    this.tokens.set(token, { claims, expiresAt: expiresAt * 1000 })
  }
}
