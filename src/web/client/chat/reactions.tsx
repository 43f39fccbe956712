// The reactions under a message: how many of each, and mine, which a press gives and takes back.
import type { Message } from '../shared/wire'
import { myReaction, namesOf, toggleReaction } from './changes'
import type { OpenRoom } from './open-room'

export function Reactions({ room, message }: { room: OpenRoom; message: Message }) {
  if (!message.reactions?.length) return null
  const mine = myReaction(room, message)
  return (
    <div class="reactions" role="group" aria-label="Reactions">
      {message.reactions.map(({ emoji, count, users }) => {
        const who = namesOf(room, users, count)
        return (
          <button
            key={emoji}
            class="reaction"
            type="button"
            aria-pressed={emoji === mine}
            aria-label={`${emoji} ${count}: ${who}`}
            title={who}
            onClick={() => toggleReaction(room, message, emoji)}
          >
            {emoji} {count > 1 && <span>{count}</span>}
          </button>
        )
      })}
    </div>
  )
}
