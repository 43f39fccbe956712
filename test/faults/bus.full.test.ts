// The Redis bus, against a Redis of its own: the suite of every bus, and what only Redis can do to it.
import { setImmediate } from 'node:timers/promises'
import { Logger } from '@nestjs/common'
import { describe, expect, it, vi } from 'vitest'
import { RedisBus } from '../../src/bus/redis-bus.js'
import { pause, within } from '../support/inbox.js'
import { hasRedis, startRedis } from '../support/redis.js'
import { Relay } from '../support/relay.js'
import { busSuite } from './bus.suite.js'

const redis = hasRedis() ? await startRedis() : undefined

if (redis) {
  busSuite('Redis', async () => {
    const relay = await Relay.to(redis.url)
    return {
      relay,
      selective: true,
      bus: async () => new RedisBus({ REDIS_URL: relay.url }),
      killConnections: async () => {
        const listening = await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub')
        return Number(listening) + Number(await redis.command('CLIENT', 'KILL', 'TYPE', 'normal'))
      },
      sent: async () => {
        const stats = String(await redis.command('INFO', 'commandstats'))
        return [...stats.matchAll(/^cmdstat_s?publish:calls=(\d+)/gm)].reduce(
          (sum, [, n]) => sum + Number(n),
          0,
        )
      },
      say: async (payload, roomId) => {
        await redis.command('SPUBLISH', `chat:room:${roomId}`, payload)
        await redis.command('PUBLISH', 'chat:nodes', payload)
      },
    }
  })
}

describe.skipIf(!redis)('a Redis that stops without closing its connections', () => {
  if (!redis) return

  it('is noticed within seconds, warned of once, and used again when it goes on', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined)
    const bus = new RedisBus({ REDIS_URL: redis.url })
    await bus.onModuleInit()
    await bus.watch(1)
    redis.freeze()
    const before = process.memoryUsage().heapUsed
    for (let seq = 1; seq <= 100_000; seq++) {
      bus.publish({ heads: [[1, seq]] })
      if (seq % 5 === 0) await setImmediate()
    }
    const grown = (process.memoryUsage().heapUsed - before) / 1024 / 1024
    await vi.waitFor(() => expect(bus.connected).toBe(false), { timeout: 5000 })
    await pause(4000)
    expect(warn).toHaveBeenCalledTimes(1)
    redis.thaw()
    await vi.waitFor(() => expect(bus.connected).toBe(true), { timeout: 5000 })
    expect(grown).toBeLessThan(100)
    const hinted = new Promise<void>((resolve) => {
      bus.hints.subscribe(({ heads }) => heads?.[0]?.[1] === 7 && resolve())
    })
    bus.publish({ heads: [[1, 7]] })
    await within(1000, 'a hint', hinted)
    await bus.onApplicationShutdown()
    warn.mockRestore()
  })

  it('does not hold up a node that stops', async () => {
    const bus = new RedisBus({ REDIS_URL: redis.url })
    await bus.onModuleInit()
    redis.freeze()
    await within(4000, 'the stop', bus.onApplicationShutdown())
    const late = new RedisBus({ REDIS_URL: redis.url })
    await within(4000, 'the start', late.onModuleInit())
    expect(late.connected).toBe(false)
    await within(4000, 'the stop', late.onApplicationShutdown())
    redis.thaw()
  })
})
