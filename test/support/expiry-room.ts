// A room where messages disappear, as those know it who act and look there: what was said, and all that was wrong.
import type { Cluster } from './cluster.js'
import { ExpiryModel, type Said } from './expiry-model.js'
import { personOn, type Person } from './people.js'
import { oneOf, random } from './random.js'
import type { Answer } from './rest.js'

/** What may be in vain: it fits something else, others were faster, or whoever tries is not there. */
export const IN_VAIN = [400, 403, 404, 409]

export class ExpiryRoom {
  readonly problems: string[] = []
  /** Of each way, how many words it has shown that were to disappear. */
  readonly shown = new Map<string, number>()
  readonly model: ExpiryModel
  /** What is said now, does. */
  disappears = false
  /** The last `seq` that is known. */
  head: number

  constructor(
    readonly cluster: Cluster,
    readonly people: readonly Person[],
    readonly name: string,
  ) {
    this.model = new ExpiryModel(name)
    this.head = people.length
  }

  get owner(): Person {
    return this.oneOf(this.people.slice(0, 1))
  }

  get anybody(): Person {
    return this.oneOf(this.people)
  }

  /** One of these people, on either node. */
  oneOf(people: readonly Person[]): Person {
    return personOn(oneOf(this.cluster.nodes), oneOf(people))
  }

  /** Something that was said, of late rather than long ago. */
  get target(): Said | undefined {
    const { said } = this.model
    return said.length === 0 ? undefined : oneOf(random() < 0.8 ? said.slice(-10) : said)
  }

  /** Something was asked for after `since`, and has come now. */
  check(where: string, shown: unknown, since: number): void {
    for (const each of this.model.problemsIn(shown ?? null, since, Date.now())) this.problem(where, each)
    this.count(where, this.model.wordsIn(shown ?? null))
  }

  count(what: string, more: number): void {
    this.shown.set(what, (this.shown.get(what) ?? 0) + more)
  }

  done(where: string, { status, body }: Answer<unknown>): boolean {
    if (status >= 300 && !IN_VAIN.includes(status)) this.problem(where, body)
    return status < 300
  }

  problem(where: string, what: unknown): void {
    const text = typeof what === 'string' ? what : JSON.stringify(what)
    this.problems.push(`${where}: ${text.slice(0, 1000)}`)
  }
}
