// Who is in the group: the first of them, and all of them with a search; what they are there, and what can be done about each.
import { useSignal } from '@preact/signals'
import { Icon } from '../../shared/icons'
import type { Member } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { useSettled } from '../find-people'
import { inbox } from '../inbox'
import { chat } from '../me'
import type { OpenRoom } from '../open-room'
import { PageList, usePages } from '../pages'
import { PersonLine } from '../person-line'
import { mayInvite } from '../rights'
import { moment, whenSeen } from '../times'
import { count } from '../words'
import { MemberMenu } from './member-menu'
import { Row } from './rows'
import type { ViewProps } from './sheet'

/** Members that are seen at once: whatever lies below them stays near. */
const FIRST = 10

export function FirstMembers({ room, go }: Pick<ViewProps, 'room' | 'go'>) {
  const info = room.info.value!
  const members = room.roster.members.value
  const more = info.member_count > FIRST
  return (
    <section class="panel-part">
      <h3>{count(info.member_count, 'member')}</h3>
      {mayInvite(info) && (
        <div class="rows">
          <Row icon="plus" label="Add members" onClick={() => go('add')} />
        </div>
      )}
      <MemberLines room={room} members={members.slice(0, FIRST)} />
      {more && (
        <button class="button small" type="button" onClick={() => go('members')}>
          View all ({info.member_count.toLocaleString()})
        </button>
      )}
    </section>
  )
}

export function AllMembers({ room }: { room: OpenRoom }) {
  const words = useSignal('')
  const q = useSettled(words.value)
  return (
    <>
      <label class="search">
        <Icon name="search" size={18} />
        <span class="spoken">Search members</span>
        <input
          type="search"
          placeholder="Search members"
          autofocus
          value={words.value}
          onInput={(event) => (words.value = event.currentTarget.value)}
        />
      </label>
      {q === '' ? <Everybody room={room} /> : <Found room={room} q={q} />}
    </>
  )
}

function Everybody({ room }: { room: OpenRoom }) {
  const members = room.roster.members.value
  const unseen = (room.info.value?.member_count ?? 0) - members.length
  const { busy, problem, run } = useAttempt()
  return (
    <>
      <MemberLines room={room} members={members} />
      <Alert problem={problem} />
      {unseen > 0 && (
        <button
          class="button small"
          type="button"
          disabled={busy}
          onClick={() => void run(() => room.roster.loadMore())}
        >
          Show more ({unseen.toLocaleString()} left)
        </button>
      )}
    </>
  )
}

function Found({ room, q }: { room: OpenRoom; q: string }) {
  const pages = usePages((cursor) => chat().rooms.members(room.name, { q, ...(cursor && { cursor }) }), [q])
  return (
    <PageList pages={pages} label="Members" empty="No member has a name that starts like this.">
      {(member) => (
        <MemberLine key={member.user.id} room={room} member={member} onChanged={() => void pages.reload()} />
      )}
    </PageList>
  )
}

const MemberLines = ({ room, members }: { room: OpenRoom; members: readonly Member[] }) => (
  <ul class="members" aria-label="Members">
    {members.map((each) => (
      <MemberLine key={each.user.id} room={room} member={each} />
    ))}
  </ul>
)

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
      note={whenSeen(inbox.presence(user.username))}
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
