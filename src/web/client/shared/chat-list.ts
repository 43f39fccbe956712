// The rooms of a chat list, as REST and the inbox tell of them: what was said last, what is unread, latest activity first. It knows no screen and no socket.
import { isGone, type Chatroom, type Membership, type Message, type OwnMarks } from './wire.js'

interface Listed {
  room: Chatroom
  /** Milliseconds since 1970: when something was said, or one came in. */
  activity: number
}

/** Entries after which a room has one member less. (Who is banned may have been outside.) */
const DEPARTURES = ['left', 'removed']

export class ChatList {
  private readonly listed = new Map<string, Listed>()

  /** @param me one's own id: what one has said oneself is read */
  constructor(private readonly me: string) {}

  /** Latest activity first. */
  get rooms(): Chatroom[] {
    return [...this.listed.values()].toSorted((a, b) => b.activity - a.activity).map(({ room }) => room)
  }

  get(name: string): Chatroom | undefined {
    return this.listed.get(name)?.room
  }

  /** Takes a page of `GET /inbox`, which is in order. It is ordered by when one came in, too, which no Chatroom has. */
  takePage(page: readonly Chatroom[]): void {
    let later = 0
    const activities = page.toReversed().map((room) => (later = Math.max(later, activityOf(room))))
    for (const [nth, activity] of activities.toReversed().entries()) this.take(page[nth]!, activity)
  }

  /** Takes a room as the server has it. @param activity when it is known to be later than what was said last */
  take(room: Chatroom, activity = activityOf(room)): void {
    const before = this.listed.get(room.name)
    const known = before?.room.created_at === room.created_at ? before.activity : 0
    this.listed.set(room.name, { room, activity: Math.max(activity, known) })
  }

  /**
   * Takes a room that was asked for again, unless something has come since the server read it.
   * @returns whether it was taken
   */
  refresh(room: Chatroom): boolean {
    const known = this.get(room.name)
    if (!known || known.log !== room.log || !room.me) return true
    if (room.last_seq < known.last_seq) return false
    this.take(room)
    return true
  }

  remove(name: string): void {
    this.listed.delete(name)
  }

  /**
   * Takes an entry of a room's log.
   * @returns whether only the server knows by now how much is unread: ask, and `refresh`
   */
  hear(entry: Message): boolean {
    const listed = this.listed.get(entry.chatroom)
    // What was there when the room was read is in it.
    if (!listed || entry.seq <= listed.room.last_seq) return false
    const { room } = listed
    listed.room = { ...room, last_seq: entry.seq }
    if (entry.target_seq !== undefined) return this.changed(listed, entry)
    if (entry.type === 'joined') listed.room.member_count++
    if (DEPARTURES.includes(entry.type)) listed.room.member_count--
    if (entry.n !== undefined) this.said(listed, entry)
    this.governed(listed, entry)
    return entry.type === 'banned'
  }

  /**
   * Takes one's own marks. `unread` may count what has not come yet, which would then be counted twice: save where nothing is.
   * @returns whether to ask, as of an entry
   */
  mark(name: string, { read, delivered, unread, unread_mentions }: Partial<OwnMarks>): boolean {
    const listed = this.listed.get(name)
    if (!listed?.room.me) return false
    const { me } = listed.room
    this.become(listed, {
      read_seq: read ?? me.read_seq,
      delivered_seq: delivered ?? me.delivered_seq,
      unread: unread ?? me.unread,
      unread_mentions: unread === 0 ? 0 : (unread_mentions ?? me.unread_mentions),
    })
    return unread !== undefined && unread > 0
  }

  /** One has seen all that has come. */
  readAll(name: string): void {
    const listed = this.listed.get(name)
    if (!listed?.room.me) return
    this.become(listed, { read_seq: listed.room.last_seq, unread: 0, unread_mentions: 0 })
  }

  /** Takes what the room is to one by now. */
  change(name: string, me: Membership): void {
    const listed = this.listed.get(name)
    if (listed) this.become(listed, me)
  }

  private said(listed: Listed, entry: Message): void {
    const { room } = listed
    listed.room = { ...room, last_message: entry }
    listed.activity = Math.max(listed.activity, Date.parse(entry.created_at))
    const { me } = room
    if (!me) return
    if (entry.sender?.id === this.me)
      this.become(listed, { read_seq: entry.seq, delivered_seq: entry.seq, unread: 0, unread_mentions: 0 })
    else if (!isGone(entry) && entry.seq > me.read_seq)
      this.become(listed, {
        unread: me.unread + 1,
        unread_mentions: me.unread_mentions + (this.mentioned(entry) ? 1 : 0),
      })
  }

  /** What became of the room itself, and of one's own role. */
  private governed(listed: Listed, { type, changes, role, user }: Message): void {
    const { room } = listed
    if (type === 'room' && changes)
      listed.room = {
        ...room,
        ...changes,
        settings: { ...room.settings, ...changes.settings },
      }
    if (type === 'role' && role && user?.id === this.me) listed.room = { ...listed.room, role }
  }

  private changed(listed: Listed, { type, target }: Message): boolean {
    if (!target) return false
    const { room } = listed
    const { last_message } = room
    if (last_message?.seq === target.seq && (target.changed_seq ?? 0) >= (last_message.changed_seq ?? 0))
      listed.room = { ...room, last_message: target }
    const unread = target.seq > (room.me?.read_seq ?? 0) && target.sender?.id !== this.me
    // An edit may mention others than before.
    return unread && (type === 'delete' || type === 'edit')
  }

  private mentioned({ mentions, mentions_all }: Message): boolean {
    return mentions_all === true || (mentions ?? []).some(({ id }) => id === this.me)
  }

  private become(listed: Listed, changes: Partial<Membership>): void {
    const { room } = listed
    if (room.me) listed.room = { ...room, me: { ...room.me, ...changes } }
  }
}

const activityOf = ({ last_message, created_at }: Chatroom): number =>
  Date.parse(last_message?.created_at ?? created_at)
