// What was refused of what I said or changed: why, and what now.
import { Problem } from '../shared/problem'
import type { Outgoing } from './bubble'
import type { OpenRoom } from './open-room'

const NOT_DONE: Record<string, string> = {
  edit: 'Not edited.',
  delete: 'Not deleted.',
  reaction: 'Your reaction was not saved.',
  vote: 'Your vote was not counted.',
  pin: 'Not pinned.',
}

/** In a direct chat there is one reason for which one may not. */
const whyNot = (room: OpenRoom, { code, words }: Problem): string =>
  code === 'forbidden' && room.info.value?.kind === 'direct' ? 'They don’t accept messages from you.' : words

export function Refused({
  room,
  outgoing: { client_id, draft, error },
}: {
  room: OpenRoom
  outgoing: Outgoing
}) {
  return (
    <div class="refusal" role="alert">
      <span>
        {NOT_DONE[draft.type] ?? 'Not sent.'} {error && whyNot(room, Problem.from(error))}
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
