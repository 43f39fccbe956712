// Rooms that are made, talked in, governed, left and deleted.
import { at } from '../caller.js'
import { see, type Life } from '../life.js'
import { logOf, say, withRoom } from '../room.js'

export const rooms: Life = {
  name: 'rooms',
  lanes: 3,
  every: 500,
  act: (world) =>
    withRoom(
      world,
      4,
      async (room, [owner, one, two, three]) => {
        const { chance } = world
        const said = []
        for (let nth = 0; nth < 12; nth++) {
          const author = chance.oneOf([owner!, one!, two!])
          said.push(
            await say(author, room, { type: 'text', message: chance.words(8), mentions: [one!.username] }),
          )
        }
        const last = said.at(-1)!.seq
        await one!.calls.must(200, 'PUT', at('/chatroom', room, '/marks'), { read: last })
        await two!.calls.must(200, 'PUT', at('/chatroom', room, '/marks'), { unread_from: last })
        await two!.calls.must(200, 'GET', at('/chatroom', room, `/messages/${last}/receipts`))
        await one!.calls.must(200, 'PATCH', at('/chatroom', room, '/me'), { favourite: true, archived: true })
        await govern(room, owner!, three!)
        await two!.calls.must(204, 'POST', at('/leave-chatroom', room))
        const log = await logOf(one!, room)
        const missing = said.filter(({ client_id }) => !log.some((entry) => entry.client_id === client_id))
        see(missing.length === 0, `${missing.length} messages are not in the log`)
      },
      { settings: { slow_mode: 0 } },
    ),
}

async function govern(room: string, owner: Parameters<typeof say>[0], other: typeof owner): Promise<void> {
  const { calls } = owner
  const member = at(at('/chatroom', room, '/members'), other.username)
  const soon = new Date(Date.now() + 60_000).toISOString()
  await calls.must(200, 'PATCH', member, { role: 'admin' })
  await calls.must(200, 'PATCH', member, { role: 'member' })
  await calls.must(200, 'PATCH', member, { muted_until: soon })
  await calls.must([200, 201], 'POST', at('/chatroom', room, '/invites'), { max_uses: 1 })
  await calls.must(200, 'PATCH', at('/chatroom', room), { description: 'governed', metadata: { by: 'soak' } })
  await calls.must([200, 201, 204], 'PUT', at(at('/chatroom', room, '/bans'), other.username), {
    until: soon,
  })
}
