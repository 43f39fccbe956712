// Messages that are found a moment after they were said, and not once they are deleted.
import { until, type Life } from '../life.js'
import { say, withRoom } from '../room.js'

export const finding: Life = {
  name: 'search',
  every: 1000,
  act: (world) =>
    withRoom(world, 2, async (room, [owner, other]) => {
      const word = `found${Math.floor(world.chance.next() * 1e9).toString(36)}`
      const { seq } = await say(owner!, room, { type: 'text', message: `${world.chance.words(4)} ${word}` })
      const found = async () =>
        (await other!.calls.must<{ results: unknown[] }>(200, 'GET', `/search?q=${word}`)).results.length
      await until('a message is found', async () => (await found()) === 1)
      await say(owner!, room, { type: 'delete', target_seq: seq })
      await until('a deleted message is not found', async () => (await found()) === 0)
    }),
}
