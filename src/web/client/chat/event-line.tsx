// Lines between the messages: what became of the room or of its members; many of them folded into one.
import { useSignal } from '@preact/signals'
import type { Message, Person } from '../shared/wire'
import { nameIn, partsOf } from './events'
import { count } from './words'

/** So many that follow each other are folded. */
const MANY = 3
/** So many people are named in a folded line. */
const NAMED = 2

/** Verbs of what many may have done one after the other. */
const VERBS: Record<string, string> = { joined: 'joined', left: 'left' }

export function EventLines({ entries }: { entries: readonly Message[] }) {
  const open = useSignal(false)
  if (entries.length < MANY) return <Lines entries={entries} />
  return (
    <>
      <li class="notice-line" data-seq={entries.at(-1)!.seq}>
        <button type="button" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
          {folded(entries)}
        </button>
      </li>
      {open.value && <Lines entries={entries} />}
    </>
  )
}

const Lines = ({ entries }: { entries: readonly Message[] }) => (
  <>
    {entries.map((entry) => (
      <EventLine key={entry.seq} entry={entry} />
    ))}
  </>
)

const EventLine = ({ entry }: { entry: Message }) => (
  <li class="notice-line" data-seq={entry.seq}>
    <span>
      {partsOf(entry).map((part, place) =>
        typeof part === 'string' ? part : <bdi key={place}>{nameIn(part, place === 0)}</bdi>,
      )}
    </span>
  </li>
)

/** `Ann, Ben and 3 others joined`; of different things only how many they are. */
function folded(entries: readonly Message[]) {
  const [{ type }] = entries as [Message]
  const verb = entries.every((entry) => entry.type === type && !entry.by) ? VERBS[type] : undefined
  if (!verb) return count(entries.length, 'change', 'changes') + ' in this group'
  const who = new Map(
    entries.flatMap(({ sender }): [string, Person][] => (sender ? [[sender.id, sender]] : [])),
  )
  const people = [...who.values()]
  const more = people.length - NAMED
  return (
    <>
      {people.slice(0, NAMED).map((person, place) => (
        <>
          {place > 0 && (more > 0 ? ', ' : ' and ')}
          <bdi>{nameIn(person, place === 0)}</bdi>
        </>
      ))}
      {more > 0 && ` and ${count(more, 'other')}`} {verb}
    </>
  )
}
