// What was said or changed and is not on the server yet: shown at once, put away, and sent in the order of each room until it is acknowledged.
import { ChatError } from './chat-error.js'
import type { Inbox } from './inbox.js'
import type { Live } from './live.js'
import { Value, Values, type Observable } from './observable.js'
import { backOff, newId, pause } from './platform.js'
import {
  PLACE,
  isPending,
  keyOf,
  leftBehind,
  positionIn,
  type FileToSend,
  type Outgoing,
} from './outgoing.js'
import type { Shelf } from './store/shelf.js'
import type { Uploads } from './uploads.js'
import type { AnyDraft, Draft, FileDraft } from './types/wire.js'

/** So often a message is offered that the server fails at (`internal`): it may be the message, and others wait behind it. */
const FAILURES = 5
/** Files that are on their way at once. */
const UPLOADS_AT_ONCE = 2
const NOTHING: readonly Outgoing[] = []

/** What other tabs are told. */
export type OutboxNews = { item: Outgoing } | { dropped: string }

/** What was given to the outbox. */
export interface Sending {
  client_id: string
  /** Its `seq`, once it is on the server's disk. Rejects with the ChatError that it was refused with first. */
  stored: Promise<number>
}

interface Waiting {
  resolve: (seq: number) => void
  reject: (error: ChatError) => void
}

/** What an app does with it. */
export type OwnOutbox = Pick<Outbox, 'of' | 'send' | 'retry' | 'drop'> & {
  /** Whether anything has not arrived that nobody has refused. */
  readonly pending: Observable<boolean>
}

export class Outbox {
  /** Whether anything has not arrived that nobody has refused. */
  readonly pending = new Value(false)
  private readonly items = new Map<string, Outgoing>()
  private readonly byRoom = new Values(NOTHING)
  private readonly pumping = new Set<string>()
  private readonly uploading = new Map<string, { done: Promise<void>; abort: AbortController }>()
  private readonly waiting = new Map<string, Waiting>()
  /** Rooms whose log turned out to be another by now: nothing goes before it is known which. */
  private readonly gone = new Map<string, string>()
  /** The highest order that was given. */
  private latest = 0
  private closed = false

  constructor(
    private readonly live: Live,
    private readonly inbox: Inbox,
    private readonly shelf: Shelf,
    private readonly uploads: Uploads,
  ) {}

  /** Takes what was put away: by a page that was closed, or a program that ended. */
  async restore(): Promise<void> {
    for (const item of await this.shelf.list<Outgoing>(PLACE))
      if (!this.items.has(item.client_id)) this.set(item)
    this.pumpAll()
  }

  /** What is on its way to a room, or was refused there; the oldest first. */
  of(chatroom: string): Observable<readonly Outgoing[]> {
    return this.byRoom.of(chatroom)
  }

  /** Says or changes something, now or as soon as that is possible. With a file, that goes ahead. */
  send(chatroom: string, draft: Draft | FileDraft, file?: FileToSend): Sending {
    // As it is now, whatever becomes of the object; and what cannot be written is noticed here.
    const said = JSON.parse(JSON.stringify(draft)) as AnyDraft
    const client_id = said.client_id ?? newId()
    const room = this.inbox.get(chatroom)
    const since = Date.now()
    // After all that is there already, also where the clock has been set back.
    const order = Math.max(since, this.latest + 1)
    const stored = new Promise<number>((resolve, reject) => this.waiting.set(client_id, { resolve, reject }))
    // Whoever does not look at it has no use for being told.
    stored.catch(() => undefined)
    void this.take({ client_id, chatroom, draft: said, since, order, file, ...positionIn(room) })
    return { client_id, stored }
  }

  /** Sends again what was refused. The same `client_id`: if it did arrive after all, it is not stored twice. */
  retry(client_id: string): void {
    const item = this.items.get(client_id)
    if (!item?.error) return
    void this.take({ ...item, error: undefined, log: undefined, made: undefined })
  }

  /** Forgets what was not sent, or was refused. */
  drop(client_id: string): void {
    this.live.say({ outbox: { dropped: client_id } })
    this.remove(client_id)
  }

  /** An entry with this `client_id` has come. */
  arrived({ client_id, chatroom, seq }: { client_id?: string | null; chatroom: string; seq: number }): void {
    if (!client_id) return
    this.waiting.get(client_id)?.resolve(seq)
    // Until it is shown there, it is shown here.
    if (this.inbox.reading(chatroom)) void this.change(client_id, { seq })
    else this.remove(client_id)
  }

  /** Entries before this `seq` are shown, or do not come. */
  skipped(chatroom: string, before_seq: number): void {
    for (const { client_id, seq } of this.byRoom.of(chatroom).getSnapshot())
      if (seq !== undefined && seq < before_seq) this.remove(client_id)
  }

  /** Another tab tells. */
  heard(news: OutboxNews): void {
    if ('dropped' in news) this.remove(news.dropped)
    else {
      this.set(news.item)
      this.pump(news.item.chatroom)
    }
  }

  /** There is a way to the server now. */
  pumpAll(): void {
    for (const chatroom of new Set([...this.items.values()].map((item) => item.chatroom))) this.pump(chatroom)
  }

  pump(chatroom: string): void {
    if (this.closed || !this.live.leading) return
    this.uploadNext()
    if (!this.pumping.has(chatroom)) void this.sendAll(chatroom)
  }

  close(): void {
    this.closed = true
    for (const { abort } of this.uploading.values()) abort.abort()
  }

  /** First where it outlives everything, then on its way. */
  private async take(item: Outgoing): Promise<void> {
    // The other tabs at once, too: what is said next may be put away sooner than a large file.
    this.share(item)
    const saved = await this.shelf.put(keyOf(item), item)
    if (!saved) void this.change(item.client_id, { unsaved: true })
    this.pump(item.chatroom)
  }

  /** One at a time, the oldest first: so that what was said first is stored first, whatever happens in between. */
  private async sendAll(chatroom: string): Promise<void> {
    this.pumping.add(chatroom)
    let failures = 0
    for (let next = this.next(chatroom); next; next = this.next(chatroom)) {
      const error = await this.offer(next)
      if (!error) {
        failures = 0
        continue
      }
      // Not answered: it stays, and is the first to go when the connection is back.
      if (error.code === 'unreachable') break
      if (error.code === 'seq_unknown' && next.log) this.gone.set(chatroom, next.log)
      else if (error.passing && !(error.code === 'internal' && failures >= FAILURES))
        await pause(backOff(failures++, error.retryAfter))
      else this.refused(next, error)
    }
    this.pumping.delete(chatroom)
  }

  private next(chatroom: string): Outgoing | undefined {
    if (this.closed || !this.live.connected || !this.live.leading) return undefined
    const log = this.inbox.get(chatroom)?.log
    if (log !== undefined && log === this.gone.get(chatroom)) return undefined
    return this.byRoom.of(chatroom).getSnapshot().find(isPending)
  }

  /** @returns why it was not acknowledged, if it was not */
  private async offer(item: Outgoing): Promise<ChatError | undefined> {
    const { client_id, chatroom } = item
    if (item.file && !item.attachment) {
      await this.upload(item)
      return undefined
    }
    const room = this.inbox.get(chatroom)
    if (room && room.log !== item.log) {
      const left = item.log === undefined ? undefined : leftBehind(item, room)
      if (left) return this.refused(item, left)
      this.set({ ...item, ...positionIn(room) })
    }
    const { attachment } = item
    try {
      const seq = await this.live.send({
        ...item.draft,
        ...(attachment && { attachment: { id: attachment.id } }),
        log: room?.log ?? item.log,
        client_id,
        chatroom,
      })
      void this.change(client_id, { seq })
      // Answer and entry come in either order, and a repetition is answered long after its entry.
      if ((this.inbox.get(chatroom)?.last_seq ?? Infinity) >= seq) this.arrived({ client_id, chatroom, seq })
      return undefined
    } catch (thrown) {
      const error = ChatError.from(thrown)
      // The server keeps a file for some time only that no message shows: it goes once more.
      if (error.code !== 'attachment_not_found' || !item.file || item.again) return error
      void this.change(client_id, { attachment: undefined, again: true })
      return undefined
    }
  }

  private refused({ client_id }: Outgoing, error: ChatError): undefined {
    void this.change(client_id, { error: error.toWire() }, true)
  }

  private uploadNext(): void {
    if (!this.live.connected) return
    for (const item of this.items.values()) {
      if (this.uploading.size >= UPLOADS_AT_ONCE) return
      if (item.file && !item.attachment && isPending(item)) void this.upload(item)
    }
  }

  /** Resolves when the file has arrived, or was refused. */
  private upload(item: Outgoing): Promise<void> {
    const { client_id } = item
    const running = this.uploading.get(client_id)
    if (running) return running.done
    const abort = new AbortController()
    const done = this.uploadOne(item, abort.signal).finally(() => {
      this.uploading.delete(client_id)
      if (!this.closed) this.pump(item.chatroom)
    })
    this.uploading.set(client_id, { done, abort })
    return done
  }

  /** Again, as long as there is a connection; the next one begins anew. */
  private async uploadOne({ client_id, file }: Outgoing, signal: AbortSignal): Promise<void> {
    const { blob, ...kind } = file!
    for (let tries = 0; this.items.has(client_id); tries++) {
      try {
        let told = 0
        const onProgress = (share: number) => {
          // Each is told to all tabs, and drawn.
          if (share === 1 || share > told + 0.02) void this.change(client_id, { share: (told = share) })
        }
        const attachment = await this.uploads.send(blob, { ...kind, signal, onProgress })
        return await this.change(client_id, { attachment }, true)
      } catch (thrown) {
        const error = ChatError.from(thrown)
        const item = this.items.get(client_id)
        if (this.closed || !item) return
        if (!error.passing) return this.refused(item, error)
        void this.change(client_id, { share: 0 })
        if (!this.live.connected) return
        await pause(backOff(tries, error.retryAfter))
      }
    }
  }

  /** @param kept also after this page */
  private async change(client_id: string, change: Partial<Outgoing>, kept = false): Promise<void> {
    const item = this.items.get(client_id)
    if (!item) return
    const changed = { ...item, ...change }
    this.share(changed)
    if (kept) await this.shelf.put(keyOf(item), changed)
  }

  /** Here, and in the other tabs. */
  private share(item: Outgoing): void {
    this.set(item)
    this.live.say({ outbox: { item } })
  }

  private set(item: Outgoing): void {
    this.items.set(item.client_id, item)
    this.latest = Math.max(this.latest, item.order)
    if (item.seq !== undefined) this.waiting.get(item.client_id)?.resolve(item.seq)
    if (item.error) this.refuse(item.client_id, new ChatError(item.error))
    this.show(item.chatroom)
  }

  private refuse(client_id: string, error: ChatError): void {
    this.waiting.get(client_id)?.reject(error)
    this.waiting.delete(client_id)
  }

  /** It has arrived, or is not wanted. */
  private remove(client_id: string): void {
    const item = this.items.get(client_id)
    if (!item) return
    this.uploading.get(client_id)?.abort.abort()
    this.refuse(client_id, ChatError.own('cancelled', 'Cancelled.'))
    this.items.delete(client_id)
    void this.shelf.put(keyOf(item), undefined)
    this.show(item.chatroom)
  }

  private show(chatroom: string): void {
    const all = [...this.items.values()]
    this.pending.set(all.some(isPending))
    const items = all.filter((item) => item.chatroom === chatroom)
    this.byRoom.of(chatroom).set(items.toSorted((a, b) => a.order - b.order))
  }
}
