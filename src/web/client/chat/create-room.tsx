// The dialog that makes a room, and then brings people into it.
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Problem } from '../shared/problem'
import type { Chatroom } from '../shared/wire'
import { Alert, useAttempt } from './attempt'
import { Dialog } from './dialog'
import { Field, focusWrong, MARKED, Select } from './field'
import { api, openRoom } from './me'
import { AddPeople } from './panel/add-people'

export const VISIBILITIES: readonly (readonly [Chatroom['visibility'], string])[] = [
  ['public', 'Public: everybody finds it'],
  ['private', 'Private: by invitation only'],
]

const NAME_RULE = 'Letters and digits of any script, and _ - . without spaces'

/** The server tells a wrong character by its number, for developers: whoever typed it has the rule instead. */
const wrongName = (words: string | undefined): string | undefined =>
  words?.includes('U+') ? NAME_RULE : words

export function CreateRoom({ onClose }: { onClose: () => void }) {
  const made = useSignal<string | undefined>(undefined)
  const { busy, problem, run } = useAttempt()
  const form = useRef<HTMLFormElement>(null)
  const taken = problem?.code === 'chatroom_exists' ? problem.words : undefined

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const filled = new FormData(form.current!)
    const description = String(filled.get('description')).trim()
    const visibility = filled.get('visibility') as Chatroom['visibility']
    const done = await run(async () => {
      const room = await api.create({
        name: String(filled.get('name')).trim(),
        max_members: Number(filled.get('max_members')),
        ...(description && { description }),
        ...(visibility === 'private' && { visibility }),
      })
      openRoom(room.name)
      made.value = room.name
    })
    if (!done) focusWrong(form.current!)
  }

  if (made.value !== undefined)
    return (
      <Dialog title="Add people" onClose={onClose}>
        <AddPeople room={made.value} />
        <button class="button primary" type="button" onClick={onClose}>
          Done
        </button>
      </Dialog>
    )
  return (
    <Dialog title="New room" onClose={onClose}>
      <form ref={form} class="form" onSubmit={(event) => void submit(event)} noValidate>
        <Field
          name="name"
          label="Name"
          hint={NAME_RULE}
          problem={wrongName(problem?.of('name')) ?? taken}
          autocomplete="off"
          maxLength={100}
          autofocus
        />
        <Field
          name="description"
          label="What it is about (optional)"
          problem={problem?.of('description')}
          autocomplete="off"
        />
        <Select name="visibility" label="Who finds it" options={VISIBILITIES} value="public" />
        <Field
          name="max_members"
          label="Room for how many"
          hint="No more than this many are ever let in"
          problem={problem?.of('max_members')}
          type="number"
          min="1"
          max="100000"
          defaultValue="50"
        />
        <Alert problem={problem} words={problem && wordsOf(problem)} />
        <button class="button primary" type="submit" disabled={busy}>
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
