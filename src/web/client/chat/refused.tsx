// What was refused of what I said or changed: why, and what now.
import { Problem } from '../shared/problem'
import { isChanging } from '../shared/wire'
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

const TOO_LARGE = 'payload_too_large'
/** It is so the next time, too. */
const FINAL = new Set([
  TOO_LARGE,
  'validation_failed',
  'unsupported_media_type',
  'client_id_reused',
  'file_unreadable',
  'attachment_not_found',
  'message_not_found',
  'chatroom_not_found',
  'too_late',
])

/** What one may not do to a message stays so; what one may not say, somebody may allow again. */
const isFinal = ({ draft }: Outgoing, { code }: Problem): boolean =>
  FINAL.has(code) || (code === 'forbidden' && isChanging(draft))

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
  const final = problem !== undefined && isFinal(outgoing, problem)
  const rewrite = () => {
    room.returned.value = draft.message!
    room.discard(client_id)
  }
  return (
    <div class="refusal" role="alert">
      <span>
        {NOT_DONE[draft.type] ?? 'Not sent.'} {problem && whyNot(room, problem)}
      </span>
      {final && draft.message && !isChanging(draft) && (
        <button class="button small" type="button" onClick={rewrite}>
          Edit text
        </button>
      )}
      {!final && (
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
