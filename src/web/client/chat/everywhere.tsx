// The search: one's chats, what was said in all of them, people, and public groups, in one list for eyes, arrows and ears.
import type { ComponentChild } from 'preact'
import { nameOf, type Chatroom, type Message, type User } from '../shared/wire'
import { Alert } from './attempt'
import { useFound, useSettled, SHORTEST } from './find-people'
import { plainWithPlaces } from './formatting'
import { inbox } from './inbox'
import { chat } from './me'
import { MessageHit } from './message-hit'
import { usePages } from './pages'
import { PersonEntry } from './person-entry'
import { OtherEntry, ShortEntry } from './short-entry'
import { query } from './side'
import { count, titleOf } from './words'

/** Of each kind that is shown before somebody asks for more. */
const SOME = 20

type Found = Awaited<ReturnType<ReturnType<typeof chat>['messages']['search']>>['results'][number]

/** All that is found by what is typed. */
function useEverything() {
  const typed = query.value.trim()
  const q = useSettled(typed)
  const messages = usePages(
    async (cursor) =>
      q === ''
        ? { results: [], next_cursor: null }
        : chat().messages.search({ q, limit: SOME, ...(cursor && { cursor }) }),
    [q],
  )
  const people = useFound(q)
  const groups = usePages(
    async () => (q === '' ? { chatrooms: [], next_cursor: null } : chat().rooms.list({ q, limit: SOME })),
    [q],
  )
  const mine = inbox.rooms.value ?? []
  const known = new Set(mine.map(({ peer }) => peer?.id))
  const named = [...q].length < SHORTEST ? [] : (people.items ?? [])
  return {
    chats: mine.filter((room) => has(room, typed)).slice(0, SOME),
    hits: messages.items ?? [],
    strangers: named.filter(({ id }) => !known.has(id)),
    groups: (groups.items ?? []).filter(({ role }) => role === null),
    messages,
    settled: q === typed && !messages.busy && !people.busy && !groups.busy,
    problem: messages.problem ?? groups.problem ?? people.problem,
  }
}

export function Everywhere() {
  const { chats, hits, strangers, groups, messages, settled, problem } = useEverything()
  const numbers = [
    [chats.length, 'chat'],
    [hits.length, 'message'],
    [strangers.length, 'person', 'people'],
    [groups.length, 'group'],
  ] as const
  const nothing = numbers.every(([number]) => number === 0)
  return (
    <>
      <p class="spoken" role="status">
        {settled && (nothing ? 'Nothing found.' : spoken(numbers))}
      </p>
      <Section title="Chats">
        {chats.map((room) => (
          <ShortEntry key={room.name} room={room} />
        ))}
      </Section>
      <Section title="Messages">{hits.map(hitOf)}</Section>
      {messages.hasMore && (
        <button
          class="button small"
          type="button"
          disabled={messages.busy}
          onClick={() => void messages.more()}
        >
          More messages
        </button>
      )}
      <Section title="People">
        {strangers.map((each) => (
          <PersonEntry key={each.id} of={each} />
        ))}
      </Section>
      <Section title="Groups to discover">
        {groups.map((room) => (
          <OtherEntry key={room.name} room={room} />
        ))}
      </Section>
      {settled && <Alert problem={problem} />}
      {nothing && !problem && (
        <p class="empty quiet">{settled ? 'No chats, messages, people or groups found.' : 'Searching…'}</p>
      )}
    </>
  )
}

const hitOf = (found: Found) => (
  <MessageHit
    key={`${found.message.chatroom} ${found.message.seq}`}
    message={found.message as Message}
    {...wordsOf(found)}
  />
)

const spoken = (found: readonly (readonly [number, string, string?])[]): string =>
  found.flatMap(([number, one, many]) => (number > 0 ? count(number, one, many) : [])).join(', ')

/** Accents and the case of letters make no difference, as on the server. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase()

const namesOf = (room: Chatroom): string =>
  `${titleOf(room)} ${room.peer ? `${nameOf(room.peer)} ${(room.peer as User).username}` : ''}`

const has = (room: Chatroom, words: string): boolean => plain(namesOf(room)).includes(plain(words))

/** What of a message was found, as it is read, and where in that. */
function wordsOf({ field, message, highlights }: Found) {
  const { attachment, poll, message: text = '' } = message as Message
  if (field === 'filename') return { words: attachment?.filename ?? '', highlights }
  if (field === 'question') return { words: poll?.question ?? '', highlights }
  const { plain: words, placeOf } = plainWithPlaces(text)
  return { words, highlights: highlights.map((ends) => ends.map(placeOf)) }
}

function Section({ title, children }: { title: string; children: ComponentChild[] }) {
  if (children.length === 0) return null
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul>{children}</ul>
    </section>
  )
}
