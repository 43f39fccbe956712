// The rooms of a chat list, as REST and the inbox tell of them: what was said last, what is unread, latest activity first. It knows no screen and no socket.
import { expired, newer } from './log/versions.js'
import { historyOf, isChange, type Chatroom, type Entry, type Membership } from './types/wire.js'

interface Listed {
  room: Chatroom
  /** Milliseconds since 1970: when something was said, or one came in. */
  activity: number
  /** When that is over which has been heard here, of the latest. */
  over: readonly number[]
}

/** A room as it is put away. */
export type KeptRoom = Listed

/** One's own marks, and what they leave unread. */
export interface OwnMarks {
  read: number
  delivered: number
  unread: number
  unread_mentions: number
}

/** Of so many messages of a room is remembered when their time is over. */
const MOST_OVER = 100

export class ChatList {
  readonly #listed = new Map<string, Listed>()

  /** @param me one's own id: what one has said oneself is read */
  constructor(public me = '') {}

  /** Latest activity first. */
  get rooms(): Chatroom[] {
    // Of those of the same time whoever was told of last is first: a page is taken from its end.
    return [...this.#listed.values()]
      .reverse()
      .sort((a, b) => b.activity - a.activity)
      .map(({ room }) => room)
  }

  get(name: string): Chatroom | undefined {
    return this.#listed.get(name)?.room
  }

  /** What is to be put away of a room. */
  kept(name: string): KeptRoom | undefined {
    return this.#listed.get(name)
  }

  restore(kept: KeptRoom): void {
    this.#listed.set(kept.room.name, { ...kept, over: kept.over ?? [] })
  }

  /** Takes a page of `GET /inbox`, which is in order. It is ordered by when one came in, too, which no Chatroom has. */
  takePage(page: readonly Chatroom[]): void {
    let later = 0
    for (const room of page.toReversed()) {
      later = Math.max(later, activityOf(room))
      if (this.#isNews(room)) this.take(room, later)
    }
  }

  /** Takes a room as the server has it. @param activity when it is known to be later than what was said last */
  take(room: Chatroom, activity = activityOf(room)): void {
    const before = this.#listed.get(room.name)
    const known = before?.room.created_at === room.created_at ? before : undefined
    this.#listed.set(room.name, {
      room,
      activity: Math.max(activity, known?.activity ?? 0),
      over: withTimeOf(room.last_message, known?.over),
    })
  }

  /**
   * Takes a room that was asked for again, unless something has come since the server read it.
   * @returns whether that was so: then it has to be asked for again
   */
  refresh(room: Chatroom): boolean {
    const known = this.get(room.name)
    if (!known || known.log !== room.log || !room.me) return false
    if (!this.#isNews(room)) return true
    this.take(room)
    return false
  }

  remove(name: string): void {
    this.#listed.delete(name)
  }

  /**
   * Takes an entry of a room's log.
   * @returns whether only the server knows by now how much is unread: ask, and `refresh`
   */
  hear(entry: Entry): boolean {
    const { chatroom, seq: last_seq, type, n, created_at, changes, role, user } = entry
    const listed = this.#listed.get(chatroom)
    // What was there when the room was read is in it.
    if (!listed || last_seq <= listed.room.last_seq) return false
    const room = (listed.room = { ...listed.room, last_seq })
    listed.over = withTimeOf(entry.target ?? entry, listed.over)
    if (isChange(entry)) return this.#changed(room, entry)
    if (n !== undefined) {
      listed.activity = Math.max(listed.activity, Date.parse(created_at))
      this.#said(room, entry)
    }
    if (type === 'joined') room.member_count++
    // Who is banned may have been outside.
    if (type === 'left' || type === 'removed') room.member_count--
    if (changes) Object.assign(room, changes, merged(room, changes))
    if (type === 'role' && user?.id === this.me) room.role = role!
    return type === 'banned' || historyOf(entry) !== undefined
  }

  /**
   * Takes the words of what was said last where its time is over.
   * @param now milliseconds since 1970, as the server counts
   * @param ask is told of which rooms only the server knows what is unread and pinned
   * @returns when the next one is over
   */
  expire(now: number, ask: (name: string) => void): number {
    let next = Infinity
    for (const listed of this.#listed.values()) {
      const { room, over } = listed
      const left = over.filter((time) => time > now)
      next = Math.min(next, ...left)
      if (left.length === over.length) continue
      const last = room.last_message as Entry | null
      if (Date.parse(last?.expires_at ?? '') <= now)
        listed.room = { ...room, last_message: expired(last!) as Chatroom['last_message'] }
      listed.over = left
      ask(room.name)
    }
    return next
  }

  /** Entries before this `seq` do not come: only the server knows how much is unread. */
  skip(name: string, before_seq: number): void {
    const room = this.#anew(name)
    if (room) room.last_seq = Math.max(room.last_seq, before_seq - 1)
  }

  /**
   * Takes one's own marks. `unread` may count what has not come yet, which would then be counted twice: save where nothing is.
   * @returns whether to ask, as of an entry
   */
  mark(name: string, { read, delivered, unread, unread_mentions }: Partial<OwnMarks>): boolean {
    const me = this.get(name)?.me
    if (!me) return false
    this.change(name, {
      read_seq: read ?? me.read_seq,
      delivered_seq: delivered ?? me.delivered_seq,
      unread: unread ?? me.unread,
      unread_mentions: unread === 0 ? 0 : (unread_mentions ?? me.unread_mentions),
    })
    return (unread ?? 0) > 0
  }

  /** Takes what the room is to one by now. */
  change(name: string, changes: Partial<Membership>): void {
    const room = this.#anew(name)
    if (room?.me) room.me = { ...room.me, ...changes }
  }

  /** Whether nothing has come of it since the server read it. */
  #isNews({ name, log, last_seq }: Chatroom): boolean {
    const known = this.get(name)
    return !known || known.log !== log || known.last_seq <= last_seq
  }

  /** A room as a new object, which may be changed until it is shown. */
  #anew(name: string): Chatroom | undefined {
    const listed = this.#listed.get(name)
    return listed && (listed.room = { ...listed.room })
  }

  #said(room: Chatroom, entry: Entry): void {
    const { me } = room
    const { seq, type, sender, mentions, mentions_all } = entry
    room.last_message = entry as Chatroom['last_message']
    if (!me) return
    if (sender?.id === this.me)
      room.me = { ...me, read_seq: seq, delivered_seq: seq, unread: 0, unread_mentions: 0 }
    else if (type !== 'deleted' && type !== 'expired' && seq > me.read_seq) {
      const mentioned = mentions_all || mentions?.some(({ id }) => id === this.me)
      const unread_mentions = me.unread_mentions + (mentioned ? 1 : 0)
      room.me = { ...me, unread: me.unread + 1, unread_mentions }
    }
  }

  #changed(room: Chatroom, { type, target, pinned, target_seq }: Entry): boolean {
    // What is deleted is pinned no more.
    if (type === 'pin' || type === 'delete') {
      const others = room.pinned.filter((seq) => seq !== target_seq)
      room.pinned = pinned ? [...others, target_seq!] : others
    }
    if (!target) return false
    const last = room.last_message as Entry | null
    if (last?.seq === target.seq) room.last_message = newer(last, target as Entry) as Chatroom['last_message']
    const unread = target.seq > (room.me?.read_seq ?? 0) && (target as Entry).sender?.id !== this.me
    // An edit may mention others than before.
    return unread && (type === 'delete' || type === 'edit')
  }
}

/** As the server merges them: a field of `metadata` that is null is gone. */
const merged = (room: Chatroom, changes: Partial<Chatroom>): Partial<Chatroom> => ({
  settings: { ...room.settings, ...changes.settings },
  metadata: Object.fromEntries(
    Object.entries({ ...room.metadata, ...changes.metadata }).filter(([, value]) => value !== null),
  ),
})

/** Times at which something is over, with one more. */
const withTimeOf = (said: object | null | undefined, over: readonly number[] = []): readonly number[] => {
  const time = Date.parse((said as Entry | null)?.expires_at ?? '')
  return time ? [...new Set([...over, time])].slice(-MOST_OVER) : over
}

const activityOf = ({ last_message, created_at }: Chatroom): number =>
  Date.parse(last_message?.created_at ?? created_at)
