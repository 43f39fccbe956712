// What can be done about a member, for whom one may.
import { useSignal } from '@preact/signals'
import { Icon } from '../../shared/icons'
import { nameOf, type Member } from '../../shared/wire'
import { useAttempt } from '../attempt'
import { Dialog } from '../dialog'
import { chat, user } from '../me'
import { Action, MenuButton, SureAction, type Then } from '../menu'
import type { OpenRoom } from '../open-room'
import { PersonDialog } from '../person-dialog'
import { mayGovern, outranks } from '../rights'
import { isolated } from '../times'
import { BanDialog } from './ban-dialog'

const HOUR_MS = 3_600_000
/** How long somebody can be silenced for, in hours. */
const SILENCES = [
  [1, 'Silence for 1 hour'],
  [8, 'Silence for 8 hours'],
  [7 * 24, 'Silence for 1 week'],
] as const

interface MemberMenuProps {
  room: OpenRoom
  member: Member
  silenced: boolean
  /** Something about them is different. */
  onChanged: (() => void) | undefined
}

export function MemberMenu({ room, member, silenced, onChanged }: MemberMenuProps) {
  const opened = useSignal<'person' | 'ban' | undefined>(undefined)
  const { problem, run } = useAttempt()
  const seen = useSignal(problem)
  const { user: whom } = member
  if (whom.id === user.value?.id) return null
  const close = () => (opened.value = undefined)
  const changed = (now: Member | undefined) => {
    if (now) room.roster.put(now)
    else room.roster.drop(member)
    onChanged?.()
  }
  const change = (work: () => Promise<Member | undefined>) => () =>
    void run(async () => changed(await work()))
  return (
    <>
      <MenuButton class="member-more" label={`Actions for ${isolated(nameOf(whom))}`}>
        {(then) => (
          <>
            <Action icon="person" label="View profile" onClick={then(() => (opened.value = 'person'))} />
            <Governing
              {...{ room, member, silenced, then, change }}
              onBan={then(() => (opened.value = 'ban'))}
            />
          </>
        )}
      </MenuButton>
      {opened.value === 'person' && <PersonDialog of={whom} onClose={close} />}
      {opened.value === 'ban' && (
        <BanDialog room={room} of={whom} onBanned={() => changed(undefined)} onClose={close} />
      )}
      {problem && seen.value !== problem && (
        <Dialog title={nameOf(whom)} onClose={() => (seen.value = problem)}>
          <p class="notice error" role="alert">
            {problem.words}
          </p>
        </Dialog>
      )}
    </>
  )
}

interface GoverningProps {
  room: OpenRoom
  member: Member
  silenced: boolean
  then: Then
  change: (work: () => Promise<Member | undefined>) => () => void
  onBan: () => void
}

function Governing({ room, member, silenced, then, change, onBan }: GoverningProps) {
  const { name } = room
  const info = room.info.value
  const { role, user: whom } = member
  const { username } = whom
  if (!mayGovern(info) || !outranks(info?.role, role)) return null
  const become = (next: Member['role']) =>
    then(change(() => chat().rooms.changeMember(name, username, { role: next })))
  const silence = (until: string | null) =>
    then(change(() => chat().rooms.changeMember(name, username, { muted_until: until })))
  return (
    <>
      {info?.role === 'owner' &&
        (role === 'member' ? (
          <Action icon="star" label="Make group admin" onClick={become('admin')} />
        ) : (
          <Action icon="person" label="Dismiss as admin" onClick={become('member')} />
        ))}
      {info?.role === 'owner' && (
        <SureAction
          icon="forward"
          label="Make group owner"
          sure="Transfer ownership?"
          onSure={become('owner')}
        />
      )}
      {silenced && <Action icon="bell" label="Unsilence" onClick={silence(null)} />}
      {role === 'member' &&
        !silenced &&
        SILENCES.map(([hours, words]) => (
          <Action
            key={hours}
            icon="muted"
            label={words}
            onClick={() => silence(new Date(Date.now() + hours * HOUR_MS).toISOString())()}
          />
        ))}
      <SureAction
        icon="signOut"
        label="Remove from group"
        sure="Remove them?"
        onSure={then(change(() => chat().rooms.remove(name, username)))}
      />
      <button type="button" class="danger" onClick={onBan}>
        <Icon name="block" size={18} /> Ban…
      </button>
    </>
  )
}
