// One person signs in over and over, with the right password, with wrong ones, under names that nobody has: others sign in as before.
import { describe, expect, it } from 'vitest'
import { bystanderIn, expectServedDuring } from '../support/bystander.js'
import { range } from '../support/inbox.js'
import { signedUpCrowd as crowd, must, PASSWORD, unique, type Person } from '../support/people.js'
import { api, expectProblem, type Answer } from '../support/rest.js'
import { startServer } from '../support/server.js'

const SIGN_INS = process.env['HOSTILE'] === 'full' ? 1300 : 150
/** So many of an attacker's sign-ins may be answered before somebody else's that came after all of them. */
const FEW = SIGN_INS / 5

// One proxy, so that a test can be at many addresses.
const server = await startServer({ env: { TRUST_PROXY: '1' } })
const bystander = await bystanderIn(server)
const [ann, bob, carl, dora] = (await crowd(server, 4)) as [Person, Person, Person, Person]

function signIn(username: string, address: string, password = PASSWORD): Promise<Answer<unknown>> {
  return api(server).send({
    method: 'POST',
    path: '/auth/login',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ username, password }),
  })
}

const HERE = '198.51.100.1'

describe.each([
  ['one person with the right password', () => signIn(ann.user.username, HERE), true],
  ['one person with wrong passwords', () => signIn(ann.user.username, HERE, 'wrong wrong'), true],
  ['names that nobody has', () => signIn(unique('nobody'), HERE), false],
])('%s, hundreds of times at once', (_, attempt, sameName) => {
  it('makes others wait for a few hashes at most, at the same address too, and no message', async () => {
    let hashes = 0
    const attack = Promise.all(
      range(1, SIGN_INS).map(async () => {
        const answer = await attempt()
        if (answer.status !== 429) hashes++
        return answer
      }),
    )
    /** How many hashes of the attack were made before this one was answered. */
    const after = async (work: Promise<Answer<unknown>>, status: number) => {
      must(await work, status)
      return hashes
    }
    const passwords = { current_password: PASSWORD, new_password: PASSWORD }
    const others = Promise.all([
      after(signIn(bob.user.username, '203.0.113.9'), 200),
      // Somebody who is not there waits as somebody does who is.
      after(signIn(unique('nobody'), '203.0.113.10'), 401),
      after(dora.api.post('/auth/password', passwords), 204),
      ...(sameName ? [after(signIn(carl.user.username, HERE), 200)] : []),
    ])
    await expectServedDuring(bystander, others)
    for (const waited of await others) expect(waited).toBeLessThan(FEW)
    const refused = (await attack).filter(({ status }) => status === 429)
    if (sameName) expect(refused.length).toBeGreaterThan(SIGN_INS / 2)
    for (const answer of refused) {
      expectProblem(answer, 'rate_limited')
      expect(answer.headers.get('retry-after')).toBe('5')
    }
  })
})
