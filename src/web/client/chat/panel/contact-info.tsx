// Whom a direct chat is with: who they are, what was shared with them, how the chat is kept, and how to be rid of them.
import { useSignal } from '@preact/signals'
import { PersonActions, Portrait, usePerson } from '../person'
import { ReportMessage } from '../report-message'
import { Shortcut } from './group-info'
import { Keeping } from './keeping'
import { Row, Rows } from './rows'
import type { ViewProps } from './sheet'

export function ContactInfo({ room, go, onClose }: ViewProps) {
  const peer = room.info.value!.peer!
  const person = usePerson(peer)
  const reporting = useSignal(false)
  const search = () => {
    onClose()
    room.searching.value = true
  }
  /** What they said last: who looks after the server sees where to look. */
  const last = room.messages.value.findLast(({ n, sender }) => n !== undefined && sender?.id === peer.id)
  return (
    <>
      <Portrait of={peer} person={person}>
        <div class="shortcuts">
          <Shortcut icon="search" label="Search" onClick={search} />
        </div>
      </Portrait>
      <Rows>
        <Row icon="picture" label="Media and docs" onClick={() => go('media')} />
        <Row icon="star" label="Starred messages" onClick={() => go('starred')} />
      </Rows>
      <Keeping name={room.name} />
      <PersonActions of={peer} person={person}>
        {last && <Row icon="flag" label="Report" danger onClick={() => (reporting.value = true)} />}
      </PersonActions>
      {reporting.value && last && (
        <ReportMessage room={room} message={last} onClose={() => (reporting.value = false)} />
      )}
    </>
  )
}
