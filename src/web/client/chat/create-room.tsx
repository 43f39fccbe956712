// The dialog that makes a room.
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { Problem } from '../shared/problem'
import { Dialog } from './dialog'
import { Field, focusWrong, MARKED } from './field'
import { api, openRoom } from './me'

export function CreateRoom({ onClose }: { onClose: () => void }) {
  const busy = useSignal(false)
  const problem = useSignal<Problem | undefined>(undefined)
  const form = useRef<HTMLFormElement>(null)
  const taken = problem.value?.code === 'chatroom_exists' ? problem.value.words : undefined

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const filled = new FormData(form.current!)
    const description = String(filled.get('description')).trim()
    busy.value = true
    problem.value = undefined
    try {
      const room = await api.create({
        name: String(filled.get('name')).trim(),
        max_members: Number(filled.get('max_members')),
        ...(description && { description }),
      })
      onClose()
      openRoom(room.name)
    } catch (thrown) {
      problem.value = Problem.from(thrown)
      focusWrong(form.current!)
    } finally {
      busy.value = false
    }
  }

  return (
    <Dialog title="New room" onClose={onClose}>
      <form ref={form} class="form" onSubmit={(event) => void submit(event)} noValidate>
        <Field
          name="name"
          label="Name"
          hint="Letters and digits of any script, and _ - . without spaces"
          problem={problem.value?.of('name') ?? taken}
          autocomplete="off"
          maxLength={100}
          autofocus
        />
        <Field
          name="description"
          label="What it is about (optional)"
          problem={problem.value?.of('description')}
          autocomplete="off"
        />
        <Field
          name="max_members"
          label="Room for how many"
          hint="No more than this many are ever let in"
          problem={problem.value?.of('max_members')}
          type="number"
          min="1"
          max="100000"
          defaultValue="50"
        />
        <div role="alert">{problem.value && <p class="notice error">{wordsOf(problem.value)}</p>}</div>
        <button class="button primary" type="submit" disabled={busy.value}>
          Create room
        </button>
      </form>
    </Dialog>
  )
}

function wordsOf(problem: Problem): string {
  const marked = problem.code === 'chatroom_exists' || problem.errors.length > 0
  return marked ? MARKED : problem.words
}
