// The beginning of a sync: from where a connection hears each room of its user, and what it has to forget.
import type { Actor } from '../auth/actor.js'
import type { ErrorCode } from '../common/errors.js'
import type { RoomRef } from '../room-log/draft.js'
import type { GapView, RoomGoneView } from './frames.view.js'
import type { InboxServices } from './inbox-services.js'
import { findRooms, membershipsOf, namesInUse } from './inbox-statements.js'
import type { Known, Sync } from './sync.dto.js'

/** A room of the user as it is known. */
interface Room {
  room: RoomRef
  head: number
  /** `seq` of the user's latest entering. */
  joinedSeq: number
  /** Whether the database has just named the head; this node may not have heard of the last entries. */
  sure: boolean
}

/** The session that is brought up to date; as InboxSession has these. */
interface Session {
  readonly actor: Actor
  hear(room: RoomRef, head: number, position: number, admittedAt: number): void
  lack(roomId: number): void
  tellAll(type: string, bodies: readonly object[]): Promise<void>
}

type Services = Pick<InboxServices, 'feeds' | 'log' | 'read'>

/**
 * Lets a session hear all rooms of its user in which the client is somewhere, and says which others it lacks, and which are gone.
 * @returns how many rooms the user has
 */
export async function placeRooms(session: Session, services: Services, asked: Sync): Promise<number> {
  const rooms = await roomsOf(session, services)
  const placement = new Placement(session, asked)
  placement.placeAll(rooms)
  await placement.placeBeyond(services)
  await placement.placeStrange(services)
  await session.tellAll('room_gone', placement.gone)
  // Before the client hears the first entry after it.
  await session.tellAll('gap', placement.gaps)
  for (const { room, head, position, joinedSeq } of placement.placed)
    session.hear(room, head, position, joinedSeq)
  return rooms.length
}

/** What this node knows by itself of open rooms, it does not ask for. */
function roomsOf({ actor }: Session, services: Services): Promise<Room[]> {
  const { feeds } = services
  return services.read(actor, async (source) => {
    const memberships = await membershipsOf(source, actor.id)
    const open = memberships.map(({ id }) => feeds.get(id))
    const unknown = memberships.filter((_, index) => !open[index])
    const found = await findRooms(
      source,
      unknown.map(({ id }) => id),
    )
    return memberships.flatMap(({ id, joined_seq: joinedSeq }, index): Room[] => {
      const feed = open[index]
      if (feed) return [{ room: feed.room, head: feed.delivered, joinedSeq, sure: false }]
      const known = found.get(id)
      // Without it, the room was deleted between the two statements.
      return known ? [{ ...known, joinedSeq, sure: true }] : []
    })
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
    const used = await services.read(this.session.actor, (source) => namesInUse(source, names))
    for (const name of names) this.forget(name, used.has(name) ? 'not_a_member' : 'chatroom_not_found')
  }

  private take({ room, head, joinedSeq }: Room, { seq }: Known): void {
    const first = head - this.asked.limit
    if (seq < first) this.gaps.push({ chatroom: room.name, after_seq: seq, before_seq: first + 1 })
    this.placed.push({ room, head: Math.max(head, joinedSeq), position: Math.max(seq, first), joinedSeq })
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
