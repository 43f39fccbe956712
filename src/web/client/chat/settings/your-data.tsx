// All that there is of me: to download, and to delete.
import { useRef } from 'preact/hooks'
import { Icon } from '../../shared/icons'
import { Alert, useAttempt } from '../attempt'
import { Field, focusWrong } from '../field'
import { chat, signOut, user } from '../me'
import { Sure } from '../sure'

export function YourData() {
  const { busy, problem, run } = useAttempt()
  return (
    <>
      <p class="quiet">
        Your account, your groups and every message you have sent, as JSON, one line for each. Files are
        listed with their addresses.
      </p>
      <button class="button" type="button" disabled={busy} onClick={() => void run(save)}>
        <Icon name="download" /> {busy ? 'Preparing…' : 'Download my data'}
      </button>
      <Alert problem={problem} />
      <DeleteAccount />
    </>
  )
}

async function save(): Promise<void> {
  const url = URL.createObjectURL(await chat().http.bytes('/auth/me/export'))
  const link = document.createElement('a')
  link.href = url
  link.download = `${user.peek()!.username}.ndjson`
  link.click()
  // The browser has its own hold on it once the download has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

function DeleteAccount() {
  const { busy, problem, run } = useAttempt()
  const form = useRef<HTMLFormElement>(null)
  async function erase(): Promise<void> {
    const password = String(new FormData(form.current!).get('password'))
    if (!(await run(() => chat().users.deleteMe(password)))) return focusWrong(form.current!)
    // The server has ended the session, too, and may have said so already.
    if (user.peek()) await signOut()
  }
  return (
    <form ref={form} class="form" onSubmit={(event) => event.preventDefault()} noValidate>
      <h3>Delete my account</h3>
      <p class="quiet">
        This can’t be undone: your messages are deleted for everyone, you leave all groups, and your username
        becomes available to others.
      </p>
      <Field
        name="password"
        label="Password"
        type="password"
        autocomplete="current-password"
        problem={problem?.of('password')}
      />
      <Alert problem={problem} />
      {busy ? (
        <p class="quiet">Deleting…</p>
      ) : (
        <Sure label="Delete my account" sure="Delete my account permanently?" onSure={() => void erase()} />
      )}
    </form>
  )
}
