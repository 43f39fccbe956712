// What was said where messages disappear, by its words: from when on each may be gone, and from when on it must be.
import { randomUUID } from 'node:crypto'
import type { Message, Person } from './wire.js'

/** Something said; what an answer has to tell is there from the answer on. */
export interface Said {
  type: string
  sender: Person['id']
  /** Whether it has a time at all. */
  disappears: boolean
  client_id: string
  body: object
  entry?: Message
  /** Milliseconds since 1970: before the first it must be there, from the second on it must not. */
  mayGo: number
  mustGo: number
  deleted: boolean
}

/** Views show whole milliseconds, the database counts finer ones. */
const FINEST_MS = 1
const QUOTE_OF_EXPIRED = ['seq', 'type']
const EXPIRED = ['chatroom', 'seq', 'n', 'type', 'created_at']

export class ExpiryModel {
  /** Of what disappears; and of what stays. */
  readonly gone = `gone${randomUUID().slice(0, 8)}`
  readonly stays = `stay${randomUUID().slice(0, 8)}`
  readonly said: Said[] = []
  private readonly bySeq = new Map<number, Said>()
  private readonly owners: Said[] = []
  private readonly pattern = new RegExp(`(?:${this.gone}|${this.stays})x(\\d+)`, 'g')

  constructor(private readonly room: string) {}

  /** A word that nothing else has; whoever says it says it of this. */
  word(of: Said): string {
    return `${of.disappears ? this.gone : this.stays}x${this.owners.push(of) - 1}`
  }

  acknowledge(said: Said, entry: Message): void {
    said.entry = entry
    this.said.push(said)
    this.bySeq.set(entry.seq, said)
  }

  at(seq: number): Said | undefined {
    return this.bySeq.get(seq)
  }

  isGone({ mustGo }: Said, since: number): boolean {
    return mustGo + FINEST_MS < since
  }

  mayBeGone({ mayGo }: Said, until: number): boolean {
    return mayGo <= until + FINEST_MS
  }

  /** What stands in its place. */
  ghostOf({ entry }: Said): object {
    const { chatroom, seq, n, created_at } = entry!
    return { chatroom, seq, n, type: 'expired', created_at }
  }

  /** How many words of what disappears are in something. */
  wordsIn(shown: unknown): number {
    return JSON.stringify(shown).split(this.gone).length - 1
  }

  /** What must not be in something that was asked for after `since` and had come by `until`: words, and what stands for them. */
  problemsIn(shown: unknown, since: number, until: number): string[] {
    const problems: string[] = []
    // Entries of other rooms have quotes that do not name their room.
    JSON.stringify(shown, (_, value: unknown) => {
      if (typeof value !== 'object' || value === null) return value
      const { chatroom = this.room } = value as Partial<Message>
      if (chatroom !== this.room) return undefined
      problems.push(...this.problemsOf(value as Partial<Message>, since, until))
      return value
    })
    for (const [word, nth] of JSON.stringify(shown).matchAll(this.pattern))
      if (this.isGone(this.owners[Number(nth)]!, since)) problems.push(`the word ${word}, which is gone`)
    return problems
  }

  private problemsOf(shown: Partial<Message>, since: number, until: number): string[] {
    const said = this.bySeq.get(shown.seq ?? 0)
    if (!said) return []
    if (shown.type === 'expired') {
      const fields = Object.keys(shown).toSorted().join()
      const whole = fields === EXPIRED.toSorted().join()
      if (!this.mayBeGone(said, until)) return [`${shown.seq} is over before its time`]
      if (!whole && fields !== QUOTE_OF_EXPIRED.join()) return [`${shown.seq} is over, and has ${fields}`]
      if (whole && JSON.stringify(shown) !== JSON.stringify(this.ghostOf(said)))
        return [`${JSON.stringify(shown)}, not ${JSON.stringify(this.ghostOf(said))}`]
      return []
    }
    // An entry, or what is left of one that was deleted.
    if (shown.n !== undefined && this.isGone(said, since))
      return [`${shown.seq} is a ${shown.type} after its time`]
    return []
  }
}
