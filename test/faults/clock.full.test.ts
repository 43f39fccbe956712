// Nodes whose clocks are an hour off, either way: the order, the times and the tokens are the same as everywhere.
import { describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { Load } from '../support/load.js'
import { registered } from '../support/people.js'
import { api } from '../support/rest.js'

const HOUR = 3_600_000

/** Settings of a node whose clock goes right but stands wrong. */
function clockOffBy(ms: number): Record<string, string> {
  const code = `const Right = Date
    globalThis.Date = class Date extends Right {
      constructor(...given) { given.length ? super(...given) : super(Right.now() + ${ms}) }
      static now() { return Right.now() + ${ms} }
    }`
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` }
}

const envOf = { 1: clockOffBy(HOUR), 2: clockOffBy(-HOUR) }
const cluster = await startCluster({ nodes: 3, envOf })

describe('one node an hour fast and one an hour slow', () => {
  it('share one log without collision, dated by one clock', async () => {
    const load = await Load.on(cluster)
    await load.progresses(500, 30_000)
    await load.hush()
    for (const talker of load.talkers) {
      const times = talker.shown(talker.rooms[0]!).map(({ created_at }) => Date.parse(created_at))
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(Math.abs(times.at(-1)! - Date.now())).toBeLessThan(HOUR / 10)
    }
    await load.finish()
  })

  it.each(Object.entries({ right: 0, fast: 1, slow: 2 }))(
    'take the tokens of the %s one for as long as they are good',
    async (_, issuer) => {
      const ann = await registered(cluster.nodes[issuer]!)
      const statuses = cluster.nodes.map(async (node) => (await api(node, ann.token).get('/auth/me')).status)
      expect(await Promise.all(statuses)).toEqual([200, 200, 200])
      const { exp, iat } = JSON.parse(Buffer.from(ann.token.split('.')[1]!, 'base64url').toString()) as {
        exp: number
        iat: number
      }
      expect(exp - iat).toBe(900)
      expect(Math.abs(iat * 1000 - Date.now())).toBeLessThan(HOUR / 60)
    },
  )
})
