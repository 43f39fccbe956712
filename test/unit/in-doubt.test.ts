// What something may have happened to unheard: asked about until the database answers, and no more often than it can bear.
import { expect, it } from 'vitest'
import { InDoubt } from '../../src/database/in-doubt.js'
import { pause } from '../support/inbox.js'

/** A database that refuses so many questions, and what it was asked and what was told. */
function world(refusals: number, rest?: number) {
  const asked: number[][] = []
  const told: number[][] = []
  const look = async (roomIds: number[]) => {
    asked.push(roomIds)
    await pause(5)
    if (asked.length <= refusals) throw new Error('Connection terminated')
    told.push(roomIds)
  }
  return { asked, told, rooms: new InDoubt(look, rest) }
}

it('asks again after a refusal, with what has come meanwhile', async () => {
  const { asked, told, rooms } = world(2)
  rooms.add([1, 2])
  rooms.add([2, 3])
  await expect.poll(() => told).toHaveLength(1)
  expect(asked).toEqual([
    [1, 2],
    [2, 3, 1],
    [2, 3, 1],
  ])
  expect(told[0]).toEqual([2, 3, 1])
})

it('asks once more about a room that came in doubt while it was asked about', async () => {
  const { asked, told, rooms } = world(0)
  rooms.add([7])
  rooms.add([7])
  await expect.poll(() => told).toHaveLength(2)
  expect(asked).toEqual([[7], [7]])
})

it('asks no more once it is closed', async () => {
  const { asked, rooms } = world(100)
  rooms.add([1])
  expect(asked).toHaveLength(1)
  rooms.close()
  await pause(500)
  expect(asked).toHaveLength(1)
})

it('is not asked more often than it rests, however often something is said to have happened', async () => {
  const times: number[] = []
  const look = async () => void times.push(performance.now())
  const rooms = new InDoubt(look, 100)
  for (; times.length < 5; await pause(1)) rooms.add([1, 2])
  const rests = times.slice(1).map((time, nth) => time - times[nth]!)
  expect(Math.min(...rests)).toBeGreaterThan(95)
})
