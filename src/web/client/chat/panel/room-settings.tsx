// What owner and admins can set about a group, each with what it does.
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Chatroom, RoomSettings } from '../../shared/wire'
import type { RoomChanges } from '../answers'
import { Alert, useAttempt } from '../attempt'
import { RoomAvatar } from '../avatar'
import { focusWrong, MARKED, Select, TextArea } from '../field'
import { chat } from '../me'
import { PicturePicker } from '../picture-picker'
import { LIMITS, MaximumField, VISIBILITIES } from '../room-limits'
import { duration } from '../times'
import type { ViewProps } from './sheet'

const WHO = [
  ['members', 'All members'],
  ['admins', 'Only admins'],
] as const
const JOINS = [
  ['open', 'Anyone can join'],
  ['approval', 'Admins approve requests'],
] as const
const HISTORIES = [
  ['all', 'All earlier messages'],
  ['since_joined', 'Only messages sent after they join'],
] as const
/** Seconds. */
const LIVES = [
  ['', 'Off'],
  ['86400', '24 hours'],
  ['604800', '7 days'],
  ['7776000', '90 days'],
] as const
const PAUSES = [
  ['0', 'Off'],
  ['10', '10 seconds'],
  ['30', '30 seconds'],
  ['60', '1 minute'],
  ['300', '5 minutes'],
  ['3600', '1 hour'],
] as const

export function RoomSettingsForm({ room, go }: ViewProps) {
  const info = room.info.value!
  const form = useRef<HTMLFormElement>(null)
  const { busy, problem, run } = useAttempt()
  const change = (changes: RoomChanges) => chat().rooms.change(room.name, changes)
  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (await run(() => change(filledIn(form.current!)))) go('about')
    else focusWrong(form.current!)
  }
  return (
    <>
      <PicturePicker
        has={info.avatar_url !== null}
        onPicked={async (avatar) => void (await change({ avatar }))}
      >
        <RoomAvatar room={info} large />
      </PicturePicker>
      <form ref={form} class="form" onSubmit={(event) => void save(event)} noValidate>
        <TextArea
          name="description"
          label="Description"
          hint={`Everyone who can see the group sees it. Up to ${LIMITS.description.toLocaleString()} characters.`}
          value={info.description}
          problem={problem?.of('description')}
        />
        <Joining info={info} problem={fullWords(problem) ?? problem?.of('max_members')} />
        <Permissions settings={info.settings} />
        <Messages settings={info.settings} />
        <Alert problem={problem} words={problem?.errors.length ? MARKED : undefined} />
        <button class="button primary" type="submit" disabled={busy}>
          Save
        </button>
      </form>
    </>
  )
}

const fullWords = (problem: ReturnType<typeof useAttempt>['problem']): string | undefined =>
  problem?.code === 'chatroom_full' ? 'There are more members than that already.' : undefined

function Joining({ info, problem }: { info: Chatroom; problem: string | undefined }) {
  const visibility = useSignal(info.visibility)
  return (
    <>
      <Select
        name="visibility"
        label="Visibility"
        hint="A private group is not listed anywhere: people are added, or use an invite link."
        options={VISIBILITIES}
        value={visibility.value}
        onChoose={(chosen) => (visibility.value = chosen)}
      />
      {visibility.value === 'public' && (
        <Select
          name="join"
          label="Who can join"
          hint="Invite links always let people in at once."
          options={JOINS}
          value={info.settings.join}
        />
      )}
      <MaximumField value={info.max_members} problem={problem} />
      <Select
        name="history"
        label="New members see"
        hint="Hidden messages can’t be found by search or seen in quotes either."
        options={HISTORIES}
        value={info.settings.history}
      />
    </>
  )
}

const Permissions = ({ settings }: { settings: RoomSettings }) => (
  <>
    <Select
      name="who_can_send"
      label="Send messages"
      hint="Only admins: an announcement group. Members read and react."
      options={WHO}
      value={settings.who_can_send}
    />
    <Select
      name="who_can_invite"
      label="Add members"
      hint="And create invite links."
      options={WHO}
      value={settings.who_can_invite}
    />
    <Select
      name="who_can_pin"
      label="Pin messages"
      hint="Up to 10 messages can be pinned at a time."
      options={WHO}
      value={settings.who_can_pin}
    />
  </>
)

/** With what another app may have set, and is not offered here. */
const including = (spans: readonly (readonly [string, string])[], value: string) =>
  spans.some(([each]) => each === value) ? spans : [...spans, [value, duration(Number(value))] as const]

function Messages({ settings }: { settings: RoomSettings }) {
  const pause = String(settings.slow_mode)
  const life = String(settings.disappear_after ?? '')
  return (
    <>
      <Select
        name="slow_mode"
        label="Slow mode"
        hint="How long a member waits between two messages. Admins don’t wait."
        options={including(PAUSES, pause)}
        value={pause}
      />
      <Select
        name="disappear_after"
        label="Disappearing messages"
        hint="New messages are deleted for everyone after this time."
        options={including(LIVES, life)}
        value={life}
      />
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
      // Nobody who is not invited can ask to come into a private group.
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
