// The beginning of a sync: from where a connection hears each room of its user, and what it has to forget.
import type { DataSource } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import type { ErrorCode } from '../common/errors.js'
import type { Admitted } from '../room-feed/admission.js'
import type { RoomRef } from '../room-log/draft.js'
import type { GapView, RoomGoneView } from './frames.view.js'
import type { InboxServices } from './inbox-services.js'
import { findRooms, membershipsOf, whyOut } from './inbox-statements.js'
import { parseSync, type Known, type Sync } from './sync.dto.js'

/** A room of the user as it is known. */
interface Room {
  room: RoomRef
  head: number
  /** `seq` of the user's latest entering. */
  joinedSeq: number
  /** Whether it hides from each member what was before they came. */
  hidesPast: boolean
  /** Whether the database has just named the head; this node may not have heard of the last entries. */
  sure: boolean
}

/** The session that is brought up to date; as InboxSession has these. */
interface Session {
  readonly actor: Actor
  hear(room: RoomRef, head: number, position: number, admitted: Admitted): void
  lack(roomId: number): void
  tellAll(type: string, bodies: readonly object[]): Promise<void>
}

type Services = Pick<InboxServices, 'feeds' | 'log' | 'read'>

/**
 * Lets a session hear all rooms of its user in which the client is somewhere, and says which others it lacks, and which are gone.
 * @returns how many rooms the user has
 * @throws ChatError `validation_failed`, `rate_limited`, `unavailable`
 */
export async function placeRooms(session: Session, services: Services, body: unknown): Promise<number> {
  // In the user's turn: of a crowd that comes back at once, only some are looked at before others are answered.
  const { asked, rooms } = await services.read(session.actor, async (source) => {
    const sync = parseSync(body)
    return { asked: sync, rooms: await roomsOf(session.actor, services, source) }
  })
  const placement = new Placement(session, asked)
  placement.placeAll(rooms)
  await placement.placeBeyond(services)
  await placement.placeStrange(services)
  await session.tellAll('room_gone', placement.gone)
  // Before the client hears the first entry after it.
  await session.tellAll('gap', placement.gaps)
  for (const { room, head, position, joinedSeq, hidesPast } of placement.placed)
    session.hear(room, head, position, { seq: joinedSeq, joinedSeq, hidesPast })
  return rooms.length
}

/** What this node knows by itself of open rooms, it does not ask for. */
async function roomsOf(actor: Actor, { feeds }: Services, source: DataSource): Promise<Room[]> {
  const memberships = await membershipsOf(source, actor.id)
  const open = memberships.map(({ id }) => feeds.get(id))
  const unknown = memberships.filter((_, index) => !open[index])
  const found = await findRooms(
    source,
    unknown.map(({ id }) => id),
  )
  return memberships.flatMap(({ id, joined_seq: joinedSeq }, index): Room[] => {
    const feed = open[index]
    if (feed) {
      const { room, delivered: head, hidesPast } = feed
      return [{ room, head, joinedSeq, hidesPast, sure: false }]
    }
    const known = found.get(id)
    // Without it, the room was deleted between the two statements.
    return known ? [{ ...known, joinedSeq, sure: true }] : []
  })
}

class Placement {
  readonly gone: RoomGoneView[] = []
  readonly gaps: GapView[] = []
  /** From where the client is to hear what it knows. */
  readonly placed: (Omit<Room, 'sure'> & { position: number })[] = []
  /** Where the client is beyond what this node has heard of. */
  private readonly beyond: (Room & { known: Known })[] = []
  private readonly strange: Map<string, Known>

  constructor(
    private readonly session: Session,
    private readonly asked: Sync,
  ) {
    this.strange = new Map(asked.after)
  }

  placeAll(rooms: readonly Room[]): void {
    for (const each of rooms) {
      const { room, head, sure } = each
      const known = this.strange.get(room.name)
      this.strange.delete(room.name)
      if (!known) this.session.lack(room.id)
      else if (known.log !== undefined && known.log !== room.log) this.replace(room)
      else if (known.seq <= head) this.take(each, known)
      else if (sure) this.replace(room)
      else this.beyond.push({ ...each, known })
    }
  }

  /** The entries may come from another node. */
  async placeBeyond({ log }: Services): Promise<void> {
    if (this.beyond.length === 0) return
    const heads = await log.heads(this.beyond.map(({ room }) => room.id))
    for (const { known, ...each } of this.beyond) {
      const now = heads.get(each.room.id)
      if (now && now.log === each.room.log && known.seq <= now.lastSeq)
        this.take({ ...each, head: now.lastSeq }, known)
      else this.replace(each.room)
    }
  }

  /** Rooms that the client knows and the user is not in. */
  async placeStrange(services: Services): Promise<void> {
    if (this.strange.size === 0) return
    const names = [...this.strange.keys()]
    const { actor } = this.session
    const reasons = await services.read(actor, (source) => whyOut(source, actor.id, names))
    for (const [name, code] of reasons) this.forget(name, code)
  }

  private take({ room, head, joinedSeq, hidesPast }: Room, known: Known): void {
    // What was before they came is not there.
    const seq = hidesPast ? Math.max(known.seq, joinedSeq - 1) : known.seq
    const first = head - this.asked.limit
    if (seq < first) this.gaps.push({ chatroom: room.name, after_seq: seq, before_seq: first + 1 })
    const position = Math.max(seq, first)
    this.placed.push({ room, head: Math.max(head, joinedSeq), position, joinedSeq, hidesPast })
  }

  /** What the client has is of another log: it begins anew. */
  private replace(room: RoomRef): void {
    this.forget(room.name, 'seq_unknown')
    this.session.lack(room.id)
  }

  private forget(chatroom: string, code: ErrorCode): void {
    this.gone.push({ chatroom, code })
  }
}
