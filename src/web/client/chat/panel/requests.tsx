// Who asks to join: approved, or declined.
import { nameOf } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { inbox } from '../inbox'
import { chat } from '../me'
import { PageList, usePages } from '../pages'
import { PersonLine } from '../person-line'
import { moment } from '../times'
import type { ViewProps } from './sheet'

export function RequestList({ room }: ViewProps) {
  const { name } = room
  const told = inbox.requests(name)
  const pages = usePages(
    (cursor) => chat().rooms.requests(name, { limit: 100, ...(cursor && { cursor }) }),
    [told],
  )
  const { busy, problem, run } = useAttempt()
  const settle = (work: () => Promise<unknown>) => async () => {
    await run(work)
    await pages.reload()
  }
  return (
    <>
      <Alert problem={problem} />
      <PageList pages={pages} label="Requests to join" empty="No requests to join.">
        {({ user, created_at }) => (
          <PersonLine key={user.id} of={user} note={moment(new Date(created_at))}>
            <button
              class="button small"
              type="button"
              disabled={busy}
              aria-label={`Decline ${nameOf(user)}`}
              onClick={() => void settle(() => chat().rooms.refuse(name, user.username))()}
            >
              Decline
            </button>
            <button
              class="button small primary"
              type="button"
              disabled={busy}
              aria-label={`Approve ${nameOf(user)}`}
              onClick={() => void settle(() => chat().rooms.add(name, user.username))()}
            >
              Approve
            </button>
          </PersonLine>
        )}
      </PageList>
    </>
  )
}
