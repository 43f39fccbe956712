// Finding people by how their username, or a word of their name, begins.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useId } from 'preact/hooks'
import { Icon } from '../shared/icons'
import type { User } from '../shared/wire'
import { faces } from './faces'
import { inbox } from './inbox'
import { people, user } from './me'
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

/** Everybody of that name but oneself; with fewer characters, those whom one chats with. */
export function useFound(q: string) {
  const short = [...q].length < SHORTEST
  return usePages<User>(
    async (cursor) => {
      if (short) return { items: peers(), next_cursor: null }
      const page = await people.find(q, cursor)
      faces.learn(page.items)
      return { ...page, items: page.items.filter(({ id }) => id !== user.peek()?.id) }
    },
    [short ? '' : q],
  )
}

const peers = (): User[] => (inbox.rooms.peek() ?? []).flatMap(({ peer }) => peer ?? [])

interface FindPeopleProps {
  /** What can be done with each. */
  children: (found: User) => ComponentChildren
}

export function FindPeople({ children }: FindPeopleProps) {
  const words = useSignal('')
  const q = useSettled(words.value)
  const pages = useFound(q)
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
          autofocus
          value={words.value}
          onInput={(event) => (words.value = event.currentTarget.value)}
        />
      </label>
      <PageList
        pages={pages}
        label="People"
        empty={
          [...q].length < SHORTEST ? 'Type the beginning of a name.' : 'Nobody has a name that begins so.'
        }
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
