// How passwords are hashed, compared and queued.
import { parseOptions } from '@node-rs/argon2'
import { describe, expect, it } from 'vitest'
import { HASH_OF_NOBODY, Passwords, type Hasher } from '../../src/auth/passwords.js'

const queue = new Passwords()
const inTurn = <T>(work: (hasher: Hasher) => Promise<T>) => queue.inTurn('10.0.0.1', 'ann', work)
const passwords: Hasher = {
  hash: (password) => inTurn((hasher) => hasher.hash(password)),
  verify: (stored, password) => inTurn((hasher) => hasher.verify(stored, password)),
}

describe('a password', () => {
  it('is recognised, and another is not', async () => {
    const stored = await passwords.hash('correct horse battery')
    expect(await passwords.verify(stored, 'correct horse battery')).toBe(true)
    expect(await passwords.verify(stored, 'correct horse batterY')).toBe(false)
  })

  it('is the same whichever way its accents were typed', async () => {
    const stored = await passwords.hash('caf\u00E9 cr\u00E8me')
    expect(await passwords.verify(stored, 'cafe\u0301 cre\u0300me')).toBe(true)
  })

  it('is hashed with Argon2id at 19 MiB and two passes, and differently each time', async () => {
    const [one, two] = await Promise.all([passwords.hash('same password'), passwords.hash('same password')])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(two)
  })

  it('of nobody costs as much to compare as any, and is never right', async () => {
    expect(parseOptions(HASH_OF_NOBODY)).toEqual(parseOptions(await passwords.hash('whatever')))
    expect(await passwords.verify(undefined, '')).toBe(false)
    expect(await passwords.verify(undefined, 'whatever')).toBe(false)
  })
})

describe('many at once', () => {
  it('all get their answer', async () => {
    const stored = await passwords.hash('correct horse battery')
    const guesses = Array.from({ length: 20 }, (_, i) => (i % 2 ? 'correct horse battery' : `guess ${i}`))
    const answers = await Promise.all(guesses.map((guess) => passwords.verify(stored, guess)))
    expect(answers).toEqual(guesses.map((_, i) => i % 2 === 1))
  })

  it('wait for a few hashes at most when somebody else signs in without end', async () => {
    const own = new Passwords()
    const done: string[] = []
    const signIn = (address: string, username: string) =>
      own.inTurn(address, username, (hasher) => hasher.verify(undefined, 'x')).then(() => done.push(username))
    const refused: unknown[] = []
    const flood = Array.from({ length: 60 }, () =>
      signIn('10.0.0.1', 'eve').catch((error: unknown) => refused.push(error)),
    )
    await Promise.all([signIn('10.0.0.1', 'ann'), signIn('10.0.0.2', 'bob')])
    // Two of hers were on their way, and few begin before theirs.
    expect(done.length).toBeLessThanOrEqual(8)
    await Promise.all(flood)
    // Two at work and twenty that wait: the others are told at once, and nobody else is.
    expect(refused).toHaveLength(60 - 22)
    expect(refused[0]).toMatchObject({ code: 'rate_limited', extra: { retryAfter: 5 } })
  })
})
