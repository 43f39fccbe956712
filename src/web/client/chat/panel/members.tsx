// Who is in the room: what they are there, whether they are online or silenced, and what can be done about each.
import { useSignal } from '@preact/signals'
import { Icon } from '../../shared/icons'
import type { Member } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { useSettled } from '../find-people'
import { inbox } from '../inbox'
import { api } from '../me'
import type { OpenRoom } from '../open-room'
import { PageList, usePages } from '../pages'
import { PersonLine } from '../person-line'
import { moment, whenSeen } from '../times'
import { MemberMenu } from './member-menu'

/** Members from which on one searches rather than looks. */
const MANY = 12

export function Members({ room }: { room: OpenRoom }) {
  const words = useSignal('')
  const q = useSettled(words.value)
  const many = (room.info.value?.member_count ?? 0) >= MANY
  return (
    <section class="receipts">
      <h3>Members</h3>
      {many && (
        <label class="search">
          <Icon name="search" size={18} />
          <span class="spoken">Search members</span>
          <input
            type="search"
            placeholder="Search members by name"
            value={words.value}
            onInput={(event) => (words.value = event.currentTarget.value)}
          />
        </label>
      )}
      {q === '' ? <All room={room} /> : <Found room={room} q={q} />}
    </section>
  )
}

function All({ room }: { room: OpenRoom }) {
  const members = room.roster.members.value
  const unseen = (room.info.value?.member_count ?? 0) - members.length
  const { busy, problem, run } = useAttempt()
  return (
    <>
      <ul class="members" aria-label="Members">
        {members.map((each) => (
          <MemberLine key={each.user.id} room={room} member={each} />
        ))}
      </ul>
      <Alert problem={problem} />
      {unseen > 0 && (
        <button
          class="button small"
          type="button"
          disabled={busy}
          onClick={() => void run(() => room.roster.loadMore())}
        >
          {unseen.toLocaleString('en')} more
        </button>
      )}
    </>
  )
}

function Found({ room, q }: { room: OpenRoom; q: string }) {
  const pages = usePages((cursor) => api.members(room.name, { q, ...(cursor && { cursor }) }), [q])
  return (
    <PageList pages={pages} label="Members" empty="No member has a name that begins so.">
      {(member) => (
        <MemberLine key={member.user.id} room={room} member={member} onChanged={() => void pages.reload()} />
      )}
    </PageList>
  )
}

interface MemberLineProps {
  room: OpenRoom
  member: Member
  onChanged?: () => void
}

function MemberLine({ room, member, onChanged }: MemberLineProps) {
  const { user, role, muted_until, online } = member
  const silenced = role === 'member' && muted_until !== null && Date.parse(muted_until) > Date.now()
  return (
    <PersonLine
      of={user}
      online={online}
      note={whenSeen(inbox.watched.now.value.get(user.id))}
      more={
        silenced && (
          <small class="silenced">
            <Icon name="muted" size={14} /> silenced until {moment(new Date(muted_until))}
          </small>
        )
      }
    >
      {role !== 'member' && <span class="tag">{role}</span>}
      <MemberMenu room={room} member={member} silenced={silenced} onChanged={onChanged} />
    </PersonLine>
  )
}
