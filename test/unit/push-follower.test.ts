// Pushes that nobody wants: what has happened is passed over, but nothing that is said once somebody wants them.
import type { EntityManager } from 'typeorm'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Followers, Follower } from '../../src/followers/followers.service.js'
import { PushFollower } from '../../src/followers/push/push-follower.js'
import { DEMAND, RESTS } from '../../src/followers/push/push-statements.js'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

it('passes over what was known before it was asked whether anybody wants any, and no more', async () => {
  const registered: Follower[] = []
  const followers = { position: 5, register: (follower: Follower) => registered.push(follower) }
  const config = { MESSAGE_UNSEEN: false, PING_INTERVAL: 25, PING_TIMEOUT: 20 }
  const none = {} as never
  const push = new PushFollower(followers as unknown as Followers, none, none, none, config)
  push.onModuleInit()
  push.onApplicationBootstrap()
  vi.advanceTimersByTime(60_000)
  const query = async (text: string) => {
    if (text === RESTS) return [{ rests: false }]
    if (text !== DEMAND) return []
    // Somebody subscribes right after that, and something is said and collected before the answer is here.
    followers.position = 9
    return [{ subscribers: 0, unseen: false }]
  }
  const steps = registered.map(({ step }) =>
    step({ query } as unknown as EntityManager, { position: 3, seq: 0 }),
  )
  expect(registered.map(({ name }) => name)).toEqual(['push', 'push_soon', 'push_late'])
  expect((await Promise.all(steps))[0]).toEqual({ position: 5, seq: 0 })
})
