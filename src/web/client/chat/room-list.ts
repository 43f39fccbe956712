// The rooms that I could enter: public ones, by what is searched for. My own are told by the inbox.
import { signal } from '@preact/signals'
import { Problem } from '../shared/problem'
import type { Chatroom } from '../shared/wire'
import { api } from './me'

/** How often they are looked at again, in milliseconds: nobody tells of a room that one is not in. */
const REFRESH_MS = 60_000
/** Milliseconds without another letter, after which a search is worth asking. */
const TYPING_MS = 150

class RoomList {
  /** Undefined until they are known. */
  readonly others = signal<readonly Chatroom[] | undefined>(undefined)
  readonly more = signal<string | null>(null)
  readonly query = signal('')
  readonly problem = signal<Problem | undefined>(undefined)
  /** What `others` were found by. */
  readonly answered = signal('')
  /** Only the answer to the newest question counts. */
  private asked = 0
  private typing: number | undefined

  async load(): Promise<void> {
    const asked = ++this.asked
    const q = this.query.peek().trim()
    try {
      const page = await api.rooms({ q })
      if (asked !== this.asked) return
      this.others.value = page.items.filter(({ role }) => role === null)
      this.more.value = page.next_cursor
      this.answered.value = q
      this.problem.value = undefined
    } catch (thrown) {
      if (asked === this.asked) this.problem.value = Problem.from(thrown)
    }
  }

  async loadMore(): Promise<void> {
    const cursor = this.more.peek()
    if (cursor === null) return
    const asked = ++this.asked
    try {
      const page = await api.rooms({ q: this.query.peek().trim(), cursor })
      if (asked !== this.asked) return
      this.others.value = [...(this.others.peek() ?? []), ...page.items.filter(({ role }) => role === null)]
      this.more.value = page.next_cursor
    } catch (thrown) {
      this.problem.value = Problem.from(thrown)
    }
  }

  search(q: string): void {
    this.query.value = q
    clearTimeout(this.typing)
    this.typing = window.setTimeout(() => void this.load(), TYPING_MS)
  }

  /** Keeps the list fresh while it is looked at; answers how to stop. */
  watch(): () => void {
    const look = () => {
      // Whoever has opened further pages keeps them.
      if (!document.hidden && (this.others.peek()?.length ?? 0) <= 50) void this.load()
    }
    void this.load()
    const timer = setInterval(look, REFRESH_MS)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }
}

export const roomList = new RoomList()
