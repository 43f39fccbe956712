// Who is kept out of the room, and until when.
import { nameOf } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { chat } from '../me'
import { PageList, usePages } from '../pages'
import { PersonLine } from '../person-line'
import { moment } from '../times'
import type { ViewProps } from './sheet'

export function BanList({ room: { name } }: ViewProps) {
  const pages = usePages((cursor) => chat().rooms.bans(name, { limit: 100, ...(cursor && { cursor }) }))
  const { busy, problem, run } = useAttempt()
  const lift = async (username: string) => {
    await run(() => chat().rooms.unban(name, username))
    await pages.reload()
  }
  return (
    <>
      <Alert problem={problem} />
      <PageList pages={pages} label="Banned people" empty="Nobody is banned from this group.">
        {({ user, until, reason, banned_by }) => (
          <PersonLine
            key={user.id}
            of={user}
            more={
              <>
                <small class="quiet">
                  {until ? `Until ${moment(new Date(until))}` : 'Permanently'} · by{' '}
                  <bdi>{nameOf(banned_by)}</bdi>
                </small>
                {reason && <small dir="auto">{reason}</small>}
              </>
            }
          >
            <button
              class="button small"
              type="button"
              disabled={busy}
              aria-label={`Unban ${nameOf(user)}`}
              onClick={() => void lift(user.username)}
            >
              Unban
            </button>
          </PersonLine>
        )}
      </PageList>
    </>
  )
}
