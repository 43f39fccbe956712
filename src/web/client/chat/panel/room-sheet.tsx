// All there is to know and to do about a room, at the side: what it is, who is in it, and for those who look after it the rest.
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { Dialog } from '../dialog'
import type { OpenRoom } from '../open-room'
import { PersonView } from '../person-dialog'
import { AboutRoom } from './about-room'
import { AddPeople } from './add-people'
import { BanList } from './bans'
import { InviteList } from './invites'
import { ReportList } from './reports'
import { RequestList } from './requests'
import { RoomSettingsForm } from './room-settings'

export type View = 'about' | 'add' | 'settings' | 'requests' | 'invites' | 'bans' | 'reports'

const TITLES: Record<Exclude<View, 'about'>, string> = {
  add: 'Add people',
  settings: 'Room settings',
  requests: 'Asking to come in',
  invites: 'Invites',
  bans: 'Banned people',
  reports: 'Reported messages',
}

export interface ViewProps {
  room: OpenRoom
  /** Leads elsewhere in the sheet. */
  go: (view: View) => void
  onClose: () => void
}

const VIEWS: Record<View, (props: ViewProps) => ComponentChild> = {
  about: AboutRoom,
  add: ({ room }) => (
    <AddPeople room={room.name} known={new Set(room.roster.members.value.map(({ user }) => user.id))} />
  ),
  settings: RoomSettingsForm,
  requests: RequestList,
  invites: InviteList,
  bans: BanList,
  reports: ReportList,
}

export function RoomSheet({ room, onClose }: { room: OpenRoom; onClose: () => void }) {
  const view = useSignal<View>('about')
  const { value: now } = view
  const go = (next: View) => (view.value = next)
  const { peer } = room.info.value!
  const Shown = VIEWS[now]
  return (
    <Dialog
      title={now === 'about' ? room.title : TITLES[now]}
      class="sheet"
      onBack={now === 'about' ? undefined : () => go('about')}
      onClose={onClose}
    >
      {peer ? <PersonView of={peer} /> : <Shown room={room} go={go} onClose={onClose} />}
    </Dialog>
  )
}
