// The dialog that creates a group: who is in it, then what it is.
import { useSignal, type Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../shared/icons'
import { Problem } from '../shared/problem'
import { nameOf, type Chatroom, type User } from '../shared/wire'
import { Alert, useAttempt } from './attempt'
import { RoomAvatar } from './avatar'
import { Dialog } from './dialog'
import { Field, focusWrong, MARKED, Select, TextArea } from './field'
import { FindPeople } from './find-people'
import { chat, openRoom } from './me'
import './panel/panel.css'
import { PicturePicker } from './picture-picker'
import { LIMITS, MaximumField, VISIBILITIES } from './room-limits'

const NAME_RULE = 'Letters, digits and _ - . only; a letter or digit first. Spaces become dashes.'
/** Members that a group has room for unless something else is said. */
const USUAL = 50

/** Who could not be added, and why. */
type Missed = readonly (readonly [User, Problem])[]

export function NewGroup({ onClose }: { onClose: () => void }) {
  const step = useSignal<'people' | 'details'>('people')
  const people = useSignal<readonly User[]>([])
  const missed = useSignal<Missed>([])
  async function made(room: Chatroom): Promise<void> {
    openRoom(room.name)
    missed.value = await addAll(room.name, people.value)
    if (missed.value.length === 0) onClose()
  }
  if (missed.value.length > 0) return <NotAdded missed={missed.value} onClose={onClose} />
  if (step.value === 'people')
    return (
      <Dialog title="Add members" onClose={onClose}>
        <Choosing chosen={people.value} onChange={(next) => (people.value = next)} />
        <div class="steps">
          <small class="quiet">You can add more people later.</small>
          <button class="button primary" type="button" onClick={() => (step.value = 'details')}>
            {people.value.length > 0 ? 'Next' : 'Skip'}
          </button>
        </div>
      </Dialog>
    )
  return (
    <Dialog title="New group" onBack={() => (step.value = 'people')} onClose={onClose}>
      <Details onMade={made} />
    </Dialog>
  )
}

interface ChoosingProps {
  chosen: readonly User[]
  onChange: (chosen: readonly User[]) => void
}

function Choosing({ chosen, onChange }: ChoosingProps) {
  const without = ({ id }: User) => chosen.filter((each) => each.id !== id)
  return (
    <>
      {chosen.length > 0 && (
        <ul class="people-chosen" aria-label="Chosen members">
          {chosen.map((each) => (
            <li key={each.id}>
              <button
                class="person-chip"
                type="button"
                aria-label={`Remove ${nameOf(each)}`}
                onClick={() => onChange(without(each))}
              >
                <bdi>{nameOf(each)}</bdi> <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <FindPeople>
        {(found) => {
          const taken = chosen.some(({ id }) => id === found.id)
          return (
            <button
              class={`button small whole-line ${taken ? 'primary' : ''}`}
              type="button"
              aria-pressed={taken}
              aria-label={`${taken ? 'Added' : 'Add'} ${nameOf(found)}`}
              onClick={() => onChange(taken ? without(found) : [...chosen, found])}
            >
              {taken ? 'Added' : 'Add'}
            </button>
          )
        }}
      </FindPeople>
    </>
  )
}

/** One after the other: who is refused keeps nobody else out. */
async function addAll(room: string, people: readonly User[]): Promise<Missed> {
  const missed: [User, Problem][] = []
  for (const each of people)
    await chat()
      .rooms.add(room, each.username)
      .catch((thrown: unknown) => missed.push([each, Problem.from(thrown)]))
  return missed
}

const NotAdded = ({ missed, onClose }: { missed: Missed; onClose: () => void }) => (
  <Dialog title="Group created" onClose={onClose}>
    <div role="alert">
      {missed.map(([each, problem]) => (
        <p key={each.id} class="notice">
          <bdi>{nameOf(each)}</bdi> could not be added: {problem.words}
        </p>
      ))}
    </div>
    <button class="button primary" type="button" onClick={onClose}>
      OK
    </button>
  </Dialog>
)

function Details({ onMade }: { onMade: (room: Chatroom) => Promise<void> }) {
  const { busy, problem, run } = useAttempt()
  const form = useRef<HTMLFormElement>(null)
  const name = useSignal('')
  const photo = useSignal<Photo | undefined>(undefined)
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const filled = new FormData(form.current!)
    const done = await run(async () => {
      const room = await chat().rooms.create({
        name: name.value,
        max_members: Number(filled.get('max_members')),
        description: String(filled.get('description')).trim(),
        visibility: filled.get('visibility') as Chatroom['visibility'],
      })
      if (photo.value) await chat().rooms.change(room.name, { avatar: photo.value.id })
      await onMade(room)
    })
    if (!done) focusWrong(form.current!)
  }
  return (
    <form ref={form} class="form" onSubmit={(event) => void submit(event)} noValidate>
      <GroupPhoto name={name.value} photo={photo} />
      <NameField name={name} problem={problem} />
      <TextArea
        name="description"
        label="Description (optional)"
        value=""
        hint={`Up to ${LIMITS.description.toLocaleString()} characters.`}
        problem={problem?.of('description')}
      />
      <Select name="visibility" label="Visibility" options={VISIBILITIES} value="public" />
      <MaximumField value={USUAL} problem={problem?.of('max_members')} />
      <Alert problem={problem} words={problem && wordsOf(problem)} />
      <button class="button primary" type="submit" disabled={busy}>
        Create group
      </button>
    </form>
  )
}

/** An upload, and how it looks. */
interface Photo {
  id: string
  url: string
}

function GroupPhoto({ name, photo }: { name: string; photo: Signal<Photo | undefined> }) {
  const choose = (id: string | null, file?: File) => {
    if (photo.peek()) URL.revokeObjectURL(photo.peek()!.url)
    photo.value = id && file ? { id, url: URL.createObjectURL(file) } : undefined
  }
  useEffect(() => () => choose(null), [])
  return (
    <PicturePicker has={photo.value !== undefined} onPicked={async (id, file) => choose(id, file)}>
      {photo.value ? (
        <span class="avatar large" aria-hidden="true">
          <img src={photo.value.url} alt="" />
        </span>
      ) : (
        <RoomAvatar room={{ name: name || '?', avatar_url: null }} large />
      )}
    </PicturePicker>
  )
}

const NameField = ({ name, problem }: { name: Signal<string>; problem: Problem | undefined }) => (
  <Field
    name="name"
    label="Group name"
    hint={NAME_RULE}
    problem={wrongName(problem)}
    autocomplete="off"
    maxLength={LIMITS.name}
    autofocus
    value={name.value}
    onInput={(event) => {
      name.value = event.currentTarget.value.replace(/\s/g, '-')
      // Also where that is what it was before.
      event.currentTarget.value = name.value
    }}
  />
)

/** The server names a wrong character by its number, for developers: whoever typed it has the rule instead. */
function wrongName(problem: Problem | undefined): string | undefined {
  const words = problem?.code === 'chatroom_exists' ? problem.words : problem?.of('name')
  return words?.includes('U+') ? NAME_RULE : words
}

const wordsOf = (problem: Problem): string =>
  problem.code === 'chatroom_exists' || problem.errors.length > 0 ? MARKED : problem.words
