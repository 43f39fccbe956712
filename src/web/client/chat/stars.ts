// Which messages I have starred, as far as the menus of messages ask: read once, when the first of them does.
import { signal } from '@preact/signals'
import type { Message } from '../shared/wire'
import { chat, client } from './me'

const PAGE = 100
/** Of whoever has starred more, the older stars are not known here; starring such a message again changes nothing. */
const MOST_PAGES = 10

const keyOf = ({ chatroom, seq }: Pick<Message, 'chatroom' | 'seq'>): string => `${seq} ${chatroom}`

class Stars {
  private readonly known = signal<ReadonlySet<string> | undefined>(undefined)
  private reading: object | undefined

  constructor() {
    client.subscribe(() => {
      this.known.value = undefined
      this.reading = undefined
    })
  }

  /** Whether it is starred; asks for all of them the first time. */
  has(message: Pick<Message, 'chatroom' | 'seq'>): boolean {
    if (!this.reading) void this.read()
    return this.known.value?.has(keyOf(message)) ?? false
  }

  /** @throws ChatError */
  async set(message: Pick<Message, 'chatroom' | 'seq'>, starred: boolean): Promise<void> {
    const { star, unstar } = chat().messages
    await (starred ? star : unstar)(message.chatroom, message.seq)
    const known = new Set(this.known.peek())
    if (starred) known.add(keyOf(message))
    else known.delete(keyOf(message))
    this.known.value = known
  }

  private async read(): Promise<void> {
    const reading = (this.reading = chat())
    const known = new Set<string>()
    let cursor: string | null | undefined
    try {
      for (let page = 0; page < MOST_PAGES && cursor !== null; page++) {
        const found = await chat().messages.starred({ limit: PAGE, ...(cursor && { cursor }) })
        for (const message of found.messages) known.add(keyOf(message))
        cursor = found.next_cursor
      }
      if (reading === this.reading) this.known.value = known
    } catch {
      // The next menu asks again.
      if (reading === this.reading) this.reading = undefined
    }
  }
}

export const stars = new Stars()
