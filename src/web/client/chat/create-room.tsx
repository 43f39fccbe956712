// The dialog that makes a room.
import { useSignal } from '@preact/signals'
import { Problem } from '../shared/problem'
import { Dialog } from './dialog'
import { api, openRoom } from './me'
import { roomList } from './room-list'

export function CreateRoom({ onClose }: { onClose: () => void }) {
  const busy = useSignal(false)
  const problem = useSignal<Problem | undefined>(undefined)

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const form = new FormData(event.target as HTMLFormElement)
    const description = String(form.get('description')).trim()
    busy.value = true
    problem.value = undefined
    try {
      const room = await api.create({
        name: String(form.get('name')).trim(),
        max_members: Number(form.get('max_members')),
        ...(description && { description }),
      })
      void roomList.load()
      onClose()
      openRoom(room.name)
    } catch (thrown) {
      problem.value = Problem.from(thrown)
    } finally {
      busy.value = false
    }
  }

  return (
    <Dialog title="New room" onClose={onClose}>
      <form class="form" onSubmit={(event) => void submit(event)} noValidate>
        <label class="field">
          <span>Name</span>
          <input class="input" name="name" dir="auto" autocomplete="off" maxLength={100} autofocus />
          <small>Letters and digits of any script, and _ - . without spaces</small>
        </label>
        <label class="field">
          <span>What it is about (optional)</span>
          <input class="input" name="description" dir="auto" autocomplete="off" />
        </label>
        <label class="field">
          <span>Room for how many</span>
          <input class="input" name="max_members" type="number" min="1" max="100000" value="50" />
          <small>No more than this many are ever let in</small>
        </label>
        <div role="alert">{problem.value && <p class="notice error">{problem.value.words}</p>}</div>
        <button class="button primary" type="submit" disabled={busy.value}>
          Create room
        </button>
      </form>
    </Dialog>
  )
}
