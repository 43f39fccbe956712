// What a group is, what was shared in it, who is in it, how it is kept and governed, and the way out.
import { Icon, type IconName } from '../../shared/icons'
import { nameOf } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { RoomAvatar } from '../avatar'
import { inbox } from '../inbox'
import { chat, openRoom } from '../me'
import { mayGovern, mayInvite } from '../rights'
import { SureRow } from '../sure'
import { day, duration } from '../times'
import { count } from '../words'
import { Keeping } from './keeping'
import { FirstMembers } from './members'
import { Row, Rows } from './rows'
import type { ViewProps } from './sheet'

export function GroupInfo(props: ViewProps) {
  const { room, go } = props
  const info = room.info.value!
  return (
    <>
      <div class="portrait">
        <RoomAvatar room={info} large />
        <h3 dir="auto">{room.title}</h3>
        <small class="quiet">
          {info.visibility === 'private' ? 'Private group' : 'Public group'} ·{' '}
          {info.member_count.toLocaleString()} of {count(info.max_members, 'member')}
        </small>
        <Shortcuts {...props} />
        {info.description && (
          <p class="about-text" dir="auto">
            {info.description}
          </p>
        )}
        <small class="quiet about-text">
          Created by <bdi>{nameOf(info.created_by)}</bdi> · {day(new Date(info.created_at))}
        </small>
      </div>
      <Rows>
        <Row icon="picture" label="Media and docs" onClick={() => go('media')} />
        <Row icon="star" label="Starred messages" onClick={() => go('starred')} />
      </Rows>
      <Keeping name={room.name} />
      <Governing {...props} />
      <FirstMembers room={room} go={go} />
      <WayOut {...props} />
    </>
  )
}

function Shortcuts({ room, go, onClose }: ViewProps) {
  const info = room.info.value!
  const search = () => {
    onClose()
    room.searching.value = true
  }
  return (
    <div class="shortcuts">
      {mayInvite(info) && <Shortcut icon="plus" label="Add" onClick={() => go('add')} />}
      {mayInvite(info) && <Shortcut icon="link" label="Invite link" onClick={() => go('invites')} />}
      <Shortcut icon="search" label="Search" onClick={search} />
    </div>
  )
}

export const Shortcut = ({
  icon,
  label,
  onClick,
}: {
  icon: IconName
  label: string
  onClick: () => void
}) => (
  <button class="shortcut" type="button" onClick={onClick}>
    <Icon name={icon} /> {label}
  </button>
)

/** What is set, for everybody to see, and for owner and admins to change. */
function Governing({ room, go }: ViewProps) {
  const info = room.info.value!
  const { disappear_after, who_can_send, join, slow_mode } = info.settings
  const pending = inbox.requests(room.name)
  const lives = disappear_after
    ? `New messages disappear after ${duration(disappear_after)}.`
    : 'Messages are kept.'
  if (!mayGovern(info))
    return (
      <p class="quiet small">
        {[
          lives,
          who_can_send === 'admins' && 'Only admins can send messages.',
          slow_mode > 0 && `One message per member every ${duration(slow_mode)}.`,
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
    )
  const asked = pending > 0 || (info.visibility === 'public' && join === 'approval')
  return (
    <Rows>
      {asked && <Row icon="knock" label="Requests to join" badge={pending} onClick={() => go('requests')} />}
      <Row
        icon="settings"
        label="Group settings"
        note="Photo, description, permissions, disappearing messages"
        onClick={() => go('settings')}
      />
      <Row icon="clock" label="Disappearing messages" note={lives} onClick={() => go('settings')} />
      <Row icon="flag" label="Reported messages" onClick={() => go('reports')} />
      <Row icon="block" label="Banned people" onClick={() => go('bans')} />
    </Rows>
  )
}

function WayOut({ room, onClose }: ViewProps) {
  const { busy, problem, run } = useAttempt()
  const away = async (work: () => Promise<unknown>) => {
    if (!(await run(work))) return
    onClose()
    openRoom(undefined)
  }
  return (
    <Rows>
      <Alert problem={problem} />
      <SureRow
        icon="signOut"
        label="Leave group"
        sure="Leave this group?"
        disabled={busy}
        onSure={() => void away(() => room.leave())}
      />
      {room.info.value!.role === 'owner' && (
        <SureRow
          icon="trash"
          label="Delete group"
          sure="Delete it for everyone?"
          disabled={busy}
          onSure={() => void away(() => chat().rooms.delete(room.name))}
        />
      )}
    </Rows>
  )
}
