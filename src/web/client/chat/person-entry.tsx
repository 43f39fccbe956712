// Somebody who was found, in the list of rooms: whom one could begin a chat with.
import { nameOf, type User } from '../shared/wire'
import { useAttempt } from './attempt'
import { Avatar } from './avatar'
import { openDirect } from './direct'

export function PersonEntry({ of }: { of: User }) {
  const { busy, problem, run } = useAttempt()
  return (
    <li class="entry-row">
      <button
        class="entry"
        type="button"
        tabIndex={-1}
        disabled={busy}
        onClick={() => void run(() => openDirect(of.username))}
      >
        <Avatar of={of} />
        <span class="entry-text">
          <strong dir="auto">{nameOf(of)}</strong>
          <small class={problem ? 'wrong' : 'quiet'} role={problem ? 'alert' : undefined}>
            {problem?.words ?? `@${of.username}`}
          </small>
        </span>
      </button>
    </li>
  )
}
