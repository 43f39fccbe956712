// Whom I have blocked, and the way back.
import { useEffect } from 'preact/hooks'
import { nameOf } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { blocks } from '../blocks'
import { PersonLine } from '../person-line'

export function BlockedPeople() {
  const { busy, problem, run } = useAttempt()
  useEffect(() => {
    void run(() => blocks.load())
  }, [])
  const { value: users } = blocks.users
  return (
    <>
      <p class="quiet">
        They cannot write to you, add you to rooms, or see whether you are here. They are not told.
      </p>
      <Alert problem={problem} />
      {!users && !problem && <p class="quiet">Loading…</p>}
      {users?.length === 0 && <p>You have blocked nobody.</p>}
      <ul class="members" aria-label="Blocked people">
        {users?.map((each) => (
          <PersonLine key={each.id} of={each}>
            <button
              class="button small"
              type="button"
              disabled={busy}
              aria-label={`Unblock ${nameOf(each)}`}
              onClick={() => void run(() => blocks.set(each, false))}
            >
              Unblock
            </button>
          </PersonLine>
        ))}
      </ul>
    </>
  )
}
