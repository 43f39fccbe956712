// What a room is, who is in it, where it can be changed, and the way out of it.
import { Icon, type IconName } from '../../shared/icons'
import { Alert, useAttempt } from '../attempt'
import { RoomAvatar } from '../avatar'
import { inbox } from '../inbox'
import { governing, openRoom } from '../me'
import { mayGovern, mayInvite } from '../rights'
import { Sure } from '../sure'
import { count } from '../words'
import { Members } from './members'
import type { View, ViewProps } from './room-sheet'

export function AboutRoom({ room, go, onClose }: ViewProps) {
  const info = room.info.value!
  const { problem, run } = useAttempt()
  const away = async (work: () => Promise<void>) => {
    if (!(await run(work))) return
    onClose()
    openRoom(undefined)
  }
  return (
    <>
      <div class="portrait">
        <RoomAvatar room={info} large />
        {info.description && <p dir="auto">{info.description}</p>}
        <small class="quiet">
          {info.visibility === 'private' ? 'Private' : 'Public'} · {count(info.member_count, 'member')}, room
          for {info.max_members.toLocaleString('en')}
        </small>
      </div>
      <Ways room={room} go={go} onClose={onClose} />
      <Members room={room} />
      <Alert problem={problem} />
      <div class="choices">
        <Sure label="Leave the room" sure="Yes, leave it" onSure={() => void away(() => room.leave())} />
        {info.role === 'owner' && (
          <Sure
            label="Delete the room"
            sure="Delete it for everyone"
            onSure={() => void away(() => governing.delete(room.name))}
          />
        )}
      </div>
    </>
  )
}

/** Where else to go, for whom there is something to do. */
function Ways({ room, go }: ViewProps) {
  const info = room.info.value!
  const pending = inbox.requests.pending.value.get(room.name) ?? 0
  const governs = mayGovern(info)
  const asked = governs && info.visibility === 'public' && info.settings.join === 'approval'
  if (!mayInvite(info) && !governs) return null
  const way = (view: View, icon: IconName, words: string, badge = 0) => (
    <button class="row" type="button" onClick={() => go(view)}>
      <Icon name={icon} /> {words}
      {badge > 0 && <span class="badge">{badge}</span>}
    </button>
  )
  return (
    <div class="rows">
      {mayInvite(info) && way('add', 'plus', 'Add people')}
      {mayInvite(info) && way('invites', 'link', 'Invites')}
      {(asked || pending > 0) && way('requests', 'knock', 'Asking to come in', pending)}
      {governs && way('settings', 'settings', 'Room settings')}
      {governs && way('reports', 'flag', 'Reported messages')}
      {governs && way('bans', 'block', 'Banned people')}
    </div>
  )
}
