// The rooms beside the conversation: mine, and those that I could enter.
import { signal } from '@preact/signals'
import { Problem } from '../shared/problem'
import type { Chatroom } from '../shared/wire'
import { api } from './me'

/** How often the list is looked at again, in milliseconds; what I do myself shows at once. */
const REFRESH_MS = 10_000
/** Milliseconds without another letter, after which a search is worth asking. */
const TYPING_MS = 150

class RoomList {
  readonly mine = signal<Chatroom[] | undefined>(undefined)
  readonly others = signal<Chatroom[]>([])
  readonly more = signal<string | null>(null)
  readonly query = signal('')
  readonly problem = signal<Problem | undefined>(undefined)
  /** Only the answer to the newest question counts. */
  private asked = 0
  private typing: number | undefined

  async load(): Promise<void> {
    const asked = ++this.asked
    const q = this.query.peek().trim()
    try {
      const [mine, all] = await Promise.all([api.rooms({ q, mine: true, limit: 100 }), api.rooms({ q })])
      if (asked !== this.asked) return
      this.mine.value = mine.items
      this.others.value = all.items.filter(({ role }) => role === null)
      this.more.value = all.next_cursor
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
      this.others.value = [...this.others.peek(), ...page.items.filter(({ role }) => role === null)]
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
      if (!document.hidden && this.others.peek().length <= 50) void this.load()
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
