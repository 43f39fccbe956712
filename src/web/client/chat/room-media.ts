// What was attached in a room, the newest first: read page by page, as somebody looks at it.
import { signal } from '@preact/signals'
import { Problem } from '../shared/problem'
import type { Message } from '../shared/wire'
import { chat } from './me'

const PAGE = 50

export class RoomMedia {
  readonly messages = signal<readonly Message[]>([])
  /** Whether there may be older ones. */
  readonly more = signal(true)
  readonly problem = signal<Problem | undefined>(undefined)
  private cursor: string | undefined
  private loading = false

  constructor(private readonly room: string) {}

  /** The next page, unless one is on its way. */
  async load(): Promise<void> {
    if (this.loading || !this.more.peek()) return
    this.loading = true
    this.problem.value = undefined
    try {
      const query = { limit: PAGE, ...(this.cursor && { cursor: this.cursor }) }
      const page = await chat().messages.media(this.room, query)
      this.cursor = page.next_cursor ?? undefined
      this.more.value = this.cursor !== undefined
      this.messages.value = [...this.messages.peek(), ...(page.messages as Message[])]
    } catch (thrown) {
      this.problem.value = Problem.from(thrown)
    }
    this.loading = false
  }
}

/** Whether it is looked at, rather than heard or read. */
export const isSeen = ({ attachment }: Message): boolean =>
  attachment?.type === 'image' || attachment?.type === 'video'
