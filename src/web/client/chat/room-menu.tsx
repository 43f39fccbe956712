// What a chat is to me, in a menu beside it: read or unread, muted, a favourite, archived.
import { useSignal } from '@preact/signals'
import { Problem } from '../shared/problem'
import { isGone, type Chatroom, type Message } from '../shared/wire'
import { Dialog } from './dialog'
import { inbox } from './inbox'
import { chat, user } from './me'
import { Action, MenuButton } from './menu'
import { isMuted } from './notices'
import { titleOf } from './words'

const HOURS = 3_600_000
/** As far as an ISO time of four digits goes: until somebody changes it. */
const FOR_GOOD = '9999-12-31T23:59:59.000Z'
const MUTES = [
  ['Mute for 8 hours', 8],
  ['Mute for a week', 7 * 24],
  ['Mute always', undefined],
] as const

const inHours = (hours: number | undefined): string =>
  hours === undefined ? FOR_GOOD : new Date(Date.now() + hours * HOURS).toISOString()

export function RoomMenu({ room, tabIndex }: { room: Chatroom; tabIndex: number }) {
  const { name, last_seq, me } = room
  const last_message = room.last_message as Message | null | undefined
  const problem = useSignal<Problem | undefined>(undefined)
  if (!me) return null
  const attempt = (work: Promise<unknown>): void => {
    work.catch((thrown: unknown) => (problem.value = Problem.from(thrown)))
  }
  const change = (changes: Parameters<typeof inbox.change>[1]) => () => attempt(inbox.change(name, changes))
  const unreadable = last_message && last_message.sender?.id !== user.value?.id && !isGone(last_message)
  const markUnread = () => attempt(inbox.markUnread(name, last_message!.seq))
  return (
    <>
      <MenuButton class="entry-more" label={`Actions for the room ${titleOf(room)}`} tabIndex={tabIndex}>
        {(then) => (
          <>
            {me.unread > 0 && (
              <Action
                icon="check"
                label="Mark as read"
                onClick={then(() => chat().room(name).read(last_seq))}
              />
            )}
            {me.unread === 0 && unreadable && (
              <Action icon="unread" label="Mark as unread" onClick={then(markUnread)} />
            )}
            <Action
              icon="star"
              label={me.favourite ? 'Remove from favourites' : 'Add to favourites'}
              onClick={then(change({ favourite: !me.favourite }))}
            />
            {isMuted(room) ? (
              <Action icon="bell" label="Unmute" onClick={then(change({ muted_until: null }))} />
            ) : (
              MUTES.map(([label, hours]) => (
                <Action
                  key={label}
                  icon="muted"
                  label={label}
                  onClick={then(() => change({ muted_until: inHours(hours) })())}
                />
              ))
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
