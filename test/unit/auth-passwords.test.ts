// How passwords are hashed, compared and queued.
import { parseOptions } from '@node-rs/argon2'
import { describe, expect, it } from 'vitest'
import { HASH_OF_NOBODY, Passwords } from '../../src/auth/passwords.js'

const passwords = new Passwords()

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

  it('a hash that fails gives its place back', async () => {
    const own = new Passwords()
    const broken = Array.from({ length: 10 }, () => own.verify('no hash', 'x'))
    expect((await Promise.allSettled(broken)).every(({ status }) => status === 'rejected')).toBe(true)
    expect(await own.verify(undefined, 'x')).toBe(false)
  })

  it('beyond any patience are told to come back', async () => {
    const own = new Passwords()
    const crowd = Array.from({ length: 1003 }, () =>
      own.verify('no hash', 'x').catch((error: unknown) => error),
    )
    await expect(own.verify('no hash', 'x')).rejects.toMatchObject({
      code: 'unavailable',
      extra: { retryAfter: 5 },
    })
    await Promise.all(crowd)
    expect(await own.verify(undefined, 'x')).toBe(false)
  })
})
