// What makes an access token ours, and everything that does not.
import { SignJWT, UnsecuredJWT, decodeJwt, decodeProtectedHeader } from 'jose'
import { randomBytes, randomUUID, webcrypto } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AccessTokens, bearerToken } from '../../src/auth/access-tokens.js'
import { ChatError } from '../../src/common/errors.js'

const SERVER = 'whatsapp-api-server'
const key = Uint8Array.from(randomBytes(32))
const claims = { userId: randomUUID(), sessionId: randomUUID() }

/** A token like ours, signed with our key unless told otherwise, and wrong in what `change` does to it. */
function forged(change: (jwt: SignJWT) => SignJWT, signedWith = key, alg = 'HS256', typ = 'at+jwt') {
  const jwt = new SignJWT({ sid: claims.sessionId })
    .setProtectedHeader({ alg, typ })
    .setIssuer(SERVER)
    .setAudience(SERVER)
    .setSubject(claims.userId)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('15m')
  return change(jwt).sign(signedWith)
}

const refused = (detail: string) => expect.objectContaining({ code: 'unauthenticated', detail })
const NOT_VALID = refused('The access token is not valid.')

let tokens: AccessTokens
/** Another node with the same key. */
let other: AccessTokens
beforeEach(async () => {
  tokens = await AccessTokens.signedWith(key, 900)
  other = await AccessTokens.signedWith(key, 60)
})
afterEach(() => {
  vi.useRealTimers()
})

describe('an access token', () => {
  it('says whose it is and of which session', async () => {
    expect(await tokens.verify(await tokens.issue(claims))).toEqual(claims)
  })

  it('is an at+jwt with all claims, valid for the time that was set', async () => {
    const token = await tokens.issue(claims)
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'at+jwt' })
    const { exp = 0, iat = 0, ...rest } = decodeJwt(token)
    expect(exp - iat).toBe(900)
    expect(rest).toEqual({
      iss: SERVER,
      aud: SERVER,
      sub: claims.userId,
      sid: claims.sessionId,
      jti: expect.any(String),
    })
  })

  it('is accepted by another node with the same key, which checks it once; nobody checks their own', async () => {
    const check = vi.spyOn(webcrypto.subtle, 'verify')
    try {
      const token = await tokens.issue(claims)
      expect(await tokens.verify(token)).toEqual(claims)
      expect(check).not.toHaveBeenCalled()
      for (let time = 0; time < 2; time++) expect(await other.verify(token)).toEqual(claims)
      expect(check).toHaveBeenCalledTimes(1)
    } finally {
      check.mockRestore()
    }
  })

  it('is refused once it has expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const token = await tokens.issue(claims)
    vi.advanceTimersByTime(899_000)
    for (const node of [tokens, other]) expect(await node.verify(token)).toEqual(claims)
    vi.advanceTimersByTime(1000)
    for (const node of [tokens, other])
      await expect(node.verify(token)).rejects.toEqual(refused('The access token has expired.'))
  })

  it('is refused when any one character of it is changed', async () => {
    const token = await tokens.issue(claims)
    const positions = [...token].flatMap((each, position) => (each === '.' ? [] : [position]))
    // The last character carries two bits that base64url ignores, which changes nothing.
    for (const position of positions.slice(0, -1)) {
      const changed = token[position] === 'A' ? 'B' : 'A'
      const tampered = token.slice(0, position) + changed + token.slice(position + 1)
      await expect(tokens.verify(tampered)).rejects.toEqual(NOT_VALID)
    }
  })
})

describe('refused as not valid is', () => {
  const forgeries: Record<string, () => string | Promise<string>> = {
    'text that is no token': () => 'hello',
    'an empty text': () => '',
    'another key': () => forged((jwt) => jwt, Uint8Array.from(randomBytes(32))),
    'no signature (alg none)': () =>
      new UnsecuredJWT({ sid: claims.sessionId })
        .setIssuer(SERVER)
        .setAudience(SERVER)
        .setSubject(claims.userId)
        .setJti('1')
        .setIssuedAt()
        .setExpirationTime('15m')
        .encode(),
    'another algorithm with the right key': () =>
      forged((jwt) => jwt, Uint8Array.from([...key, ...key]), 'HS512'),
    'a JWT that is no access token': () => forged((jwt) => jwt, key, 'HS256', 'JWT'),
    'another audience': () => forged((jwt) => jwt.setAudience('somebody-else')),
    'another issuer': () => forged((jwt) => jwt.setIssuer('somebody-else')),
    'one that is not valid yet': () => forged((jwt) => jwt.setNotBefore('1h')),
    'a subject that is no user id': () => forged((jwt) => jwt.setSubject("' OR 1=1 --")),
  }
  it.each(Object.entries(forgeries))('%s', async (_, forge) => {
    await expect(tokens.verify(await forge())).rejects.toEqual(NOT_VALID)
  })

  it('one without a session or an end', async () => {
    const base = () =>
      new SignJWT({})
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
        .setIssuer(SERVER)
        .setAudience(SERVER)
    const whole = () => base().setSubject(claims.userId).setJti('1').setIssuedAt()
    await expect(tokens.verify(await whole().setExpirationTime('15m').sign(key))).rejects.toEqual(NOT_VALID)
    await expect(tokens.verify(await whole().sign(key))).rejects.toEqual(NOT_VALID)
  })

  it('and the error is one that doors understand', async () => {
    await expect(tokens.verify('hello')).rejects.toBeInstanceOf(ChatError)
  })
})

describe('bearerToken', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   abc  ', 'abc'],
    ['Bearer a.b-c_d', 'a.b-c_d'],
    ['Bearer', undefined],
    ['Bearer ', undefined],
    ['Bearer a b', undefined],
    ['Bearerabc', undefined],
    ['Basic YW5uOnB3', undefined],
    ['abc', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %j', (header, token) => {
    expect(bearerToken(header)).toBe(token)
  })
})
