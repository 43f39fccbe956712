// What owner and admins can set about a room, each with what it does.
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { RoomChanges } from '../../shared/governing-api'
import type { Chatroom, RoomSettings, Who } from '../../shared/wire'
import { Alert, useAttempt } from '../attempt'
import { RoomAvatar } from '../avatar'
import { VISIBILITIES } from '../create-room'
import { Field, focusWrong, Select, TextArea } from '../field'
import { governing } from '../me'
import { PicturePicker } from '../picture-picker'
import type { ViewProps } from './room-sheet'

const WHO: readonly (readonly [Who, string])[] = [
  ['members', 'Everybody in the room'],
  ['admins', 'Owner and admins'],
]
const JOINS = [
  ['open', 'At once'],
  ['approval', 'After asking owner or admins'],
] as const
const HISTORIES = [
  ['all', 'All that was said before'],
  ['since_joined', 'Only what is said from then on'],
] as const
/** Seconds. */
const LIVES = [
  ['', 'Never'],
  ['86400', 'After a day'],
  ['604800', 'After a week'],
  ['7776000', 'After 90 days'],
] as const

const PAUSES = [
  ['0', 'Off'],
  ['10', '10 seconds'],
  ['30', '30 seconds'],
  ['60', 'A minute'],
  ['300', '5 minutes'],
  ['3600', 'An hour'],
] as const

export function RoomSettingsForm({ room, go }: ViewProps) {
  const info = room.info.value!
  const { settings } = info
  const form = useRef<HTMLFormElement>(null)
  const visibility = useSignal(info.visibility)
  const { busy, problem, run } = useAttempt()
  const change = async (changes: RoomChanges) => {
    room.info.value = await governing.change(room.name, changes)
  }
  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (await run(() => change(filledIn(form.current!)))) go('about')
    else focusWrong(form.current!)
  }
  // Another app may have set a pause that is not offered here.
  const pause = String(settings.slow_mode)
  const pauses = PAUSES.some(([each]) => each === pause)
    ? PAUSES
    : [...PAUSES, [pause, `${pause} seconds`] as const]
  const life = String(settings.disappear_after ?? '')
  const lives = LIVES.some(([each]) => each === life)
    ? LIVES
    : [...LIVES, [life, `after ${life} seconds`] as const]
  return (
    <>
      <PicturePicker has={info.avatar_url !== null} onPicked={(avatar) => change({ avatar })}>
        <RoomAvatar room={info} large />
      </PicturePicker>
      <form ref={form} class="form" onSubmit={(event) => void save(event)} noValidate>
        <TextArea
          name="description"
          label="What it is about"
          value={info.description}
          problem={problem?.of('description')}
        />
        <Select
          name="visibility"
          label="Who finds it"
          options={VISIBILITIES}
          value={visibility.value}
          onChoose={(chosen) => (visibility.value = chosen)}
        />
        {visibility.value === 'public' && (
          <Select
            name="join"
            label="Who wants to enter comes in"
            hint="An invite leads in at once, either way."
            options={JOINS}
            value={settings.join}
          />
        )}
        <Field
          name="max_members"
          label="Room for how many"
          hint="No more than this many are ever let in."
          type="number"
          min="1"
          max="100000"
          defaultValue={String(info.max_members)}
          problem={problem?.of('max_members')}
        />
        <Select
          name="history"
          label="Newcomers see"
          hint="What is hidden cannot be found or quoted to them either."
          options={HISTORIES}
          value={settings.history}
        />
        <Select
          name="who_can_send"
          label="Who can write"
          hint="With owner and admins alone, it is a room for announcements."
          options={WHO}
          value={settings.who_can_send}
        />
        <Select
          name="slow_mode"
          label="Slow mode"
          hint="How long a member waits between two messages. Owner and admins do not."
          options={pauses}
          value={pause}
        />
        <Select
          name="disappear_after"
          label="Messages disappear"
          hint="What was said before stays as long as it was said to."
          options={lives}
          value={life}
        />
        <Select
          name="who_can_invite"
          label="Who can add people"
          hint="And make invites."
          options={WHO}
          value={settings.who_can_invite}
        />
        <Select
          name="who_can_pin"
          label="Who can pin messages"
          hint="Ten at the most are pinned at once."
          options={WHO}
          value={settings.who_can_pin}
        />
        <Alert problem={problem} />
        <button class="button primary" type="submit" disabled={busy}>
          Save
        </button>
      </form>
    </>
  )
}

/** All that the form says: the server passes over what is as it was. */
function filledIn(form: HTMLFormElement): RoomChanges {
  const filled = new FormData(form)
  const chosen = <Name extends keyof RoomSettings>(name: Name) => filled.get(name) as RoomSettings[Name]
  return {
    description: String(filled.get('description')).trim(),
    max_members: Number(filled.get('max_members')),
    visibility: filled.get('visibility') as Chatroom['visibility'],
    settings: {
      // Nobody who is not invited can ask to come into a private room.
      ...(filled.has('join') && { join: chosen('join') }),
      history: chosen('history'),
      who_can_send: chosen('who_can_send'),
      who_can_invite: chosen('who_can_invite'),
      who_can_pin: chosen('who_can_pin'),
      slow_mode: Number(filled.get('slow_mode')),
      disappear_after: Number(filled.get('disappear_after')) || null,
    },
  }
}
