// The sheet at the side of a room: what it is, who is in it, what was shared, and for those who look after it the rest.
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { Dialog } from '../dialog'
import { later } from '../later'
import type { OpenRoom } from '../open-room'
import { AddPeople } from './add-people'
import { BanList } from './bans'
import { ContactInfo } from './contact-info'
import { GroupInfo } from './group-info'
import { InviteList } from './invites'
import { AllMembers } from './members'
import { ReportList } from './reports'
import { RequestList } from './requests'
import { RoomSettingsForm } from './room-settings'
import { Place } from './place'
import { StarredList } from './starred'
import './panel.css'

export type View =
  'about' | 'members' | 'add' | 'media' | 'starred' | 'settings' | 'requests' | 'invites' | 'bans' | 'reports'

const TITLES: Record<Exclude<View, 'about'>, string> = {
  members: 'Members',
  add: 'Add members',
  media: 'Media and docs',
  starred: 'Starred messages',
  settings: 'Group settings',
  requests: 'Requests to join',
  invites: 'Invite links',
  bans: 'Banned people',
  reports: 'Reported messages',
}

export interface ViewProps {
  room: OpenRoom
  /** Leads elsewhere in the sheet. */
  go: (view: View) => void
  onClose: () => void
}

const MediaGallery = later(() => import('../media-gallery').then((file) => file.MediaGallery))

const VIEWS: Record<View, (props: ViewProps) => ComponentChild> = {
  about: (props) => (props.room.info.value!.peer ? <ContactInfo {...props} /> : <GroupInfo {...props} />),
  members: ({ room }) => <AllMembers room={room} />,
  add: ({ room }) => (
    <AddPeople room={room.name} known={new Set(room.roster.members.value.map(({ user }) => user.id))} />
  ),
  media: ({ room, onClose }) => <MediaGallery room={room} onJump={onClose} />,
  starred: StarredList,
  settings: RoomSettingsForm,
  requests: RequestList,
  invites: InviteList,
  bans: BanList,
  reports: ReportList,
}

export function Sheet({ room, onClose }: { room: OpenRoom; onClose: () => void }) {
  const view = useSignal<View>('about')
  const { value: now } = view
  const go = (next: View) => (view.value = next)
  const Shown = VIEWS[now]
  const about = room.info.value!.peer ? 'Contact info' : 'Group info'
  const title = now === 'about' ? about : TITLES[now]
  const back = now === 'about' ? undefined : () => go('about')
  return (
    <Dialog title={title} class="sheet" beside onBack={back} onClose={onClose}>
      <Place key={now} title={title} onBack={back}>
        <Shown room={room} go={go} onClose={onClose} />
      </Place>
    </Dialog>
  )
}
