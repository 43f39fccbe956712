// Rooms in which something may have been committed unheard: asked about until the database answers, and told once.
import { expect, it, vi } from 'vitest'
import { DoubtfulRooms } from '../../src/room-feed/doubtful-rooms.js'
import { pause } from '../support/inbox.js'

/** A database that refuses so many questions, and what it was asked and what was told. */
function world(refusals: number) {
  const asked: number[][] = []
  const told: [number, number][][] = []
  const heads = async (roomIds: number[]) => {
    asked.push(roomIds)
    await pause(5)
    if (asked.length <= refusals) throw new Error('Connection terminated')
    return new Map(roomIds.map((id) => [id, 10 * id]))
  }
  return { asked, told, rooms: new DoubtfulRooms(heads, (found) => void told.push(found)) }
}

it('asks again after a refusal, with what has come meanwhile', async () => {
  const { asked, told, rooms } = world(2)
  rooms.add([1, 2])
  rooms.add([2, 3])
  await vi.waitFor(() => expect(told).toHaveLength(1))
  expect(asked).toEqual([
    [1, 2],
    [2, 3, 1],
    [2, 3, 1],
  ])
  expect(told[0]).toEqual(expect.arrayContaining([1, 2, 3].map((id) => [id, 10 * id])))
})

it('asks once more about a room that became doubtful while it was asked about', async () => {
  const { asked, told, rooms } = world(0)
  rooms.add([7])
  rooms.add([7])
  await vi.waitFor(() => expect(told).toHaveLength(2))
  expect(asked).toEqual([[7], [7]])
})

it('asks no more once it is closed', async () => {
  const { asked, rooms } = world(100)
  rooms.add([1])
  await vi.waitFor(() => expect(asked).toHaveLength(1))
  rooms.close()
  await pause(500)
  expect(asked).toHaveLength(1)
})
