// Where the pictures of people are: entries name them without, so those of everybody who was seen in a list are remembered.
import { signal } from '@preact/signals'
import type { Person, User } from '../shared/wire'
import { user } from './me'

class Faces {
  /** By the id of a person. */
  private readonly known = signal<ReadonlyMap<string, string | null>>(new Map())

  constructor() {
    // What one may see, another may not.
    let before = user.peek()?.id
    user.subscribe((now) => {
      if (now?.id !== before) this.known.value = new Map()
      before = now?.id
    })
  }

  /** Where the picture of somebody is, as far as it is known. */
  of(person: Person & Partial<Pick<User, 'avatar_url'>>): string | null | undefined {
    return person.avatar_url ?? this.known.value.get(person.id)
  }

  /** Remembers the pictures of these. */
  learn(users: readonly User[]): void {
    const before = this.known.peek()
    const news = users.filter(({ id, avatar_url }) => before.get(id) !== avatar_url)
    if (news.length === 0) return
    this.known.value = new Map([...before, ...news.map(({ id, avatar_url }) => [id, avatar_url] as const)])
  }
}

export const faces = new Faces()
