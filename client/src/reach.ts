// How far the others in a room are: what stands behind the ticks of one's own messages.
import type { Http } from './http.js'
import type { Inbox, RoomListener } from './inbox.js'
import { Value } from './observable.js'
import { at } from './rooms.js'
import { isEvent, type Entry, type Marks } from './types/wire.js'

/** Members up to whom marks are told live (RECEIPTS_MAX_MEMBERS, unless the server was told otherwise). Beyond, there are no ticks. */
const MOST_MEMBERS = 256
/** Milliseconds until the marks are read again after somebody has come or gone: a hundred may do so at once. */
const SETTLED_MS = 300

/** The last `seq` that has reached all others, and that all of them have read. Who hides that has read nothing that anybody could see. */
export interface Reached {
  readonly delivered: number
  readonly read: number
}

interface Mark {
  delivered: number
  read: number | undefined
}

export class Reach implements RoomListener {
  /** Undefined where it is not known, and where the room is too large for it. */
  readonly value: Value<Reached | undefined>
  #marks = new Map<string, Mark>()
  /** What moved while the marks were read: it is ahead of them. */
  readonly #since = new Map<string, Mark>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #loads = 0

  constructor(
    private readonly name: string,
    private readonly inbox: Inbox,
    private readonly http: Http,
  ) {
    this.value = new Value<Reached | undefined>(undefined, () => this.#look())
  }

  marked({ user, delivered, read }: Marks): void {
    this.#move(user.id, { delivered, read })
  }

  /** Whoever says something has read what was there. */
  entry(entry: Entry): void {
    const { seq, n, sender } = entry
    const known = this.#marks.get(sender?.id ?? '')
    if (n !== undefined && known)
      this.#move(sender!.id, { delivered: seq, read: known.read === undefined ? undefined : seq })
    // Somebody may have come or gone.
    if (isEvent(entry)) this.#loadSoon()
  }

  /** All may have moved meanwhile. */
  readonly live = (): void => this.#loadSoon()
  readonly gap = this.live
  readonly room = this.live
  readonly gone = (): void => this.#forget()

  #look(): () => void {
    const stop = this.inbox.look(this.name, this)
    this.#loadSoon()
    return () => {
      stop()
      this.#forget()
    }
  }

  #forget(): void {
    clearTimeout(this.#timer)
    this.#loads++
    this.#marks.clear()
    this.value.set(undefined)
  }

  #move(id: string, mark: Mark): void {
    this.#since.set(id, mark)
    if (!this.#marks.has(id)) return
    this.#marks.set(id, mark)
    this.#show()
  }

  #loadSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#load().catch(() => undefined), SETTLED_MS)
  }

  /** Where it fails, the next connection asks again. */
  async #load(): Promise<void> {
    const load = ++this.#loads
    const found = new Map<string, Mark>()
    this.#since.clear()
    const room = this.inbox.get(this.name)
    if (!room || room.member_count > MOST_MEMBERS) return this.#forget()
    let cursor: string | undefined
    do {
      const page = await this.http.get('/chatroom/{chatroom_name}/marks', {
        ...at(this.name),
        query: { limit: 100, cursor },
      })
      if (load !== this.#loads) return
      for (const { user, delivered, read } of page.marks)
        if (user.id !== this.inbox.myId) found.set(user.id, { delivered, read })
      cursor = page.next_cursor ?? undefined
    } while (cursor !== undefined)
    for (const [id, mark] of this.#since) if (found.has(id)) found.set(id, mark)
    this.#marks = found
    this.#show()
  }

  #show(): void {
    const all = [...this.#marks.values()]
    if (all.length === 0) return this.value.set(undefined)
    const delivered = Math.min(...all.map((mark) => mark.delivered))
    const read = Math.min(...all.map((mark) => mark.read ?? 0))
    const now = this.value.getSnapshot()
    if (now?.delivered !== delivered || now.read !== read) this.value.set({ delivered, read })
  }
}
