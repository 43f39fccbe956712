// What the writer of the log must answer to what is said and changed, one after the other, in a few lines that look at one thing at a
// time.
import { RoomModel, type Done } from './room-model.js'
import type { Attachment, Message, Person } from './wire.js'

/** What is sent to one of the rooms, by number, as the wire has it. */
export interface Sent {
  room: number
  sender: Person
  body: {
    type: string
    client_id?: string
    target_seq?: number
    reply_to?: number
    if_last_seq?: number
    attachment?: Attachment
    [field: string]: unknown
  }
  /** What one has to be allowed to do for it. */
  action: string
}

/** What became of it; its seq and n, or the head that stands against it. */
export type Answer = [outcome: string, seq?: number, n?: number | null]

interface Entry extends Sent {
  seq: number
  n: number | null
  gone?: boolean
}

/** Options of a poll. */
interface Asked {
  options: string[]
  multiple: boolean
  closes_at?: string
}

const EDITABLE = ['text', 'attachment', 'custom']
const MOST_PINNED = 10

export class WriterModel {
  /** Of each room that exists, its entries from its last `joined` on; pins in their order. */
  readonly rooms: { entries: Entry[]; done: Done[]; pinned: number[] }[]

  /**
   * @param joined entries that each room has before anything is said
   * @param owner of the rooms, who may delete what others have said
   * @param member of the rooms; all others are strangers
   * @param uploads by id, and whose they are; those that are gone are taken away
   */
  constructor(
    rooms: number,
    private readonly joined: number,
    private readonly owner: Person,
    private readonly member: Person,
    readonly uploads: Map<string, Person>,
  ) {
    this.rooms = Array.from({ length: rooms }, () => ({ entries: [], done: [], pinned: [] }))
  }

  headOf(room: number): number {
    return this.joined + (this.rooms[room]?.entries.length ?? 0)
  }

  /** @param inTime whether there is still time to edit and to delete */
  append(sent: Sent, inTime: boolean, created_at: string): Answer {
    const room = this.rooms[sent.room]
    if (!room) return [sent.room === this.rooms.length ? 'seq_unknown' : 'chatroom_not_found']
    const earlier = this.earlierThan(sent)
    if (earlier && (this.forgotten(earlier) || sameAs(earlier, sent)))
      return ['duplicate', earlier.seq, earlier.n]
    if (earlier) return ['client_id_reused']
    const head = this.headOf(sent.room)
    const refusal = this.refusal(sent, inTime, head)
    if (refusal) return refusal === 'conflict' ? ['conflict', head] : [refusal]
    const said = room.entries.filter(({ n }) => n !== null).length
    const entry = { ...sent, seq: head + 1, n: sent.body.target_seq === undefined ? said + 1 : null }
    room.entries.push(entry)
    room.done.push({ sender: sent.sender, body: sent.body, seq: entry.seq, created_at })
    this.apply(entry)
    return ['appended', entry.seq, entry.n]
  }

  /** Whether one of these deletes what was said before under the same client_id: which of them is first has no meaning in a batch. */
  isDeletedBy(sent: Sent, batch: Sent[]): boolean {
    const earlier = this.earlierThan(sent)
    const gone = earlier?.body.type === 'edit' ? earlier.body.target_seq : earlier?.seq
    return batch.some(
      ({ room, body }) =>
        gone !== undefined && room === sent.room && body.type === 'delete' && body.target_seq === gone,
    )
  }

  /** What must have become of a room. */
  said(room: number, name: string): Message[] {
    return new RoomModel(name, this.rooms[room]!.done).said
  }

  private earlierThan({ room, sender, body: { client_id } }: Sent): Entry | undefined {
    return this.rooms[room]?.entries.find(
      (each) => client_id && each.body.client_id === client_id && each.sender.id === sender.id,
    )
  }

  private refusal(sent: Sent, inTime: boolean, head: number): string | undefined {
    const { sender, action, body } = sent
    if (sender.id !== this.owner.id && sender.id !== this.member.id) return 'not_a_member'
    if (action === 'delete' && sender.id !== this.owner.id) return 'forbidden'
    if (body.if_last_seq !== undefined && body.if_last_seq !== head) return 'conflict'
    if (body.attachment && this.uploads.get(body.attachment.id)?.id !== sender.id)
      return 'attachment_not_found'
    if (body.reply_to !== undefined && !this.present(sent.room, body.reply_to)) return 'message_not_found'
    return body.target_seq === undefined ? undefined : this.refusalOfChange(sent, inTime)
  }

  private refusalOfChange({ room, sender, body }: Sent, inTime: boolean): string | undefined {
    const target = this.present(room, body.target_seq!)
    if (!target) return 'message_not_found'
    const own = target.sender.id === sender.id
    if (body.type === 'edit') {
      if (!EDITABLE.includes(target.body.type)) return 'message_not_found'
      return own ? (inTime ? undefined : 'too_late') : 'forbidden'
    }
    if (body.type === 'delete' && sender.id !== this.owner.id)
      return own ? (inTime ? undefined : 'too_late') : 'forbidden'
    if (body.type === 'vote') return refusalOfVote(target, body['options'] as number[])
    const { pinned } = this.rooms[room]!
    if (body.type === 'pin' && body['pinned'] && !pinned.includes(target.seq) && pinned.length >= MOST_PINNED)
      return 'validation_failed'
    return undefined
  }

  /** Of what was deleted nobody can say any more what it was, nor of its edits. */
  private forgotten({ room, gone, body }: Entry): boolean {
    if (body.type !== 'edit') return gone === true
    return !this.present(room, body.target_seq!)
  }

  private present(room: number, seq: number): Entry | undefined {
    const entry = this.rooms[room]!.entries[seq - this.joined - 1]
    return entry?.n && !entry.gone ? entry : undefined
  }

  private apply({ room, body }: Entry): void {
    const state = this.rooms[room]!
    const { target_seq = 0 } = body
    if (body.type === 'pin' || body.type === 'delete') {
      const kept = state.pinned.includes(target_seq) && body['pinned'] === true
      if (!kept) state.pinned = state.pinned.filter((seq) => seq !== target_seq)
      if (body['pinned'] && !kept) state.pinned.push(target_seq)
    }
    if (body.type !== 'delete') return
    const target = this.present(room, target_seq)!
    target.gone = true
    const id = target.body.attachment?.id
    const shown = this.rooms.some(({ entries }) =>
      entries.some((each) => !each.gone && each.body.attachment?.id === id),
    )
    if (id && !shown) this.uploads.delete(id)
  }
}

function refusalOfVote(target: Entry, options: number[]): string | undefined {
  if (target.body.type !== 'poll') return 'message_not_found'
  const poll = target.body['poll'] as Asked
  if (poll.closes_at) return 'too_late'
  if (options.length > 1 && !poll.multiple) return 'validation_failed'
  return options.some((option) => option >= poll.options.length) ? 'validation_failed' : undefined
}

/** What makes two sends the same: all of the body but what is nobody's content. */
export function contentOf({ body }: Sent): unknown {
  const { client_id: _, if_last_seq: __, ...content } = body
  return Object.entries(content).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

const sameAs = (one: Sent, other: Sent): boolean =>
  JSON.stringify(contentOf(one)) === JSON.stringify(contentOf(other))
