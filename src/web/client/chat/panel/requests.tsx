// Who asks to come in: let in, or not.
import { useEffect } from 'preact/hooks'
import { nameOf } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { inbox } from '../inbox'
import { governing } from '../me'
import { PageList, usePages } from '../pages'
import { PersonLine } from '../person-line'
import { moment } from '../times'
import type { ViewProps } from './room-sheet'

export function RequestList({ room }: ViewProps) {
  const { name } = room
  const told = inbox.requests.pending.value.get(name)
  const pages = usePages((cursor) => governing.requests(name, cursor), [told])
  const { busy, problem, run } = useAttempt()
  const { items } = pages
  useEffect(() => {
    if (items) inbox.requests.heard(name, items.length)
  }, [items])
  const settle = (work: () => Promise<unknown>) => async () => {
    await run(work)
    await pages.reload()
  }
  return (
    <>
      <Alert problem={problem} />
      <PageList pages={pages} label="Asking to come in" empty="Nobody is asking to come in.">
        {({ user, created_at }) => (
          <PersonLine key={user.id} of={user} note={moment(new Date(created_at))}>
            <button
              class="button small"
              type="button"
              disabled={busy}
              aria-label={`Refuse ${nameOf(user)}`}
              onClick={() => void settle(() => governing.refuse(name, user.username))()}
            >
              Refuse
            </button>
            <button
              class="button small primary"
              type="button"
              disabled={busy}
              aria-label={`Let in ${nameOf(user)}`}
              onClick={() => void settle(() => governing.add(name, user.username))()}
            >
              Let in
            </button>
          </PersonLine>
        )}
      </PageList>
    </>
  )
}
