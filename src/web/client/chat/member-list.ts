// Who is in the open room: the first of them, and more for whoever asks.
import { signal } from '@preact/signals'
import type { Member } from '../shared/wire'
import { faces } from './faces'
import { chat, user } from './me'

export class MemberList {
  readonly members = signal<readonly Member[]>([])
  /** What I am there. */
  readonly me = signal<Member | undefined>(undefined)
  private next: string | null = null

  constructor(private readonly room: string) {}

  /** @throws ChatError */
  async load(): Promise<void> {
    const { members, next_cursor } = await this.ask({})
    this.me.value = members.find(isMe) ?? (await this.findMe())
    const before = this.members.peek()
    // Whoever has opened further pages keeps them.
    if (before.length > members.length && next_cursor)
      return void (this.members.value = before.map((each) => members.find(is(each)) ?? each))
    this.members.value = members
    this.next = next_cursor
  }

  /** Somebody is another by now. */
  put(member: Member): void {
    this.members.value = this.members.peek().map((each) => (is(member)(each) ? member : each))
  }

  /** Somebody is not there any more. */
  drop(member: Member): void {
    this.members.value = this.members.peek().filter((each) => !is(member)(each))
  }

  /** @throws ChatError */
  async loadMore(): Promise<void> {
    if (this.next === null) return
    const { members, next_cursor } = await this.ask({ cursor: this.next })
    const known = new Set(this.members.peek().map((each) => each.user.id))
    this.members.value = [...this.members.peek(), ...members.filter((each) => !known.has(each.user.id))]
    this.next = next_cursor
  }

  private async findMe(): Promise<Member | undefined> {
    const { members } = await this.ask({ q: user.peek()!.username })
    return members.find(isMe)
  }

  private async ask(query: { cursor?: string; q?: string }) {
    const page = await chat().rooms.members(this.room, query)
    faces.learn(page.members.map((each) => each.user))
    return page
  }
}

const is =
  (one: Member) =>
  (other: Member): boolean =>
    one.user.id === other.user.id
const isMe = (member: Member): boolean => member.user.id === user.peek()?.id
