// Messages that disappear: their hour passes by the hand of the soak.
import { Ageing } from '../ageing.js'
import { see, until, type Life } from '../life.js'
import { logOf, say, withRoom } from '../room.js'

export const disappearing: Life = {
  name: 'disappearing',
  every: 5000,
  act: (world) =>
    withRoom(
      world,
      2,
      async (room, [owner, other]) => {
        for (let nth = 0; nth < 5; nth++)
          await say(owner!, room, { type: 'text', message: world.chance.words(5) })
        await Ageing.expire(world.database, room)
        const log = await logOf(other!, room)
        see(log.filter(({ type }) => type === 'expired').length === 5, 'what has disappeared is read')
        await until('its words are gone', () => Ageing.isForgotten(world.database, room), 30_000)
      },
      { settings: { disappear_after: 3600 } },
    ),
}
