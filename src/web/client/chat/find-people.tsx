// Finding people by how their username, or a word of their name, begins.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useId } from 'preact/hooks'
import { Icon } from '../shared/icons'
import type { User } from '../shared/wire'
import { faces } from './faces'
import { inbox } from './inbox'
import { chat, user } from './me'
import { PageList, usePages } from './pages'
import { PersonLine } from './person-line'

/** Characters from which on there is an answer; from the wire contract. */
export const SHORTEST = 2
/** Milliseconds without another letter, after which a search is worth asking. */
const TYPING_MS = 150

/** What was typed, once nothing more has been for a moment. */
export function useSettled(words: string): string {
  const settled = useSignal(words)
  useEffect(() => {
    const timer = setTimeout(() => (settled.value = words), TYPING_MS)
    return () => clearTimeout(timer)
  }, [words])
  return settled.value.trim()
}

/** Everybody of that name but oneself; with fewer characters, whoever is suggested. */
export const useFound = (q: string, suggested: () => Promise<User[]> | User[] = () => []) =>
  usePages(
    async (cursor) => {
      if ([...q].length < SHORTEST) return { users: await suggested(), next_cursor: null }
      const page = await chat().users.find({ q, ...(cursor && { cursor }) })
      faces.learn(page.users)
      return { ...page, users: page.users.filter(({ id }) => id !== user.peek()?.id) }
    },
    [[...q].length < SHORTEST ? '' : q],
  )

/** Groups whose members are suggested, and how many people that makes at the most. */
const GROUPS = 3
const SUGGESTED = 30

/** Those of one's direct chats, then those of one's groups, the latest activity first. */
async function familiar(): Promise<User[]> {
  const rooms = inbox.rooms.peek() ?? []
  const groups = rooms.filter(({ kind }) => kind === 'group').slice(0, GROUPS)
  // Where a group cannot be asked, the others are enough.
  const members = await Promise.all(
    groups.map(({ name }) =>
      chat()
        .rooms.members(name, { limit: SUGGESTED })
        .then((page) => page.members.map((each) => each.user))
        .catch(() => []),
    ),
  )
  const people = new Map(
    [...rooms.flatMap(({ peer }) => peer ?? []), ...members.flat()].map((each) => [each.id, each]),
  )
  people.delete(user.peek()?.id ?? '')
  const found = [...people.values()].filter(({ username }) => username !== 'deleted').slice(0, SUGGESTED)
  faces.learn(found)
  return found
}

interface FindPeopleProps {
  /** What can be done with each. */
  children: (found: User) => ComponentChildren
}

export function FindPeople({ children }: FindPeopleProps) {
  const words = useSignal('')
  const q = useSettled(words.value)
  const pages = useFound(q, familiar)
  const id = useId()
  return (
    <section class="find" aria-label="People">
      <label class="search" for={id}>
        <Icon name="search" size={18} />
        <span class="spoken">Search people</span>
        <input
          id={id}
          type="search"
          placeholder="Search people by name"
          autocomplete="off"
          enterkeyhint="search"
          autofocus
          value={words.value}
          onInput={(event) => (words.value = event.currentTarget.value)}
        />
      </label>
      <PageList
        pages={pages}
        label="People"
        empty={[...q].length < SHORTEST ? 'Type the beginning of a name.' : 'No people found.'}
      >
        {(found) => (
          <PersonLine key={found.id} of={found}>
            {children(found)}
          </PersonLine>
        )}
      </PageList>
    </section>
  )
}
