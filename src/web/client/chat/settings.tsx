// What others see of me: my name, when I was here, and how far I have read.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Problem } from '../shared/problem'
import type { Me, Visibility } from '../shared/wire'
import { Dialog } from './dialog'
import { Field, focusWrong } from './field'
import { inbox } from './inbox'
import { api, session } from './me'

const VISIBILITIES: readonly [Visibility, string][] = [
  ['everyone', 'Everyone'],
  ['shared_rooms', 'People in my rooms'],
  ['nobody', 'Nobody'],
]

export function Settings({ onClose }: { onClose: () => void }) {
  const me = useSignal<Me | undefined>(undefined)
  const problem = useSignal<Problem | undefined>(undefined)
  useEffect(() => {
    api.me().then(
      (answer) => (me.value = answer),
      (thrown: unknown) => (problem.value = Problem.from(thrown)),
    )
  }, [])
  return (
    <Dialog title="Settings" onClose={onClose}>
      {me.value ? (
        <SettingsForm me={me.value} onClose={onClose} />
      ) : problem.value ? (
        <p class="notice error" role="alert">
          {problem.value.words}
        </p>
      ) : (
        <p class="quiet">Loading…</p>
      )}
    </Dialog>
  )
}

function SettingsForm({ me, onClose }: { me: Me; onClose: () => void }) {
  const busy = useSignal(false)
  const problem = useSignal<Problem | undefined>(undefined)
  const form = useRef<HTMLFormElement>(null)

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const filled = new FormData(form.current!)
    const display_name = String(filled.get('display_name')).trim()
    busy.value = true
    problem.value = undefined
    try {
      const changed = await api.changeMe({
        ...(display_name !== me.display_name && { display_name }),
        privacy: {
          last_seen: filled.get('last_seen') as Visibility,
          read_receipts: filled.has('read_receipts'),
        },
      })
      session.renamed(changed)
      // What one hides or shows, one sees less or more of.
      inbox.lookAround()
      onClose()
    } catch (thrown) {
      problem.value = Problem.from(thrown)
      focusWrong(form.current!)
    } finally {
      busy.value = false
    }
  }

  return (
    <form ref={form} class="form" onSubmit={(event) => void save(event)} noValidate>
      <Field
        name="display_name"
        label="Name that others see"
        defaultValue={me.display_name}
        problem={problem.value?.of('display_name')}
        autocomplete="off"
        maxLength={100}
      />
      <div class="field">
        <label>
          <span>Who sees when I am here</span>
          <select class="input" name="last_seen" aria-describedby="last-seen-note">
            {VISIBILITIES.map(([value, words]) => (
              <option key={value} value={value} selected={value === me.privacy.last_seen}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <small id="last-seen-note">Whoever hides it does not see others’ either.</small>
      </div>
      <div class="field">
        <label class="switch">
          <input
            type="checkbox"
            name="read_receipts"
            defaultChecked={me.privacy.read_receipts}
            aria-describedby="read-receipts-note"
          />
          <span>Read receipts</span>
        </label>
        <small id="read-receipts-note">
          Without them nobody sees what you have read, and you do not see what others have.
        </small>
      </div>
      <div role="alert">{problem.value && <p class="notice error">{problem.value.words}</p>}</div>
      <button class="button primary" type="submit" disabled={busy.value}>
        Save
      </button>
    </form>
  )
}
