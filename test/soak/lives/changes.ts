// What is said and then changed: edits, reactions, votes, pins, stars, replies, reports, disappearing and deleted messages.
import { at } from '../caller.js'
import { see, type Life } from '../life.js'
import { logOf, say, withRoom } from '../room.js'

export const changes: Life = {
  name: 'changes',
  lanes: 2,
  every: 500,
  act: (world) =>
    withRoom(
      world,
      3,
      async (room, [owner, one, two]) => {
        const words = () => world.chance.words(6)
        const text = await say(one!, room, { type: 'text', message: words() })
        const path = at('/chatroom', room, `/messages/${text.seq}`)
        const target_seq = text.seq
        await say(one!, room, { type: 'edit', target_seq, message: words() })
        for (const emoji of ['👍', '❤️', null]) await say(two!, room, { type: 'reaction', target_seq, emoji })
        await say(owner!, room, { type: 'reaction', target_seq, emoji: '👍' })
        await say(owner!, room, { type: 'pin', target_seq, pinned: true })
        await two!.calls.must([200, 201, 204], 'PUT', `${path}/star`)
        await two!.calls.must([200, 201, 204], 'PUT', at('/chatroom', room, `/reports/${text.seq}`), {
          reason: 'soak',
        })
        const poll = await say(two!, room, { type: 'poll', poll: { question: words(), options: ['a', 'b'] } })
        for (const options of [[0], [1]])
          await say(one!, room, { type: 'vote', target_seq: poll.seq, options })
        await say(owner!, room, { type: 'text', message: words(), reply_to: text.seq })
        await say(owner!, room, { type: 'forward', forward: { chatroom: room, seq: text.seq } })
        await say(one!, room, { type: 'custom', content: { soak: words() }, message: words() })
        await say(one!, room, { type: 'delete', target_seq: poll.seq }).then(
          () => see(false, 'somebody has deleted what another has said'),
          () => undefined,
        )
        await say(two!, room, { type: 'delete', target_seq: poll.seq })
        const log = await logOf(owner!, room)
        see(log.find(({ seq }) => seq === poll.seq)?.type === 'deleted', 'what was deleted is in the log')
        see(log.filter(({ type }) => type === 'reaction').length === 4, 'a reaction is not in the log')
      },
      { settings: { disappear_after: 3600 } },
    ),
}
