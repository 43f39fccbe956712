// The dialog about somebody: who they are, a chat with them, a block.
import { Icon } from '../shared/icons'
import type { Person } from '../shared/wire'
import { Alert, useAttempt } from './attempt'
import { Dialog } from './dialog'
import { openDirect } from './direct'
import { user } from './me'
import './panel/panel.css'
import { PersonActions, Portrait, usePerson } from './person'

export function PersonView({ of, onClose }: { of: Person; onClose: () => void }) {
  const person = usePerson(of)
  const { busy, problem, run } = useAttempt()
  const message = async () => {
    if (await run(() => openDirect(of.username))) onClose()
  }
  return (
    <Dialog title="Profile" onClose={onClose}>
      <Portrait of={of} person={person} />
      <Alert problem={problem} />
      {of.id !== user.value?.id && (
        <button class="button primary" type="button" disabled={busy} onClick={() => void message()}>
          <Icon name="chat" size={18} /> Message
        </button>
      )}
      <PersonActions of={of} person={person} />
    </Dialog>
  )
}
