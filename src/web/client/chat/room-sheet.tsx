// Who is in the room, and the way out of it.
import { useSignal } from '@preact/signals'
import { Problem } from '../shared/problem'
import { nameOf } from '../shared/wire'
import { Avatar } from './avatar'
import { Dialog } from './dialog'
import { inbox } from './inbox'
import { openRoom, user } from './me'
import type { OpenRoom } from './open-room'
import { count, whenSeen } from './words'

export function RoomSheet({ room, onClose }: { room: OpenRoom; onClose: () => void }) {
  const problem = useSignal<Problem | undefined>(undefined)
  const info = room.info.value
  const members = room.roster.members.value
  const present = inbox.watched.now.value
  const unseen = (info?.member_count ?? 0) - members.length
  const attempt = (work: Promise<void>): void => {
    work.catch((thrown: unknown) => (problem.value = Problem.from(thrown)))
  }
  async function leave(): Promise<void> {
    await room.leave()
    onClose()
    openRoom(undefined)
  }
  return (
    <Dialog title={room.name} class="sheet" onClose={onClose}>
      {info?.description && <p dir="auto">{info.description}</p>}
      <p class="quiet">
        {count(info?.member_count ?? members.length, 'member')}, room for{' '}
        {info?.max_members.toLocaleString('en')}
      </p>
      <ul class="members" aria-label="Members">
        {members.map(({ user: each, role }) => (
          <li key={each.id}>
            <Avatar of={each} online={present.get(each.id)?.online} />
            <span class="entry-text">
              <strong dir="auto">
                {nameOf(each)}
                {each.id === user.value?.id && ' (you)'}
              </strong>
              <small class="quiet">
                {['@' + each.username, whenSeen(present.get(each.id))].filter(Boolean).join(' · ')}
              </small>
            </span>
            {role !== 'member' && <span class="tag">{role}</span>}
          </li>
        ))}
      </ul>
      {unseen > 0 && (
        <button class="button small" type="button" onClick={() => attempt(room.roster.loadMore())}>
          {unseen.toLocaleString('en')} more
        </button>
      )}
      <div role="alert">{problem.value && <p class="notice error">{problem.value.words}</p>}</div>
      <button class="button danger" type="button" onClick={() => attempt(leave())}>
        Leave the room
      </button>
    </Dialog>
  )
}
