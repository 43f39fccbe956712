// Says much over one connection, with some of it on its way at once.
import { expect } from 'vitest'
import type { RoomClient } from './room-client.js'

/** Messages that are on their way at once. */
const WINDOW = 50

/** Each message is its number and the words; resolves when all of them are acknowledged. */
export async function sayAll(client: RoomClient, numbers: readonly number[], words: string): Promise<void> {
  for (let from = 0; from < numbers.length; from += WINDOW) {
    const bodies = numbers
      .slice(from, from + WINDOW)
      .map((number) => ({ type: 'text', message: `${number} ${words}`, client_id: `w-${number}` }))
    const answers = await Promise.all(bodies.map((body) => client.send(body)))
    expect(answers.filter(({ ok }) => !ok)).toEqual([])
  }
}
