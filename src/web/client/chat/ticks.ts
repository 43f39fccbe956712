// How far the others in the open room are: what stands behind the ticks of my messages.
import { computed, signal } from '@preact/signals'
import type { Mark, Message, Person } from '../shared/wire'
import { api, user } from './me'

/** Members up to whom marks are told live (RECEIPTS_MAX_MEMBERS, unless the server was told otherwise). Beyond, there are no ticks. */
export const MOST_MEMBERS = 256

export type Reach = 'sent' | 'delivered' | 'read'

export class Ticks {
  private readonly marks = signal<ReadonlyMap<string, Mark>>(new Map())
  /** The last `seq` that all others have; undefined where there are none. */
  private readonly least = computed(() => {
    const others = [...this.marks.value.values()].filter((mark) => mark.user.id !== user.value?.id)
    if (others.length === 0) return undefined
    return {
      delivered: Math.min(...others.map(({ delivered }) => delivered)),
      // Who hides how far they read has read nothing that anybody could see.
      read: Math.min(...others.map(({ read = 0 }) => read)),
    }
  })

  /** What moved while the marks were read: it is ahead of them. */
  private readonly since = new Map<string, Mark>()

  constructor(private readonly room: string) {}

  /** How far a message of mine has come with all of them. */
  of({ seq }: Message): Reach {
    const least = this.least.value
    if (!least || seq > least.delivered) return 'sent'
    return seq > least.read ? 'delivered' : 'read'
  }

  /**
   * Reads how far each is.
   * @throws Problem
   */
  async load(members: number): Promise<void> {
    if (members > MOST_MEMBERS) return void (this.marks.value = new Map())
    const found = new Map<string, Mark>()
    this.since.clear()
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await api.marks(this.room, cursor)
      for (const mark of page.items) found.set(mark.user.id, mark)
      cursor = page.next_cursor
    }
    for (const [id, mark] of this.since) if (found.has(id)) found.set(id, mark)
    this.marks.value = found
  }

  /** Somebody's marks moved. */
  moved(mark: Mark): void {
    this.since.set(mark.user.id, mark)
    if (this.marks.peek().size > 0) this.marks.value = new Map(this.marks.peek()).set(mark.user.id, mark)
  }

  /** Whoever says something has read what was there. */
  said(sender: Person, seq: number): void {
    const mark = this.marks.peek().get(sender.id)
    if (mark) this.moved({ ...mark, delivered: seq, ...(mark.read !== undefined && { read: seq }) })
  }
}
