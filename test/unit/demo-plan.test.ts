// The plan of the demo: the same things in the same order whatever time it is, all of them over, and each about something that was said.
import { describe, expect, it } from 'vitest'
import { CAST } from '../../src/demo/cast.js'
import { planned, type Plan, type Step } from '../../src/demo/plan.js'
import { ROOMS, scenesOf } from '../../src/demo/scenes/index.js'

const HOUR = 3_600_000
/** Around a whole day, in steps that meet every hour at another minute. */
const NOWS = Array.from({ length: 25 }, (_, nth) => Date.UTC(2026, 10, 27) + nth * (HOUR - 60_000))

const planOf = (seed: number, now: number, days = 14): Plan =>
  planned(ROOMS, scenesOf(seed), { seed, days, now })

function byRoom({ steps }: Plan): Map<string, Step[]> {
  const found = new Map<string, Step[]>()
  for (const step of steps) found.set(step.room, [...(found.get(step.room) ?? []), step])
  return found
}

const toldIn = (plan: Plan): Record<string, unknown> =>
  Object.fromEntries([...byRoom(plan)].map(([room, steps]) => [room, steps.map(({ line }) => line)]))

describe('the plan of the demo', () => {
  it('is the same for a seed whatever time it is, and another for another', () => {
    const first = toldIn(planOf(1, NOWS[0]!))
    for (const now of NOWS) expect(toldIn(planOf(1, now))).toEqual(first)
    expect(toldIn(planOf(2, NOWS[0]!))['film-club']).not.toEqual(first['film-club'])
  })

  it('lies in the past, in each room in its order, and after the room was made', () => {
    for (const now of NOWS)
      for (const days of [1, 2, 14]) {
        const plan = planOf(1, now, days)
        for (const [name, steps] of byRoom(plan)) {
          const times = steps.map(({ at }) => at)
          expect(times, name).toEqual(times.toSorted((one, other) => one - other))
          expect(times.at(-1)!, name).toBeLessThan(now)
          const { begins } = plan.rooms.find((room) => room.name === name)!
          expect(begins, name).toBeLessThan(times[0]!)
          expect(begins, name).toBeGreaterThan(now - (days + 1) * 24 * HOUR)
        }
      }
  })

  it('knows everybody and every room, and lets nobody speak where they are not', () => {
    const names = new Set(CAST.map(({ username }) => username))
    const plan = planOf(1, NOWS[3]!)
    expect(names.size).toBe(20)
    for (const [name, steps] of byRoom(plan)) {
      const { owner, members } = plan.rooms.find((room) => room.name === name)!
      const there = new Set([owner, ...members])
      for (const each of there) expect(names, name).toContain(each)
      for (const { line } of steps) {
        const { act, by } = line
        if (act.does === 'enter') there.add(by)
        else if (act.does !== 'ask') expect(there, `${name}: ${JSON.stringify(line)}`).toContain(by)
        if (act.does === 'leave') there.delete(by)
        if (act.does === 'add') there.add(act.whom)
      }
    }
  })

  it('names only what was said before in the same scene', () => {
    for (const [name, steps] of byRoom(planOf(1, NOWS[0]!))) {
      const labels = new Set<string>()
      const unknown = steps.filter(({ line: { of, as }, scene }) => {
        if (as) labels.add(`${scene} ${as}`)
        return of && !labels.has(`${scene} ${of}`)
      })
      expect(unknown, name).toEqual([])
    }
  })
})
