// What a room must have become of, told from what was acknowledged and from nothing that the server shows.
import { quoteOf } from './room-state.js'
import type { Message, Person, Poll, Reaction, Votes } from './wire.js'

/** Something sent, and what it was acknowledged with. */
export interface Done {
  sender: Person
  body: { type: string; [field: string]: unknown }
  seq: number
  created_at: string
}

/** People whose names are shown. */
const SHOWN = 20

/** One person's reaction or vote, and the entry that made it so. */
interface Own<Value> {
  value: Value
  seq: number
  username: string
}

interface Row {
  entry: Message
  replyTo: number | undefined
  reactions: Map<string, Own<string>>
  votes: Map<string, Own<number[]>>
}

export class RoomModel {
  /** Of what is pinned, in the order in which it was. */
  pinned: number[] = []
  private readonly rows = new Map<number, Row>()
  private n = 0

  /** @param done in the order of `seq` @throws Error for what must not have been accepted */
  constructor(
    private readonly chatroom: string,
    done: readonly Done[],
  ) {
    for (const each of done) this.apply(each)
  }

  get said(): Message[] {
    return [...this.rows.keys()].map((seq) => this.shown(seq))
  }

  private apply(done: Done): void {
    const { body } = done
    if (body['target_seq'] === undefined) return this.say(done)
    const row = this.rows.get(body['target_seq'] as number)
    if (!row || row.entry.type === 'deleted') throw new Error(`${JSON.stringify(done)} has nothing to change`)
    this.change(row, done)
    row.entry.changed_seq = done.seq
  }

  private say({ sender, body, seq, created_at }: Done): void {
    const { type, client_id, reply_to, if_last_seq: _, ...content } = body
    const { chatroom } = this
    const entry = { chatroom, seq, n: ++this.n, ...content, client_id: client_id ?? null, sender, created_at }
    this.rows.set(seq, {
      entry: { ...entry, type } as Message,
      replyTo: reply_to as number | undefined,
      reactions: new Map(),
      votes: new Map(),
    })
  }

  private change(row: Row, { sender, body, seq, created_at }: Done): void {
    const { entry } = row
    const own = { seq, username: sender.username }
    if (body.type === 'edit') {
      if (entry.sender.id !== sender.id) throw new Error(`${sender.username} has edited what others said`)
      Object.assign(entry, { message: body['message'], edited_at: created_at })
    } else if (body.type === 'delete') this.delete(row, sender)
    else if (body.type === 'reaction') put(row.reactions, sender.id, body['emoji'] as string | null, own)
    else if (body.type === 'vote') {
      const options = body['options'] as number[]
      put(row.votes, sender.id, options.length > 0 ? options : null, own)
    } else this.pin(entry.seq, body['pinned'] as boolean)
  }

  private delete(row: Row, by: Person): void {
    const { chatroom, seq, n, client_id, sender, created_at } = row.entry
    const left = { chatroom, seq, ...(n && { n }), type: 'deleted' as const, client_id, sender, created_at }
    row.entry = { ...left, deleted_by: by }
    row.replyTo = undefined
    row.reactions.clear()
    row.votes.clear()
    this.pin(seq, false)
  }

  private pin(seq: number, pinned: boolean): void {
    const others = this.pinned.filter((each) => each !== seq)
    if (!pinned) this.pinned = others
    else if (others.length === this.pinned.length) this.pinned.push(seq)
  }

  /** A message with its state. */
  private shown(seq: number): Message {
    const { entry, replyTo, reactions, votes } = this.rows.get(seq)!
    const counted = { reactions: countedReactions(reactions), votes: countedVotes(votes) }
    return {
      ...entry,
      ...(replyTo !== undefined && { reply_to: quoteOf(this.rows.get(replyTo)!.entry) }),
      ...(counted.reactions.length > 0 && { reactions: counted.reactions }),
      ...(counted.votes.length > 0 && { poll: { ...(entry.poll as Poll), votes: counted.votes } }),
      ...(this.pinned.includes(seq) && { pinned: true }),
    }
  }
}

function put<Value>(
  all: Map<string, Own<Value>>,
  id: string,
  value: Value | null,
  own: Omit<Own<Value>, 'value'>,
): void {
  if (value === null) all.delete(id)
  else all.set(id, { value, ...own })
}

/** Those who have chosen something, whoever did so first first. */
function choosers<Value>(all: Map<string, Own<Value>>, chose: (value: Value) => boolean) {
  const own = [...all.values()].filter(({ value }) => chose(value)).toSorted((a, b) => a.seq - b.seq)
  const users = own.slice(0, SHOWN).map(({ username }) => username)
  return { count: own.length, users, first: own[0]!.seq }
}

function countedReactions(all: Map<string, Own<string>>): Reaction[] {
  return [...new Set([...all.values()].map(({ value }) => value))]
    .map((emoji) => ({ emoji, ...choosers(all, (value) => value === emoji) }))
    .toSorted((a, b) => b.count - a.count || a.first - b.first)
    .map(({ emoji, count, users }) => ({ emoji, count, users }))
}

function countedVotes(all: Map<string, Own<number[]>>): Votes[] {
  return [...new Set([...all.values()].flatMap(({ value }) => value))]
    .toSorted((a, b) => a - b)
    .map((option) => ({ option, ...choosers(all, (value) => value.includes(option)) }))
    .map(({ option, count, users }) => ({ option, count, users }))
}
