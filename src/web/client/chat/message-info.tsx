// Who has read a message of mine, and whom it has reached.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Problem } from '../shared/problem'
import { nameOf, type Message, type Person, type Receipts } from '../shared/wire'
import { Avatar } from './avatar'
import { Dialog } from './dialog'
import { api } from './me'
import type { OpenRoom } from './open-room'
import { count } from './words'

interface MessageInfoProps {
  room: OpenRoom
  message: Message
  onClose: () => void
}

export function MessageInfo({ room, message, onClose }: MessageInfoProps) {
  const receipts = useSignal<Receipts | undefined>(undefined)
  const problem = useSignal<Problem | undefined>(undefined)
  const reach = room.ticks.of(message)
  useEffect(() => {
    // Asked again when it has come further with all of them.
    api.receipts(room.name, message.seq).then(
      (answer) => (receipts.value = answer),
      (thrown: unknown) => (problem.value = Problem.from(thrown)),
    )
  }, [reach])
  const { read = [], delivered = [], pending = 0 } = receipts.value ?? {}
  return (
    <Dialog title="Who has read it" onClose={onClose}>
      {problem.value && (
        <p class="notice error" role="alert">
          {problem.value.words}
        </p>
      )}
      {!receipts.value && !problem.value && <p class="quiet">Loading…</p>}
      <People title="Read by" people={read} />
      <People title="Delivered to" people={delivered} />
      {receipts.value && read.length + delivered.length + pending === 0 && (
        <p class="quiet">Nobody else is in the room.</p>
      )}
      {pending > 0 && <p class="quiet">Not delivered yet to {count(pending, 'member')}.</p>}
    </Dialog>
  )
}

function People({ title, people }: { title: string; people: Person[] }) {
  if (people.length === 0) return null
  return (
    <section class="receipts">
      <h3>{title}</h3>
      <ul class="members" aria-label={title}>
        {people.map((each) => (
          <li key={each.id}>
            <Avatar of={each} />
            <span class="entry-text">
              <strong dir="auto">{nameOf(each)}</strong>
              <small class="quiet">@{each.username}</small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
