// All that there is of me: to take with me, and to be forgotten with it.
import { useRef } from 'preact/hooks'
import { Icon } from '../../shared/icons'
import { Alert, useAttempt } from '../attempt'
import { Field, focusWrong } from '../field'
import { people, session } from '../me'
import { Sure } from '../sure'

export function YourData() {
  const { busy, problem, run } = useAttempt()
  return (
    <>
      <p class="quiet">
        Your account, your rooms and everything that you have said, one line for each. Files are in it by
        their address.
      </p>
      <button class="button" type="button" disabled={busy} onClick={() => void run(save)}>
        <Icon name="download" /> {busy ? 'Collecting…' : 'Download my data'}
      </button>
      <Alert problem={problem} />
      <DeleteAccount />
    </>
  )
}

async function save(): Promise<void> {
  const url = URL.createObjectURL(await people.exported())
  const link = document.createElement('a')
  link.href = url
  link.download = `${session.user!.username}.ndjson`
  link.click()
  // The browser has its own hold on it once the download has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

function DeleteAccount() {
  const { busy, problem, run } = useAttempt()
  const form = useRef<HTMLFormElement>(null)
  async function erase(): Promise<void> {
    const password = String(new FormData(form.current!).get('password'))
    if (await run(() => people.erase(password))) await session.signOut()
    else focusWrong(form.current!)
  }
  return (
    <form ref={form} class="form" onSubmit={(event) => event.preventDefault()} noValidate>
      <h3>Delete my account</h3>
      <p class="quiet">
        For good: everything that you have said is deleted everywhere, you leave all rooms, and your name is
        free for others.
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
        <Sure label="Delete my account" sure="Really delete everything?" onSure={() => void erase()} />
      )}
    </form>
  )
}
