// Who is kept out of the room, and until when.
import { nameOf } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { governing } from '../me'
import { PageList, usePages } from '../pages'
import { PersonLine } from '../person-line'
import { moment } from '../times'
import type { ViewProps } from './room-sheet'

export function BanList({ room: { name } }: ViewProps) {
  const pages = usePages((cursor) => governing.bans(name, cursor))
  const { busy, problem, run } = useAttempt()
  const lift = async (username: string) => {
    await run(() => governing.unban(name, username))
    await pages.reload()
  }
  return (
    <>
      <Alert problem={problem} />
      <PageList pages={pages} label="Banned people" empty="Nobody is banned from this room.">
        {({ user, until, reason, banned_by }) => (
          <PersonLine
            key={user.id}
            of={user}
            more={
              <>
                <small class="quiet">
                  {until ? `until ${moment(new Date(until))}` : 'for ever'}, by <bdi>{nameOf(banned_by)}</bdi>
                </small>
                {reason && <small dir="auto">{reason}</small>}
              </>
            }
          >
            <button
              class="button small"
              type="button"
              disabled={busy}
              aria-label={`Lift the ban on ${nameOf(user)}`}
              onClick={() => void lift(user.username)}
            >
              Lift
            </button>
          </PersonLine>
        )}
      </PageList>
    </>
  )
}
