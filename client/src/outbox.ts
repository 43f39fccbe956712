// What was said or changed and is not on the server yet: shown at once, put away, and sent in the order of each room until it is acknowledged.
import { ChatError } from './chat-error.js'
import type { Inbox } from './inbox.js'
import type { Live } from './live.js'
import { Value, Values, type Observable } from './observable.js'
import { backOff, newId } from './platform.js'
import type { Shelf } from './store/shelf.js'
import type { Uploads } from './uploads.js'
import type { AnyDraft, Draft, FileDraft } from './types/wire.js'
import {
  PLACE,
  goesFirst,
  idOf,
  isPending,
  keyOf,
  leftBehind,
  positionIn,
  textOf,
  waitOf,
  type FileToSend,
  type Outgoing,
  type Sent,
} from './outgoing.js'

/** So often a message is offered again of which it is doubtful whether it ever goes: others wait behind it. */
const FAILURES = 5
/** Milliseconds between two looks at whether what waits has waited enough. */
const LOOK_MS = 1000
/** Files that are on their way at once. */
const UPLOADS_AT_ONCE = 2
const NOTHING: readonly Outgoing[] = []

/** What other tabs are told. */
export type OutboxNews = { item: Outgoing } | { dropped: string }

/** What was given to the outbox. */
export interface Sending extends Sent {
  /** Its `seq`, once it is on the server's disk. Rejects with the ChatError that it was refused with first; `closed` with the client. */
  stored: Promise<number>
}

/** What an app does with it. */
export type OwnOutbox = Pick<Outbox, 'of' | 'send' | 'retry' | 'drop'> & {
  /** Whether anything has not arrived that nobody has refused. */
  readonly pending: Observable<boolean>
}

export class Outbox {
  /** Whether anything has not arrived that nobody has refused. */
  readonly pending = new Value(false)
  readonly #items = new Map<string, Outgoing>()
  readonly #byRoom = new Values(NOTHING)
  readonly #pumping = new Set<string>()
  readonly #uploading = new Map<string, AbortController>()
  /** Set while something waits. */
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The highest order that was given. */
  #latest = 0
  #closed?: true

  constructor(
    private readonly live: Live,
    private readonly inbox: Inbox,
    private readonly shelf: Shelf,
    private readonly uploads: Uploads,
  ) {}

  /** Takes what was put away: by a page that was closed, or a program that ended. */
  async restore(): Promise<void> {
    for (const item of await this.shelf.list<Outgoing>(PLACE))
      if (!this.#closed && !this.#known(item)) this.#set(item)
    this.pumpAll()
  }

  /** What is on its way to a room, or was refused there; the oldest first. */
  of(chatroom: string): Observable<readonly Outgoing[]> {
    return this.#byRoom.of(chatroom)
  }

  /**
   * Says or changes something, now or as soon as that is possible. With a file, that goes ahead. What is on its way with the same
   * `client_id` is the same; what was refused with it makes room.
   * @throws TypeError where the draft is no JSON, or its `client_id` is none
   */
  send(chatroom: string, draft: Draft | FileDraft, file?: FileToSend): Sending {
    // As it is now, whatever becomes of the object; and what cannot be written is noticed here.
    const said = JSON.parse(JSON.stringify(draft)) as AnyDraft
    const since = Date.now()
    const client_id = String(said.client_id ?? newId())
    // The server could not say which message it refuses.
    if (!/^[^\0\p{Cs}]{1,64}$/u.test(client_id)) throw new TypeError('A client_id has 1 to 64 characters.')
    const sent = { client_id, chatroom: chatroom.normalize() }
    // After all that is there already, also where the clock has been set back.
    const order = Math.max(since, this.#latest + 1)
    const stored = this.#accept({ ...sent, draft: said, since, order, file })
    // Whoever does not look at it has no use for being told.
    stored.catch(() => undefined)
    return { ...sent, stored }
  }

  /** Sends again what was refused, or what waits, now. The same `client_id`: if it did arrive after all, it is not stored twice. */
  retry(sent: Sent): void {
    const item = this.#known(sent)
    const anew = item?.error && { error: undefined, log: undefined, made: undefined }
    if (anew || item?.paused) void this.#take({ ...item!, ...anew, paused: undefined })
  }

  /** Forgets what was not sent, or was refused. */
  drop(sent: Sent): void {
    const dropped = idOf(sent)
    this.live.say({ outbox: { dropped } })
    this.#remove(dropped)
  }

  /** An entry with this `client_id` has come. */
  arrived({ client_id, chatroom, seq }: { client_id?: string | null; chatroom: string; seq: number }): void {
    const item = client_id ? this.#known({ client_id, chatroom }) : undefined
    if (!item) return
    this.#set({ ...item, seq })
    // Until it is shown there, it is shown here.
    if (!this.inbox.reading(chatroom)) this.#remove(idOf(item))
  }

  /** Entries before this `seq` are shown, or do not come. */
  skipped(chatroom: string, before_seq: number): void {
    for (const item of this.#byRoom.of(chatroom).getSnapshot())
      if (item.seq !== undefined && item.seq < before_seq) this.#remove(idOf(item))
  }

  /** Another tab tells. */
  heard(news: OutboxNews): void {
    if ('dropped' in news) this.#remove(news.dropped)
    else {
      this.#set(news.item)
      this.pump(news.item.chatroom)
    }
  }

  /** There is a way to the server now. */
  pumpAll(): void {
    for (const chatroom of new Set([...this.#items.values()].map((item) => item.chatroom)))
      this.pump(chatroom)
  }

  pump(chatroom: string): void {
    if (!this.#pumping.has(chatroom)) void this.#sendAll(chatroom)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    for (const abort of this.#uploading.values()) abort.abort()
    this.#items.clear()
    this.#byRoom.clear()
    this.pending.set(false)
  }

  #known(sent: Sent): Outgoing | undefined {
    return this.#items.get(idOf(sent))
  }

  /** @returns once it is stored */
  #accept(item: Outgoing): Promise<number> {
    const { chatroom } = item
    return new Promise((resolve, reject) => {
      if (this.#closed) throw ChatError.own('closed')
      if (this.#known(item)?.error) this.drop(item)
      const known = this.#known(item)
      if (known && textOf(known) !== textOf(item)) throw ChatError.own('client_id_reused')
      const stop = this.of(chatroom).subscribe(() => {
        const now = this.#known(item)
        if (now?.seq !== undefined) resolve(now.seq)
        else if (now?.error) reject(new ChatError(now.error))
        else if (!now) reject(ChatError.own(this.#closed ? 'closed' : 'cancelled'))
        else return
        stop()
      })
      if (known) this.#show(chatroom)
      else void this.#take({ ...item, ...positionIn(this.inbox.get(chatroom)) })
    })
  }

  /** First where it outlives everything, then on its way. */
  async #take(item: Outgoing): Promise<void> {
    // The other tabs at once, too: what is said next may be put away sooner than a large file.
    this.#share(item)
    const saved = await this.shelf.put(keyOf(item), item)
    if (!saved) void this.#change(item, { unsaved: true })
    this.pump(item.chatroom)
  }

  /** One at a time, the oldest first: so that what was said first is stored first, whatever happens in between. */
  async #sendAll(chatroom: string): Promise<void> {
    this.#pumping.add(chatroom)
    for (let next = this.#next(chatroom); next; next = this.#next(chatroom)) await this.#offer(next)
    this.#pumping.delete(chatroom)
  }

  #next(chatroom: string): Outgoing | undefined {
    if (!this.live.connected || !this.live.leading) return undefined
    this.#uploadNext()
    const item = this.#byRoom.of(chatroom).getSnapshot().find(isPending)
    const wait = waitOf(item)
    if (wait > 0)
      this.#timer ??= setTimeout(
        () => {
          this.#timer = undefined
          this.pumpAll()
        },
        Math.min(wait, LOOK_MS),
      )
    // Its file goes first, and has it sent once it has gone.
    else if (item && !goesFirst(item)) return item
    return undefined
  }

  async #offer(item: Outgoing): Promise<void> {
    const { attachment, chatroom, client_id } = item
    const room = this.inbox.get(chatroom)
    if (room && room.log !== item.log) {
      const left = item.log === undefined ? undefined : leftBehind(item, room)
      if (left) return this.#refuse(item, left)
      this.#set({ ...item, ...positionIn(room) })
    }
    try {
      const seq = await this.live.send({
        ...item.draft,
        ...(attachment && { attachment: { id: attachment.id } }),
        log: room?.log ?? item.log,
        client_id,
        chatroom,
      })
      void this.#change(item, { seq })
      // Answer and entry come in either order, and a repetition is answered long after its entry.
      if ((this.inbox.get(chatroom)?.last_seq ?? Infinity) >= seq) this.arrived({ client_id, chatroom, seq })
    } catch (thrown) {
      this.#failed(item, thrown)
    }
  }

  /** It was not acknowledged: what now follows from the reason. */
  #failed(item: Outgoing, thrown: unknown): void {
    const error = thrown instanceof ChatError ? thrown : ChatError.own('unexpected', String(thrown))
    const { code } = error
    const tries = item.paused?.tries ?? 0
    // Not answered: it stays, and is the first to go when the connection is back.
    if (code === 'unreachable' && !this.live.connected) return
    // The server keeps a file for some time only that no message shows: it goes once more.
    if (code === 'attachment_not_found' && item.file && !item.again)
      return void this.#change(item, { attachment: undefined, again: true })
    // It may be the message; and that a room has another log by now is told soon.
    const doubtful = code === 'internal' || (code === 'seq_unknown' && item.log)
    if (doubtful ? tries < FAILURES : error.passing) {
      const retryAt = Date.now() + backOff(tries, error.retryAfter)
      void this.#change(item, { paused: { retryAt, error: error.toWire(), tries: tries + 1 } })
    } else this.#refuse(item, error)
  }

  #refuse(item: Outgoing, error: ChatError): void {
    void this.#change(item, { error: error.toWire(), paused: undefined }, true)
  }

  #uploadNext(): void {
    for (const item of this.#items.values()) {
      if (this.#uploading.size >= UPLOADS_AT_ONCE) return
      if (goesFirst(item) && isPending(item) && waitOf(item) <= 0) void this.#upload(item)
    }
  }

  async #upload(item: Outgoing): Promise<void> {
    const id = idOf(item)
    if (this.#uploading.has(id)) return
    const abort = new AbortController()
    const { signal } = abort
    this.#uploading.set(id, abort)
    const { blob, ...kind } = item.file!
    let told = -1
    const onProgress = (share: number) => {
      // Each is told to all tabs, and drawn.
      if (share === 1 || share > told + 0.02) void this.#change(item, { share: (told = share) })
    }
    onProgress(0)
    try {
      const attachment = await this.uploads.send(blob, { ...kind, signal, onProgress })
      await this.#change(item, { attachment, paused: undefined }, true)
    } catch (thrown) {
      if (!signal.aborted) this.#failed(item, thrown)
    }
    this.#uploading.delete(id)
    this.pump(item.chatroom)
  }

  /** @param kept also after this page */
  async #change(sent: Sent, change: Partial<Outgoing>, kept = false): Promise<void> {
    const item = this.#known(sent)
    if (!item) return
    const changed = { ...item, ...change }
    this.#share(changed)
    if (kept) await this.shelf.put(keyOf(item), changed)
  }

  /** Here, and in the other tabs. */
  #share(item: Outgoing): void {
    this.#set(item)
    this.live.say({ outbox: { item } })
  }

  #set(item: Outgoing): void {
    this.#items.set(idOf(item), item)
    this.#latest = Math.max(this.#latest, item.order)
    this.#show(item.chatroom)
  }

  /** It has arrived, or is not wanted. */
  #remove(id: string): void {
    const item = this.#items.get(id)
    if (!item) return
    this.#uploading.get(id)?.abort()
    this.#items.delete(id)
    void this.shelf.put(keyOf(item), undefined)
    this.#show(item.chatroom)
    this.pump(item.chatroom)
  }

  #show(chatroom: string): void {
    const all = [...this.#items.values()]
    this.pending.set(all.some(isPending))
    const items = all.filter((item) => item.chatroom === chatroom)
    this.#byRoom.of(chatroom).set(items.toSorted((a, b) => a.order - b.order))
  }
}
