// Makes of stored entries what everybody sees: looks up what they refer to, each once, and nothing where nothing is referred to.
import type { DataSource } from 'typeorm'
import type { PersonView } from '../auth/user.view.js'
import { charactersIn } from '../common/lengths.js'
import { runPrepared } from '../database/prepared.js'
import { readAt } from './log-row.js'
import type { MessageView } from './message.view.js'
import type { State, Stored } from './stored.js'

/** Characters of a quoted message; from the wire contract. */
const LONGEST_QUOTE = 200

/** $1 ids. */
export const FIND_PEOPLE = {
  name: 'find_people',
  text: 'SELECT u.id, u.username, u.display_name FROM users u WHERE u.id = ANY ($1)',
}

type People = Map<string, PersonView>

/**
 * @param source where to look things up
 * @param base what the addresses of attachments begin with
 * @param people some of those who are mentioned, as far as they are known
 * @returns views in the order of `entries`
 */
export async function complete(
  source: DataSource,
  entries: readonly Stored[],
  base: string,
  people: readonly PersonView[] = [],
): Promise<MessageView[]> {
  const targets = await found(source, base, entries, ({ target_seq }) => target_seq)
  const all = [...entries, ...targets.values()]
  const quotes = await found(source, base, all, ({ reply_seq }) => reply_seq)
  const named = await peopleOf(source, all, people)
  const completion = new Completion(targets, quotes, named)
  return entries.map((entry) => completion.view(entry))
}

/** Whether an entry's own row says all that everybody sees of it. */
export const isComplete = ({ target_seq, reply_seq, mentions, state }: Stored): boolean =>
  target_seq === undefined && reply_seq === undefined && !mentions && !state

/** What everybody sees of an entry whose own row says all. */
export const plainView = (entry: Stored): MessageView =>
  entry.type === 'expired' ? expiredView(entry) : viewOf(entry)

/** Of what was said until its time was over there is nothing to be seen but that it was there. */
const expiredView = ({ room, seq, n, type, created_at }: Stored): MessageView => ({
  chatroom: room.name,
  seq,
  ...(n !== null && { n }),
  type,
  created_at,
})

const viewOf = (entry: Stored): MessageView => ({
  chatroom: entry.room.name,
  seq: entry.seq,
  ...(entry.n !== null && { n: entry.n }),
  type: entry.type,
  ...(entry.message !== undefined && { message: entry.message }),
  ...(entry.attachment && { attachment: entry.attachment }),
  ...entry.payload,
  client_id: entry.client_id,
  sender: entry.sender,
  ...namedIn(entry),
  created_at: entry.created_at,
  ...(entry.expires_at !== undefined && { expires_at: entry.expires_at }),
})

/** Of an event: whom it is about, if that is not the sender, and who has done it. */
function namedIn({ n, target_seq, type, sender, user }: Stored): { user?: PersonView; by?: PersonView } {
  if (n !== null || target_seq !== undefined) return {}
  if (type === 'joined' || type === 'left') return user ? { by: user } : {}
  return { ...(user && { user }), by: sender }
}

const keyOf = ({ room }: Stored, seq: number): string => `${room.id} ${seq}`

/** Those entries that these refer to by a seq, in the same room and the same log. */
async function found(
  source: DataSource,
  base: string,
  entries: readonly Stored[],
  seqOf: (entry: Stored) => number | undefined,
): Promise<Map<string, Stored>> {
  const asked = new Map<string, { room: Stored['room']; seq: number }>()
  for (const entry of entries) {
    const seq = seqOf(entry)
    if (seq !== undefined) asked.set(keyOf(entry, seq), { room: entry.room, seq })
  }
  const rows = asked.size > 0 ? await readAt(source, [...asked.values()], base) : []
  return new Map(rows.map((row) => [keyOf(row, row.seq), row]))
}

async function peopleOf(
  source: DataSource,
  entries: readonly Stored[],
  known: readonly PersonView[],
): Promise<People> {
  const people: People = new Map(known.map((person) => [person.id, person]))
  const ids = new Set(entries.flatMap(({ mentions = [], state }) => [...mentions, ...idsIn(state)]))
  for (const id of people.keys()) ids.delete(id)
  if (ids.size === 0) return people
  for (const person of await runPrepared<PersonView>(source, FIND_PEOPLE, [[...ids]]))
    people.set(person.id, person)
  return people
}

const idsIn = ({ deleted_by, reactions = [], votes = [] }: Partial<State> = {}): string[] => [
  ...(deleted_by ? [deleted_by] : []),
  ...[...reactions, ...votes].flatMap(({ users }) => users),
]

/** Everything that some entries refer to. */
class Completion {
  constructor(
    private readonly targets: Map<string, Stored>,
    private readonly quotes: Map<string, Stored>,
    private readonly people: People,
  ) {}

  view(entry: Stored): MessageView {
    const plain = plainView(entry)
    if (isComplete(entry)) return plain
    return { ...plain, ...this.reference(entry), ...this.state(entry), ...this.change(entry) }
  }

  private reference(entry: Stored): Partial<MessageView> {
    const { reply_seq, mentions } = entry
    const quoted = reply_seq === undefined ? undefined : this.quotes.get(keyOf(entry, reply_seq))
    return {
      ...(quoted && { reply_to: quoteOf(quoted) }),
      ...(mentions && { mentions: this.named(mentions) }),
    }
  }

  private state({ payload, state }: Stored): Partial<MessageView> {
    if (!state) return {}
    const { changed_seq, edited_at, deleted_by, pinned, reactions, votes } = state
    return {
      ...(votes && { poll: { ...(payload?.['poll'] as object), votes: this.counted(votes) } }),
      ...(edited_at && { edited_at }),
      ...(reactions && { reactions: this.counted(reactions) }),
      ...(pinned && { pinned }),
      ...(deleted_by && { deleted_by: this.named([deleted_by])[0] }),
      changed_seq,
    }
  }

  private change(entry: Stored): Partial<MessageView> {
    const { target_seq, type, seq } = entry
    if (target_seq === undefined) return {}
    const target = this.targets.get(keyOf(entry, target_seq))
    // Words that a later edit has replaced, or a deletion has taken, are nowhere.
    const words = type === 'edit' && target?.state?.edit_seq === seq ? wordsOf(target) : {}
    return { ...words, target_seq, ...(target && { target: this.view(target) }) }
  }

  private counted<Each extends { users: string[] }>(list: readonly Each[]): Each[] {
    return list.map((each) => ({ ...each, users: this.named(each.users).map(({ username }) => username) }))
  }

  private named(ids: readonly string[]): PersonView[] {
    return ids.flatMap((id) => this.people.get(id) ?? [])
  }
}

const wordsOf = ({ message, payload }: Stored): Partial<MessageView> => ({
  ...(message !== undefined && { message }),
  ...(payload?.['content'] !== undefined && { content: payload['content'] }),
})

function quoteOf({ seq, sender, type, message, attachment, state }: Stored): object {
  if (type === 'expired') return { seq, type }
  return {
    seq,
    sender,
    type,
    ...(message !== undefined && { message: cut(message) }),
    ...(attachment && { attachment: { type: attachment.type, filename: attachment.filename } }),
    ...(state?.deleted_by && { deleted: true }),
  }
}

function cut(text: string): string {
  if (text.length <= LONGEST_QUOTE || charactersIn(text) <= LONGEST_QUOTE) return text
  return [...text].slice(0, LONGEST_QUOTE).join('')
}
