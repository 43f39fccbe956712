// Who is in the open room: the first of them, and more for whoever asks.
import { signal } from '@preact/signals'
import type { Member } from '../shared/wire'
import { api } from './me'

export class MemberList {
  readonly members = signal<readonly Member[]>([])
  private next: string | null = null

  constructor(private readonly room: string) {}

  /** @throws Problem */
  async load(): Promise<void> {
    const page = await api.members(this.room)
    // Whoever has opened further pages keeps them.
    if (this.members.peek().length > page.items.length && page.next_cursor) return
    this.members.value = page.items
    this.next = page.next_cursor
  }

  /** @throws Problem */
  async loadMore(): Promise<void> {
    if (this.next === null) return
    const page = await api.members(this.room, this.next)
    const known = new Set(this.members.peek().map((each) => each.user.id))
    this.members.value = [...this.members.peek(), ...page.items.filter((each) => !known.has(each.user.id))]
    this.next = page.next_cursor
  }
}
