// Tokens that nobody gave out, at every door.
import { SignJWT, UnsecuredJWT, exportJWK, exportSPKI, generateKeyPair, type JWTPayload } from 'jose'
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { DOORS } from '../support/doors.js'
import { must, registered, roomWith } from '../support/people.js'
import { Api, api, expectProblem } from '../support/rest.js'
import { Refused } from '../support/room-client.js'
import { startServer } from '../support/server.js'
import { FrameSocket } from '../support/websocket.door.js'
import { bystanderIn, expectServed } from '../support/bystander.js'

const SECRET = 'a secret of the server that the attacker does not know, but this test does'
const SERVER = 'whatsapp-api-server'

const server = await startServer({ env: { JWT_SECRET: SECRET } })
const [ann, bob] = await Promise.all([registered(server, 'ann'), registered(server, 'bob')])
const room = await roomWith(ann)
const claims = JSON.parse(
  Buffer.from(ann.token.split('.')[1]!, 'base64url').toString(),
) as Required<JWTPayload> & { sid: string }
const rsa = await generateKeyPair('RS256', { extractable: true })
const theirs = new TextEncoder().encode('a secret of the attacker, long enough to be one')
const ours = new TextEncoder().encode(SECRET)

const now = Math.floor(Date.now() / 1000)
type Header = Record<string, unknown>
const signed = (
  payload: JWTPayload,
  key: Parameters<SignJWT['sign']>[0] = ours,
  header: Header = {},
): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header }).sign(key)
const without = (name: string) => Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name))

/** What can be wrong with a token; each made new, so that none is known from before. */
const FORGED: Record<string, () => string | Promise<string>> = {
  'nothing but dots': () => '..',
  'no JWT at all': () => 'x'.repeat(100),
  'two thirds of one': () => ann.token.split('.').slice(0, 2).join('.'),
  'another payload under a genuine signature': () => {
    const [head, , signature] = ann.token.split('.')
    const payload = Buffer.from(JSON.stringify({ ...claims, sub: bob.user.id })).toString('base64url')
    return `${head}.${payload}.${signature}`
  },
  'no signature': () => `${ann.token.split('.').slice(0, 2).join('.')}.`,
  'alg none': () => new UnsecuredJWT({ ...claims }).encode(),
  'alg none, capitals': () =>
    `${Buffer.from('{"alg":"NONE","typ":"at+jwt"}').toString('base64url')}.${ann.token.split('.')[1]}.`,
  'another secret': () => signed(claims, theirs),
  'an empty secret': () => signed(claims, new Uint8Array(32)),
  'RS256 by a key of their own': () => signed(claims, rsa.privateKey, { alg: 'RS256' }),
  'a public key as the secret': async () =>
    signed(claims, new TextEncoder().encode(await exportSPKI(rsa.publicKey))),
  'the key inside (jwk)': async () =>
    signed(claims, rsa.privateKey, { alg: 'RS256', jwk: await exportJWK(rsa.publicKey) }),
  'the key elsewhere (jku)': () =>
    signed(claims, rsa.privateKey, { alg: 'RS256', jku: 'http://127.0.0.1:9/keys.json', kid: '1' }),
  'a kid that is a path': () => signed(claims, theirs, { kid: '../../../../dev/null' }),
  'a kid that is SQL': () => signed(claims, theirs, { kid: "' UNION SELECT 'x' --" }),
  'a stronger algorithm': () => signed(claims, ours, { alg: 'HS512' }),
  'another kind of token': () => signed(claims, ours, { typ: 'JWT' }),
  'an expired one': () => signed({ ...claims, exp: now - 60 }),
  'one that is not valid yet': () => signed({ ...claims, nbf: now + 600 }),
  'another audience': () => signed({ ...claims, aud: 'somebody-else' }),
  'another issuer': () => signed({ ...claims, iss: 'https://evil.example' }),
  'no session': () => signed(without('sid')),
  'no end': () => signed(without('exp')),
  'no beginning': () => signed(without('iat')),
  'no id': () => signed(without('jti')),
  'somebody else’s session': () => signed({ ...claims, sub: bob.user.id }),
  'a session that never was': () => signed({ ...claims, sid: randomUUID() }),
  'a session that is no id': () => signed({ ...claims, sid: "' OR 1=1 --" }),
  'a user that is an object': () => signed({ ...claims, sub: { id: ann.user.id } as unknown as string }),
}

it('the way these are made makes good ones, too', async () => {
  expect(claims).toMatchObject({ iss: SERVER, aud: SERVER, sub: ann.user.id })
  must(await new Api(server, await signed(claims)).get('/auth/me'), 200)
})

describe.each(Object.entries(FORGED))('%s', (_, make) => {
  it.each(DOORS)('is nobody’s through $name', async (door) => {
    const refused = await door.connect(server, await make(), room, { after_seq: 0 }).then(
      () => 'let in',
      (error: unknown) => error,
    )
    expect(refused).toBeInstanceOf(Refused)
    const { code, close, detail } = refused as Refused
    expect(code).toBe('unauthenticated')
    expect([undefined, 4401]).toContain(close)
    expect(detail).not.toMatch(/SELECT|relation|\.js|stack/)
  })

  it('is nobody’s in a first frame or for a ticket', async () => {
    const token = await make()
    const socket = new FrameSocket(server, `/send-message/${room}`)
    await socket.opened
    socket.send({ type: 'auth', token })
    expect(await socket.next('error')).toMatchObject({ code: 'unauthenticated' })
    expect((await socket.closed).code).toBe(4401)
    expectProblem(await api(server, token).post('/auth/ticket'), 'unauthenticated')
  })
})

it('a token of very many bytes is refused, too', async () => {
  const answer = await fetch(`${server.url}/auth/me`, {
    headers: { authorization: `Bearer ${ann.token}${'A'.repeat(12_000)}` },
  })
  expect(answer.status).toBe(401)
})

it('after all this, the others are served as before', async () => {
  const bystander = await bystanderIn(server)
  await Promise.all(Object.values(FORGED).map(async (make) => new Api(server, await make()).get('/auth/me')))
  await expectServed(bystander)
})
