// Another password: whoever is signed in elsewhere is signed out by it.
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { Alert, useAttempt } from '../attempt'
import { Field, focusWrong, MARKED } from '../field'
import { chat, user } from '../me'

/** Characters; from the wire contract. */
const SHORTEST = 8
const LONGEST = 128

export function PasswordForm() {
  const form = useRef<HTMLFormElement>(null)
  const done = useSignal(false)
  const { busy, problem, run } = useAttempt()
  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const filled = new FormData(form.current!)
    const passwords = {
      current_password: String(filled.get('current_password')),
      new_password: String(filled.get('new_password')),
    }
    done.value = await run(() => chat().users.changePassword(passwords))
    if (!done.value) focusWrong(form.current!)
  }
  if (done.value) return <p role="status">Your password is changed. Your other devices are signed out.</p>
  return (
    <form ref={form} class="form" onSubmit={(event) => void save(event)} noValidate>
      {/* For password managers: whose password it is. */}
      <input
        type="text"
        name="username"
        autocomplete="username"
        value={user.value?.username}
        hidden
        readOnly
      />
      <Field
        name="current_password"
        label="Current password"
        type="password"
        autocomplete="current-password"
        problem={problem?.of('current_password')}
      />
      <Field
        name="new_password"
        label="New password"
        type="password"
        autocomplete="new-password"
        hint={`${SHORTEST} to ${LONGEST} characters. All your other devices are signed out.`}
        problem={problem?.of('new_password')}
      />
      <Alert problem={problem} words={problem?.errors.length ? MARKED : undefined} />
      <button class="button primary" type="submit" disabled={busy}>
        Change password
      </button>
    </form>
  )
}
