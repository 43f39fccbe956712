// Whom I have blocked.
import { signal } from '@preact/signals'
import type { User } from '../shared/wire'
import { chat, user } from './me'

/** Pages that are asked for at most: whom it does not know of, the server still keeps away. */
const PAGES = 10

class Blocks {
  /** Undefined until they are known. */
  readonly users = signal<readonly User[] | undefined>(undefined)

  constructor() {
    let before = user.peek()?.id
    user.subscribe((now) => {
      if (now?.id !== before) this.users.value = undefined
      before = now?.id
    })
  }

  has(id: string): boolean {
    return this.users.value?.some((each) => each.id === id) ?? false
  }

  /** @throws ChatError */
  async load(): Promise<void> {
    if (this.users.peek()) return
    const whose = user.peek()?.id
    const found: User[] = []
    let cursor: string | null | undefined
    for (let page = 0; page < PAGES && cursor !== null; page++) {
      const { users, next_cursor } = await chat().users.blocked({ limit: 100, ...(cursor && { cursor }) })
      found.push(...users)
      cursor = next_cursor
    }
    // Somebody else may have signed in meanwhile.
    if (user.peek()?.id === whose) this.users.value = found
  }

  /** @throws ChatError */
  async set(whom: User, on: boolean): Promise<void> {
    await chat().users[on ? 'block' : 'unblock'](whom.username)
    const others = (this.users.peek() ?? []).filter(({ id }) => id !== whom.id)
    this.users.value = on ? [whom, ...others] : others
  }
}

export const blocks = new Blocks()
