// Which messages I have starred: read once, when the first message that is shown asks.
import { signal } from '@preact/signals'
import { storageKey } from '../shared/place'
import type { Message } from '../shared/wire'
import { inbox } from './inbox'
import { chat, client, user } from './me'

const PAGE = 100
/** Of whoever has starred more, the older stars are not known here; starring such a message again changes nothing. */
const MOST_PAGES = 10

/** What other tabs are told of a star. */
interface Told {
  by: string
  key: string
  starred: boolean
}

const keyOf = ({ chatroom, seq }: Pick<Message, 'chatroom' | 'seq'>): string => `${seq} ${chatroom}`

class Stars {
  private readonly known = signal<ReadonlySet<string> | undefined>(undefined)
  private reading: object | undefined
  private readonly tabs = new BroadcastChannel(storageKey('stars'))

  constructor() {
    this.tabs.onmessage = ({ data }: MessageEvent<Told>) => {
      // A window apart is somebody else; and what was not read yet will tell itself.
      if (data.by === user.peek()?.id && this.known.peek()) this.put(data.key, data.starred)
    }
    client.subscribe(() => {
      this.known.value = undefined
      this.reading = undefined
    })
    // What could not be read is asked for again, and not by each message that is shown until then.
    inbox.live(() => {
      if (this.reading && !this.known.peek()) void this.read()
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
    const key = keyOf(message)
    this.put(key, starred)
    this.tabs.postMessage({ by: user.peek()!.id, key, starred } satisfies Told)
  }

  private put(key: string, starred: boolean): void {
    const known = new Set(this.known.peek())
    if (starred) known.add(key)
    else known.delete(key)
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
      // The next connection asks again.
    }
  }
}

export const stars = new Stars()
