// My picture, my name, what I say of myself, and who sees how much of me.
import { useRef } from 'preact/hooks'
import type { Audience, Me } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { Avatar } from '../avatar'
import { faces } from '../faces'
import { Field, focusWrong, Select, TextArea } from '../field'
import { inbox } from '../inbox'
import { api, session } from '../me'
import { PicturePicker } from '../picture-picker'

const AUDIENCES: readonly (readonly [Audience, string])[] = [
  ['everyone', 'Everyone'],
  ['shared_rooms', 'People in my rooms'],
  ['nobody', 'Nobody'],
]
/** Characters; from the wire contract. */
const LONGEST_ABOUT = 300

interface ProfileFormProps {
  me: Me
  onChanged: (me: Me) => void
  onClose: () => void
}

export function ProfileForm({ me, onChanged, onClose }: ProfileFormProps) {
  const { busy, problem, run } = useAttempt()
  const form = useRef<HTMLFormElement>(null)
  const change = async (changes: Parameters<typeof api.changeMe>[0]) => {
    const changed = await api.changeMe(changes)
    session.changed(changed)
    faces.learn([changed])
    return changed
  }
  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const filled = new FormData(form.current!)
    const words = (name: string) => String(filled.get(name)).trim()
    const display_name = words('display_name')
    const done = await run(() =>
      change({
        ...(display_name !== me.display_name && { display_name }),
        about: words('about'),
        privacy: {
          last_seen: filled.get('last_seen') as Audience,
          direct: filled.get('direct') as Audience,
          read_receipts: filled.has('read_receipts'),
        },
      }),
    )
    if (!done) return focusWrong(form.current!)
    // What one hides or shows, one sees less or more of.
    inbox.lookAround()
    onClose()
  }
  return (
    <>
      <PicturePicker
        has={me.avatar_url !== null}
        onPicked={async (avatar) => onChanged(await change({ avatar }))}
      >
        <Avatar of={me} large />
      </PicturePicker>
      <form ref={form} class="form" onSubmit={(event) => void save(event)} noValidate>
        <Field
          name="display_name"
          label="Name that others see"
          defaultValue={me.display_name}
          problem={problem?.of('display_name')}
          autocomplete="off"
          maxLength={100}
        />
        <TextArea
          name="about"
          label="About me"
          value={me.about}
          problem={problem?.of('about')}
          maxLength={LONGEST_ABOUT}
        />
        <Select
          name="last_seen"
          label="Who sees when I am here"
          hint="Whoever hides it does not see others’ either."
          options={AUDIENCES}
          value={me.privacy.last_seen}
        />
        <Select
          name="direct"
          label="Who can begin a chat with me"
          hint="Chats that are there already go on."
          options={AUDIENCES}
          value={me.privacy.direct}
        />
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
        <Alert problem={problem} />
        <button class="button primary" type="submit" disabled={busy}>
          Save
        </button>
      </form>
    </>
  )
}
