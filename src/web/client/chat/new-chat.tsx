// The dialog that begins a chat: with somebody, or in a new room.
import { useSignal } from '@preact/signals'
import { Icon } from '../shared/icons'
import { nameOf, type User } from '../shared/wire'
import { Alert, useAttempt } from './attempt'
import { CreateRoom } from './create-room'
import { Dialog } from './dialog'
import { FindPeople } from './find-people'
import { openDirect } from './direct'

export function NewChat({ onClose }: { onClose: () => void }) {
  const room = useSignal(false)
  const { problem, busy, run } = useAttempt()
  if (room.value) return <CreateRoom onClose={onClose} />
  const chat = async ({ username }: User) => {
    if (await run(() => openDirect(username))) onClose()
  }
  return (
    <Dialog title="New chat" onClose={onClose}>
      <button class="row" type="button" onClick={() => (room.value = true)}>
        <Icon name="people" /> New group
      </button>
      <Alert problem={problem} />
      <FindPeople>
        {(found) => (
          <button
            class="button small whole-line"
            type="button"
            disabled={busy}
            aria-label={`Chat with ${nameOf(found)}`}
            onClick={() => void chat(found)}
          >
            Chat
          </button>
        )}
      </FindPeople>
    </Dialog>
  )
}
