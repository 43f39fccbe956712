// Guessing passwords: counted over all nodes and addresses, and slowed down without shutting the owner out.
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { must, PASSWORD, signedUp as registered } from '../support/people.js'
import { api, expectProblem, type Answer } from '../support/rest.js'
import { startServer } from '../support/server.js'

const FAILURES = 4
const env = { RATE_LIMITS: 'on', RATE_LIMIT_LOGINS: String(FAILURES), TRUST_PROXY: '1' }
const one = await startServer({ env })
const two = await startServer({ env, databaseUrl: one.databaseUrl })

/** A try on one of the nodes, from an address of its own choice. */
function tryAs(username: string, password: string, address: string, node = one): Promise<Answer<unknown>> {
  return api(node).send({
    method: 'POST',
    path: '/auth/login',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ username, password }),
  })
}

it('tries from one address are counted by all nodes together', async () => {
  const { user } = await registered(one, 'ann')
  for (let nth = 0; nth < FAILURES; nth++)
    expectProblem(await tryAs(user.username, 'wrong', '203.0.113.1', nth % 2 ? one : two), 'unauthenticated')
  for (const node of [one, two])
    expectProblem(await tryAs(user.username, PASSWORD, '203.0.113.1', node), 'rate_limited')
  await pause(1100)
  must(await tryAs(user.username, PASSWORD, '203.0.113.2', two), 200)
})

it('tries from ever new addresses go on at one a second, and the owner gets in among them', async () => {
  const { user } = await registered(one, 'bob')
  const guess = (nth: number) => tryAs(user.username, 'wrong', `198.51.100.${nth}`, nth % 2 ? one : two)
  for (let nth = 0; nth < FAILURES; nth++) expectProblem(await guess(nth), 'unauthenticated')
  const codes = await Promise.all([10, 11, 12, 13, 14, 15].map(async (nth) => guess(nth)))
  const refused = codes.filter(({ status }) => status === 429)
  expect(refused.length).toBeGreaterThanOrEqual(4)
  expect(refused[0]!.headers.get('retry-after')).toBe('1')
  await pause(1100)
  must(await tryAs(user.username, PASSWORD, '192.0.2.1'), 200)
})

it.each([
  ['change it', 'current_password', 'POST', '/auth/password', { new_password: 'the horse of a thief' }],
  ['delete the account', 'password', 'DELETE', '/auth/me', {}],
])(
  'whoever has stolen a token guesses no faster at the password that would let them %s',
  async (_, field, method, path, more) => {
    const { user, token } = await registered(one, 'cy')
    const guess = (nth: number, password = 'wrong') =>
      api(one, token).send({
        ...{ method, path },
        headers: { 'content-type': 'application/json', 'x-forwarded-for': `198.51.100.${100 + nth}` },
        body: JSON.stringify({ [field]: password, ...more }),
      })
    for (let nth = 0; nth < FAILURES; nth++) expectProblem(await guess(nth), 'validation_failed', field)
    const answers = await Promise.all([10, 11, 12, 13, 14, 15].map((nth) => guess(nth)))
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(4)
    expect(
      one.output.split('\n').filter((line) => /signin\.failed/.test(line) && line.includes(user.id)).length,
    ).toBeGreaterThanOrEqual(FAILURES)
  },
)

it('wrong passwords are counted together, wherever they are asked for, and then the right one is refused there, too', async () => {
  const { user, token } = await registered(one, 'di')
  const address = '203.0.113.7'
  const send = (method: string, path: string, body: object) =>
    api(two, token).send({
      ...{ method, path },
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
      body: JSON.stringify(body),
    })
  const change = (current_password: string) =>
    send('POST', '/auth/password', { current_password, new_password: 'the horse of a thief' })
  const erase = (password: string) => send('DELETE', '/auth/me', { password })
  expectProblem(await tryAs(user.username, 'wrong', address), 'unauthenticated')
  expectProblem(await change('wrong'), 'validation_failed', 'current_password')
  expectProblem(await erase('wrong'), 'validation_failed', 'password')
  expectProblem(await change('wrong'), 'validation_failed', 'current_password')
  await pause(1100)
  for (const answer of [
    await tryAs(user.username, PASSWORD, address),
    await change(PASSWORD),
    await erase(PASSWORD),
  ])
    expectProblem(answer, 'rate_limited')
})
