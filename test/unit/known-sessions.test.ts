// Who was just seen to have a live session, and for how long that is believed.
import { expect, it } from 'vitest'
import { KnownSessions } from '../../src/auth/known-sessions.js'
import { range } from '../support/inbox.js'

const actor = (sessionId: string, id = 'ann') => ({
  id,
  username: id,
  displayName: id,
  createdAt: new Date(0),
  sessionId,
})

function knownFor(ttl: number) {
  const clock = { now: 0 }
  return { clock, known: new KnownSessions(ttl, () => clock.now) }
}

it('a session that was seen is known for a while, and for longer when it is seen again', () => {
  const { clock, known } = knownFor(5000)
  known.seen(actor('one'))
  clock.now = 4999
  expect(known.get('one', 'ann')).toEqual(actor('one'))
  known.seenAgain('one')
  clock.now = 9998
  expect(known.get('one', 'ann')).toEqual(actor('one'))
  clock.now = 9999
  expect(known.get('one', 'ann')).toBeUndefined()
})

it('one that was not seen, has ended, or is somebody else’s is not known', () => {
  const { known } = knownFor(5000)
  known.seenAgain('one')
  expect(known.get('one', 'ann')).toBeUndefined()
  for (const id of ['one', 'two', 'three']) known.seen(actor(id))
  expect(known.get('one', 'bob')).toBeUndefined()
  known.forget('one')
  expect(known.get('one', 'ann')).toBeUndefined()
  expect(known.get('two', 'ann')).toBeDefined()
  known.forgetAll()
  expect(known.get('two', 'ann')).toBeUndefined()
})

it('however many are seen, only the last ten thousand are known', () => {
  const { known } = knownFor(5000)
  for (const n of range(1, 10_001)) known.seen(actor(`session ${n}`))
  expect(known.get('session 1', 'ann')).toBeUndefined()
  expect(known.get('session 2', 'ann')).toBeDefined()
  expect(known.get('session 10001', 'ann')).toBeDefined()
})
