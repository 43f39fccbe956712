// An outside identity provider for a test: real keys, published by a real HTTP server that can be stopped and started.
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'

interface Key {
  kid: string
  alg: string
  privateKey: CryptoKey
  jwk: JWK
}

export class IdentityProvider {
  readonly issuer = 'https://id.example.com/'
  readonly audience = 'chat'
  private readonly keys: Key[] = []
  private server: Server | undefined
  private port = 0
  /** How often its keys were asked for. */
  asked = 0

  static async start(): Promise<IdentityProvider> {
    const provider = new IdentityProvider()
    await provider.addKey('RS256')
    await provider.start()
    return provider
  }

  /** The settings of a server that believes it. */
  get env(): Record<string, string> {
    return {
      AUTH_JWKS_URL: `http://127.0.0.1:${this.port}/jwks`,
      AUTH_ISSUER: this.issuer,
      AUTH_AUDIENCE: this.audience,
    }
  }

  /** The newest one signs from now on; the older ones stay published. */
  async addKey(alg: string): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
    const kid = randomUUID()
    this.keys.push({ kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } })
  }

  get publicKey(): JWK {
    return this.keys.at(-1)!.jwk
  }

  /** A good token of `sub`, but for what `change` says. */
  token(
    sub: string | undefined,
    claims: JWTPayload = {},
    header: { kid?: string; typ?: string } = {},
  ): Promise<string> {
    const { kid, alg, privateKey } = this.keys.at(-1)!
    const now = Math.floor(Date.now() / 1000)
    const payload = { iss: this.issuer, aud: this.audience, iat: now, exp: now + 300, jti: randomUUID() }
    return new SignJWT({ ...payload, ...(sub !== undefined && { sub }), ...claims })
      .setProtectedHeader({ alg, kid, typ: 'JWT', ...header })
      .sign(privateKey)
  }

  /** For the first time, or again on the same port. */
  async start(): Promise<void> {
    this.server = createServer((_, response) => {
      this.asked++
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ keys: this.keys.map(({ jwk }) => jwk) }))
    })
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve))
    this.port = (this.server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    const { server } = this
    if (!server) return
    this.server = undefined
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
