// Whom I have blocked.
import { signal } from '@preact/signals'
import type { User } from '../shared/wire'
import { people, user } from './me'

/** Pages that are asked for at most: whom it does not know of, the server still keeps away. */
const PAGES = 10

class Blocks {
  /** Undefined until they are known. */
  readonly users = signal<readonly User[] | undefined>(undefined)

  constructor() {
    user.subscribe(() => (this.users.value = undefined))
  }

  has(id: string): boolean {
    return this.users.value?.some((each) => each.id === id) ?? false
  }

  /** @throws Problem */
  async load(): Promise<void> {
    if (this.users.peek()) return
    const found: User[] = []
    let cursor: string | null | undefined
    for (let page = 0; page < PAGES && cursor !== null; page++) {
      const { items, next_cursor } = await people.blocked(cursor)
      found.push(...items)
      cursor = next_cursor
    }
    this.users.value = found
  }

  /** @throws Problem */
  async set(whom: User, on: boolean): Promise<void> {
    await people.block(whom.username, on)
    const others = (this.users.peek() ?? []).filter(({ id }) => id !== whom.id)
    this.users.value = on ? [whom, ...others] : others
  }
}

export const blocks = new Blocks()
