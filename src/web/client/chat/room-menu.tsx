// What a room is to me, in a menu beside it: read or unread, muted, a favourite, archived.
import { useSignal } from '@preact/signals'
import { Problem } from '../shared/problem'
import { isGone, type Chatroom } from '../shared/wire'
import { Dialog } from './dialog'
import { inbox } from './inbox'
import { user } from './me'
import { Action, MenuButton } from './menu'
import { isMuted } from './room-entry'
import { titleOf } from './words'

const HOURS = 3_600_000
/** As far as an ISO time of four digits goes: until somebody changes it. */
const FOR_GOOD = '9999-12-31T23:59:59.000Z'

export function RoomMenu({ room }: { room: Chatroom }) {
  const { name, last_seq, last_message, me } = room
  const problem = useSignal<Problem | undefined>(undefined)
  if (!me) return null
  const attempt = (work: Promise<unknown>): void => {
    work.catch((thrown: unknown) => (problem.value = Problem.from(thrown)))
  }
  const change = (changes: Parameters<typeof inbox.change>[1]) => () => attempt(inbox.change(name, changes))
  const unreadable = last_message && last_message.sender?.id !== user.value?.id && !isGone(last_message)
  const until = (time: string | null) => change({ muted_until: time })
  return (
    <>
      <MenuButton class="entry-more" label={`Actions for the room ${titleOf(room)}`}>
        {(then) => (
          <>
            {me.unread > 0 ? (
              <Action icon="check" label="Mark as read" onClick={then(() => inbox.read(name, last_seq))} />
            ) : (
              unreadable && (
                <Action
                  icon="unread"
                  label="Mark as unread"
                  onClick={then(() => attempt(inbox.markUnread(name, last_message.seq)))}
                />
              )
            )}
            <Action
              icon="star"
              label={me.favourite ? 'Remove from favourites' : 'Add to favourites'}
              onClick={then(change({ favourite: !me.favourite }))}
            />
            {isMuted(room) ? (
              <Action icon="bell" label="Unmute" onClick={then(until(null))} />
            ) : (
              <>
                <Action
                  icon="muted"
                  label="Mute for 8 hours"
                  onClick={then(until(new Date(Date.now() + 8 * HOURS).toISOString()))}
                />
                <Action icon="muted" label="Mute always" onClick={then(until(FOR_GOOD))} />
              </>
            )}
            <Action
              icon="archive"
              label={me.archived ? 'Unarchive' : 'Archive'}
              onClick={then(change({ archived: !me.archived }))}
            />
          </>
        )}
      </MenuButton>
      {problem.value && (
        <Dialog title={titleOf(room)} onClose={() => (problem.value = undefined)}>
          <p class="notice error" role="alert">
            {problem.value.words}
          </p>
        </Dialog>
      )}
    </>
  )
}
