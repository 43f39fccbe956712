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
        They can’t message you, add you to groups or see when you’re online. They aren’t told.
      </p>
      <Alert problem={problem} />
      {!users && !problem && <p class="quiet">Loading…</p>}
      {users?.length === 0 && <p>You haven’t blocked anybody. You can block a person from their profile.</p>}
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
