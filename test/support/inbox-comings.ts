// People who come into rooms and leave them, rooms that are made anew, and inboxes that come and go meanwhile: all by chance.
import type { Cluster } from './cluster.js'
import { range } from './inbox.js'
import { InboxClient } from './inbox-client.js'
import { INBOX_DOORS } from './inbox-lines.js'
import { crowd, must, registered, unique, type Person } from './people.js'
import { deckOf, oneOf, random } from './random.js'
import { api, at, type Answer } from './rest.js'

const PEOPLE = 5
const ROOMS = 6
/** How many do something at once. */
const LANES = 4
/** How often each thing is tried in a round of all. */
const TRIED = { enter: 30, leave: 20, say: 25, bounce: 12, renew: 2 }

export class Comings {
  /** Of everybody two devices, one through each door, of which each begins on another node. */
  readonly clients: [Person, InboxClient][]
  /** What must not happen. */
  readonly problems: string[] = []
  /** How often each thing was done, and not refused. */
  readonly done: Record<string, number> = {}
  private readonly next = deckOf(TRIED)

  private constructor(
    private readonly cluster: Cluster,
    private readonly owner: Person,
    readonly people: Person[],
    private readonly rooms: string[],
  ) {
    this.clients = people.flatMap((person, index) =>
      INBOX_DOORS.map((door, nth): [Person, InboxClient] => {
        const urls = cluster.urlsFrom(index + nth)
        return [person, new InboxClient({ urls, person, door, limit: 1 + Math.floor(random() * 10) })]
      }),
    )
  }

  static async on(cluster: Cluster): Promise<Comings> {
    const node = cluster.nodes[0]!
    const owner = await registered(node, 'owner')
    const people = await crowd(node, PEOPLE)
    const comings = new Comings(
      cluster,
      owner,
      people,
      range(1, ROOMS).map(() => unique('room')),
    )
    for (const room of comings.rooms) must(await comings.create(room), 201)
    await Promise.all(comings.clients.map(([, client]) => client.synced()))
    return comings
  }

  /** So many things, some at once. */
  async happen(steps: number): Promise<void> {
    let left = steps
    const lane = async () => {
      while (left-- > 0) await this.step()
    }
    await Promise.all(range(1, LANES).map(lane))
  }

  /** Something is said in every room, by somebody who is in it. */
  async sayEverywhere(): Promise<void> {
    for (const room of this.rooms) must(await this.say(this.owner, room), 201)
  }

  stop(): void {
    for (const [, client] of this.clients) client.stop()
  }

  private async step(): Promise<void> {
    const person = oneOf(this.people)
    const room = oneOf(this.rooms)
    const does: Record<keyof typeof TRIED, () => Promise<Answer<unknown> | undefined>> = {
      enter: () => this.api(person).post(at('/enter-chatroom', room)),
      leave: () => this.api(person).post(at('/leave-chatroom', room)),
      say: () => this.say(oneOf([person, this.owner]), room),
      bounce: async () => void oneOf(this.clients)[1].bounce(),
      renew: () => this.renew(room),
    }
    const name = this.next()
    const answer = await does[name]()
    if (answer && answer.status >= 500) this.problems.push(`${name}: ${JSON.stringify(answer.body)}`)
    if (!answer || answer.status < 300) this.done[name] = (this.done[name] ?? 0) + 1
  }

  /** Deletes a room and makes another one under its name. */
  private async renew(room: string): Promise<Answer<unknown>> {
    const gone = await this.api(this.owner).delete(at('/chatroom', room))
    return gone.status === 204 ? this.create(room) : gone
  }

  private create(name: string): Promise<Answer<unknown>> {
    return this.api(this.owner).post('/chatroom/create', { name, max_members: 100 })
  }

  private say(person: Person, room: string): Promise<Answer<unknown>> {
    return this.api(person).post(at('/send-message', room), { type: 'text', message: 'words' })
  }

  /** Calls as this person, on a node by chance. */
  private api(person: Person) {
    return api(oneOf(this.cluster.nodes), person.token)
  }
}
