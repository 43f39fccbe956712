// Guessing passwords: counted over all nodes and addresses, and slowed down without shutting the owner out.
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { must, PASSWORD, registered } from '../support/people.js'
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

it('whoever has stolen a token guesses no faster at the password that would let them change it', async () => {
  const { user, token } = await registered(one, 'cy')
  const change = (current_password: string, address: string) =>
    api(one, token).send({
      method: 'POST',
      path: '/auth/password',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
      body: JSON.stringify({ current_password, new_password: 'the horse of a thief' }),
    })
  for (let nth = 0; nth < FAILURES; nth++)
    expectProblem(await change('wrong', `198.51.100.${100 + nth}`), 'validation_failed', 'current_password')
  const answers = await Promise.all(
    [10, 11, 12, 13, 14, 15].map((nth) => change('wrong', `198.51.100.${100 + nth}`)),
  )
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(4)
  expect(
    one.output.split('\n').filter((line) => /signin\.failed/.test(line) && line.includes(user.id)).length,
  ).toBeGreaterThanOrEqual(FAILURES)
})
