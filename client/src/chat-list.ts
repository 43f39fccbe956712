// The rooms of a chat list, as REST and the inbox tell of them: what was said last, what is unread, latest activity first. It knows no screen and no socket.
import { isChange, type Chatroom, type Entry, type Membership } from './types/wire.js'

interface Listed {
  room: Chatroom
  /** Milliseconds since 1970: when something was said, or one came in. */
  activity: number
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

/** Entries after which a room has one member less. (Who is banned may have been outside.) */
const DEPARTURES = new Set(['left', 'removed'])

export class ChatList {
  private readonly listed = new Map<string, Listed>()

  /** @param me one's own id: what one has said oneself is read */
  constructor(public me = '') {}

  /** Latest activity first. */
  get rooms(): Chatroom[] {
    return [...this.listed.values()].toSorted((a, b) => b.activity - a.activity).map(({ room }) => room)
  }

  get(name: string): Chatroom | undefined {
    return this.listed.get(name)?.room
  }

  /** What is to be put away of a room. */
  kept(name: string): KeptRoom | undefined {
    return this.listed.get(name)
  }

  restore(kept: KeptRoom): void {
    this.listed.set(kept.room.name, kept)
  }

  /** Takes a page of `GET /inbox`, which is in order. It is ordered by when one came in, too, which no Chatroom has. */
  takePage(page: readonly Chatroom[]): void {
    let later = 0
    const activities = page.toReversed().map((room) => (later = Math.max(later, activityOf(room))))
    for (const [nth, room] of page.entries()) if (this.isNews(room)) this.take(room, activities.at(-1 - nth))
  }

  /** Takes a room as the server has it. @param activity when it is known to be later than what was said last */
  take(room: Chatroom, activity = activityOf(room)): void {
    const before = this.listed.get(room.name)
    const known = before?.room.created_at === room.created_at ? before.activity : 0
    this.listed.set(room.name, { room, activity: Math.max(activity, known) })
  }

  /**
   * Takes a room that was asked for again, unless something has come since the server read it.
   * @returns whether that was so: then it has to be asked for again
   */
  refresh(room: Chatroom): boolean {
    const known = this.get(room.name)
    if (!known || known.log !== room.log || !room.me) return false
    if (!this.isNews(room)) return true
    this.take(room)
    return false
  }

  remove(name: string): void {
    this.listed.delete(name)
  }

  /**
   * Takes an entry of a room's log.
   * @returns whether only the server knows by now how much is unread: ask, and `refresh`
   */
  hear(entry: Entry): boolean {
    // What was there when the room was read is in it.
    const room = entry.seq > (this.get(entry.chatroom)?.last_seq ?? Infinity) && this.anew(entry.chatroom)
    if (!room) return false
    room.last_seq = entry.seq
    if (isChange(entry)) return this.changed(room, entry)
    const { type, n, changes, role, user } = entry
    if (n !== undefined) this.said(room, entry)
    if (type === 'joined') room.member_count++
    if (DEPARTURES.has(type)) room.member_count--
    if (changes)
      Object.assign(room, changes, { settings: { ...room.settings, ...(changes.settings as object) } })
    if (type === 'role' && user?.id === this.me) room.role = role!
    return type === 'banned'
  }

  /** Entries before this `seq` do not come: only the server knows how much is unread. */
  skip(name: string, before_seq: number): void {
    const room = this.anew(name)
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
    return unread !== undefined && unread > 0
  }

  /** One has seen all that has come. */
  readAll(name: string): void {
    this.change(name, { read_seq: this.get(name)?.last_seq ?? 0, unread: 0, unread_mentions: 0 })
  }

  /** Takes what the room is to one by now. */
  change(name: string, changes: Partial<Membership>): void {
    const room = this.anew(name)
    if (room?.me) room.me = { ...room.me, ...changes }
  }

  /** Whether nothing has come of it since the server read it. */
  private isNews({ name, log, last_seq }: Chatroom): boolean {
    const known = this.get(name)
    return !known || known.log !== log || known.last_seq <= last_seq
  }

  /** A room as a new object, which may be changed until it is shown. */
  private anew(name: string): Chatroom | undefined {
    const listed = this.listed.get(name)
    return listed && (listed.room = { ...listed.room })
  }

  private said(room: Chatroom, entry: Entry): void {
    const { name, me } = room
    const listed = this.listed.get(name)!
    room.last_message = entry as NonNullable<Chatroom['last_message']>
    listed.activity = Math.max(listed.activity, Date.parse(entry.created_at))
    if (!me) return
    const { seq } = entry
    if (entry.sender?.id === this.me)
      room.me = { ...me, read_seq: seq, delivered_seq: seq, unread: 0, unread_mentions: 0 }
    else if (!isGone(entry) && seq > me.read_seq)
      room.me = {
        ...me,
        unread: me.unread + 1,
        unread_mentions: me.unread_mentions + (this.mentioned(entry) ? 1 : 0),
      }
  }

  private changed(room: Chatroom, { type, target, pinned, target_seq }: Entry): boolean {
    if (type === 'pin') {
      const others = room.pinned.filter((seq) => seq !== target_seq)
      room.pinned = pinned ? [...others, target_seq!] : others
    }
    if (!target) return false
    const { last_message } = room as { last_message?: Entry | null }
    if (last_message?.seq === target.seq && changedSeq(target) >= changedSeq(last_message))
      room.last_message = target as NonNullable<Chatroom['last_message']>
    const unread = target.seq > (room.me?.read_seq ?? 0) && (target as Entry).sender?.id !== this.me
    // An edit may mention others than before.
    return unread && (type === 'delete' || type === 'edit')
  }

  private mentioned({ mentions, mentions_all }: Entry): boolean {
    return mentions_all === true || (mentions ?? []).some(({ id }) => id === this.me)
  }
}

const changedSeq = (entry: object): number => (entry as Entry).changed_seq ?? 0

const isGone = ({ type }: Entry): boolean => type === 'deleted' || type === 'expired'

const activityOf = ({ last_message, created_at }: Chatroom): number =>
  Date.parse(last_message?.created_at ?? created_at)
