// My picture, my name, and what I say of myself.
import { useRef } from 'preact/hooks'
import { Alert, useAttempt } from '../attempt'
import { Avatar } from '../avatar'
import { Field, focusWrong, MARKED, TextArea } from '../field'
import { PicturePicker } from '../picture-picker'
import type { MeChanges, SettingsProps } from './settings-view'

/** Characters; from the wire contract. */
const LONGEST_NAME = 100
const LONGEST_ABOUT = 300

export function ProfileForm({ me, change, done }: SettingsProps) {
  const { busy, problem, run } = useAttempt()
  const form = useRef<HTMLFormElement>(null)
  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const filled = new FormData(form.current!)
    const words = (name: string) => String(filled.get(name)).trim()
    const changes: MeChanges = { display_name: words('display_name'), about: words('about') }
    if (await run(() => change(changes))) done()
    else focusWrong(form.current!)
  }
  return (
    <>
      <PicturePicker has={me.avatar_url !== null} onPicked={(avatar) => change({ avatar })}>
        <Avatar of={me} large />
      </PicturePicker>
      <form ref={form} class="form" onSubmit={(event) => void save(event)} noValidate>
        <Field
          name="display_name"
          label="Name"
          hint={`What others see. 1 to ${LONGEST_NAME} characters.`}
          defaultValue={me.display_name}
          problem={problem?.of('display_name')}
          autocomplete="name"
          maxLength={LONGEST_NAME}
        />
        <TextArea
          name="about"
          label="About"
          hint={`A few words about you. Up to ${LONGEST_ABOUT} characters.`}
          value={me.about}
          problem={problem?.of('about')}
          maxLength={LONGEST_ABOUT}
        />
        <p class="quiet">
          Your username is <strong>@{me.username}</strong>. It can’t be changed.
        </p>
        <Alert problem={problem} words={problem?.errors.length ? MARKED : undefined} />
        <button class="button primary" type="submit" disabled={busy}>
          Save
        </button>
      </form>
    </>
  )
}
