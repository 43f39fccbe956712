// Who can be mentioned where one writes: the members of the room, as far as they are known, found by what follows an @.
import { computed, signal } from '@preact/signals'
import type { User } from '../shared/wire'
import { chat, user } from './me'
import type { OpenRoom } from './open-room'

/** Mentions everybody in the room. */
export const EVERYBODY = '@all'
/** From the wire contract. */
const MOST_MENTIONS = 50
/** How many are offered at once. */
const MOST_OFFERED = 6
/** Milliseconds without another letter, after which the server is asked. */
const TYPING_MS = 150

/** The @ and what follows it, directly before the cursor. */
const BEFORE_CURSOR = /(?<![\w@.-])@([\w.-]*)$/
const NAMES = /(?<![\w@.-])@([\w.-]*\w)/g

/** What is being typed after an @. */
export interface Word {
  /** Where the @ is. */
  start: number
  q: string
}

/** Somebody to mention; without a person, everybody. */
export interface Offered {
  name: string
  person?: User
}

export function wordBefore(text: string, cursor: number): Word | undefined {
  const found = BEFORE_CURSOR.exec(text.slice(0, cursor))
  return found ? { start: found.index, q: found[1]!.toLowerCase() } : undefined
}

export class Mentions {
  /** What is being typed; undefined while nobody is to be chosen. */
  readonly word = signal<Word | undefined>(undefined)
  readonly offered = computed(() => this.match())
  private readonly found = signal<ReadonlyMap<string, User>>(new Map())
  private readonly asked = new Set<string>()
  private timer: number | undefined
  /** Where nobody is meant, as the writer has said. */
  private dismissed: number | undefined

  constructor(private readonly room: OpenRoom) {}

  /** The text has changed, or the cursor has moved. */
  look(text: string, cursor: number): void {
    const word = this.room.info.peek()?.kind === 'group' ? wordBefore(text, cursor) : undefined
    if (word?.start !== this.dismissed) this.dismissed = undefined
    else if (word) return
    const before = this.word.peek()
    if (word?.start === before?.start && word?.q === before?.q) return
    this.word.value = word
    clearTimeout(this.timer)
    if (word?.q) this.timer = window.setTimeout(() => void this.ask(word.q), TYPING_MS)
  }

  close(): void {
    clearTimeout(this.timer)
    this.word.value = undefined
  }

  /** This one is a word like others. */
  dismiss(): void {
    this.dismissed = this.word.peek()?.start
    this.close()
  }

  /** Looks up those whom a text names, such as one that was begun before the page was loaded. */
  learn(text: string): void {
    for (const name of namesIn(text)) if (!this.known.has(name)) void this.ask(name)
  }

  /** Whom a text mentions, as it is sent: a name that no member has is a word like others. */
  in(text: string): string[] {
    if (this.room.info.peek()?.kind !== 'group') return []
    const { known } = this
    return namesIn(text)
      .flatMap((name) => (`@${name}` === EVERYBODY ? [EVERYBODY] : known.has(name) ? [name] : []))
      .slice(0, MOST_MENTIONS)
  }

  private get known(): ReadonlyMap<string, User> {
    const members = this.room.roster.members.value.map((each) => [each.user.username, each.user] as const)
    return new Map([...this.found.value, ...members])
  }

  private match(): Offered[] {
    const q = this.word.value?.q
    if (q === undefined) return []
    const people = [...this.known.values()].filter((each) => each.id !== user.value?.id && begins(each, q))
    const offered: Offered[] = people
      .slice(0, MOST_OFFERED)
      .map((person) => ({ name: person.username, person }))
    return 'all'.startsWith(q) || 'everyone'.startsWith(q) ? [...offered, { name: 'all' }] : offered
  }

  /** In a large room not all members are here. */
  private async ask(q: string): Promise<void> {
    const { members } = this.room.roster
    if (this.asked.has(q) || members.peek().length >= (this.room.info.peek()?.member_count ?? 0)) return
    this.asked.add(q)
    try {
      const page = await chat().rooms.members(this.room.name, { q, limit: MOST_OFFERED + 1 })
      this.found.value = new Map([
        ...this.found.peek(),
        ...page.members.map((each) => [each.user.username, each.user] as const),
      ])
    } catch {
      // Those who are here can be chosen all the same; the next time it is asked again.
      this.asked.delete(q)
    }
  }
}

const namesIn = (text: string): string[] => [
  ...new Set(Array.from(text.matchAll(NAMES), ([, name]) => name!.toLowerCase())),
]

/** Whether the username, or a word of the name, begins so. */
const begins = ({ username, display_name }: User, q: string): boolean =>
  [username, ...display_name.toLowerCase().split(/\s+/)].some((each) => each.startsWith(q))
