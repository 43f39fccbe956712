// Who is in the open room: the first of them, and more for whoever asks.
import { signal } from '@preact/signals'
import type { Member } from '../shared/wire'
import { faces } from './faces'
import { api, user } from './me'

export class MemberList {
  readonly members = signal<readonly Member[]>([])
  /** What I am there. */
  readonly me = signal<Member | undefined>(undefined)
  private next: string | null = null

  constructor(private readonly room: string) {}

  /** @throws Problem */
  async load(): Promise<void> {
    const page = await api.members(this.room)
    faces.learn(page.items.map((each) => each.user))
    this.me.value = page.items.find(isMe) ?? (await this.findMe())
    const before = this.members.peek()
    // Whoever has opened further pages keeps them.
    if (before.length > page.items.length && page.next_cursor)
      return void (this.members.value = before.map((each) => page.items.find(is(each)) ?? each))
    this.members.value = page.items
    this.next = page.next_cursor
  }

  /** Somebody is another by now. */
  put(member: Member): void {
    this.members.value = this.members.peek().map((each) => (is(member)(each) ? member : each))
  }

  /** Somebody is not there any more. */
  drop(member: Member): void {
    this.members.value = this.members.peek().filter((each) => !is(member)(each))
  }

  /** @throws Problem */
  async loadMore(): Promise<void> {
    if (this.next === null) return
    const page = await api.members(this.room, { cursor: this.next })
    faces.learn(page.items.map((each) => each.user))
    const known = new Set(this.members.peek().map((each) => each.user.id))
    this.members.value = [...this.members.peek(), ...page.items.filter((each) => !known.has(each.user.id))]
    this.next = page.next_cursor
  }

  private async findMe(): Promise<Member | undefined> {
    const { items } = await api.members(this.room, { q: user.peek()!.username })
    return items.find(isMe)
  }
}

const is =
  (one: Member) =>
  (other: Member): boolean =>
    one.user.id === other.user.id
const isMe = (member: Member): boolean => member.user.id === user.peek()?.id
