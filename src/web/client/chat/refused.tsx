// What was refused of what I said or changed: why, and what now.
import { Problem } from '../shared/problem'
import type { Outgoing } from './bubble'
import type { OpenRoom } from './open-room'
import { size } from './words'

const NOT_DONE: Record<string, string> = {
  edit: 'Not edited.',
  delete: 'Not deleted.',
  reaction: 'Your reaction was not saved.',
  vote: 'Your vote was not counted.',
  pin: 'Not pinned.',
}

/** It is so the next time, too. */
const TOO_LARGE = 'payload_too_large'

function whyNot(room: OpenRoom, { code, words }: Problem): string {
  // In a direct chat there is one reason for which one may not.
  if (code === 'forbidden' && room.info.value?.kind === 'direct')
    return 'They don’t accept messages from you.'
  const limit = code === TOO_LARGE && limitIn(words)
  return limit ? `Files can be up to ${rounded(limit)} here.` : words
}

/** Bytes, as the server names them in its sentence. */
const limitIn = (words: string): number => Number(/(\d+) bytes/.exec(words)?.[1])

/** Rounded down: what is a little larger is refused. */
const rounded = (bytes: number): string =>
  bytes < 1e6 ? size(bytes) : `${(Math.floor(bytes / 1e5) / 10).toLocaleString()} MB`

interface RefusedProps {
  room: OpenRoom
  outgoing: Outgoing
}

export function Refused({ room, outgoing }: RefusedProps) {
  const { client_id, draft, error } = outgoing
  const problem = error && Problem.from(error)
  return (
    <div class="refusal" role="alert">
      <span>
        {NOT_DONE[draft.type] ?? 'Not sent.'} {problem && whyNot(room, problem)}
      </span>
      {problem?.code !== TOO_LARGE && (
        <button class="button small" type="button" onClick={() => room.retry(client_id)}>
          Try again
        </button>
      )}
      <button class="button small" type="button" onClick={() => room.discard(client_id)}>
        Discard
      </button>
    </div>
  )
}
