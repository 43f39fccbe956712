// What was refused of what I said or changed: why, and what now.
import type { Outgoing } from '../shared/inbox-listener'
import type { Problem } from '../shared/problem'
import type { OpenRoom } from './open-room'

const NOT_DONE: Record<string, string> = {
  edit: 'Not edited.',
  delete: 'Not deleted.',
  reaction: 'Your reaction was not taken.',
  vote: 'Your vote was not taken.',
  pin: 'Not pinned.',
}

/** In a direct chat there is one reason for which one may not. */
const whyNot = (room: OpenRoom, { code, words }: Problem): string =>
  code === 'forbidden' && room.info.value?.kind === 'direct' ? 'They do not take messages from you.' : words

export function Refused({
  room,
  outgoing: { client_id, draft, problem },
}: {
  room: OpenRoom
  outgoing: Outgoing
}) {
  return (
    <div class="refusal" role="alert">
      <span>
        {NOT_DONE[draft.type] ?? 'Not sent.'} {problem && whyNot(room, problem)}
      </span>
      <button class="button small" type="button" onClick={() => room.retry(client_id)}>
        Try again
      </button>
      <button class="button small" type="button" onClick={() => room.discard(client_id)}>
        Discard
      </button>
    </div>
  )
}
