// People who come into rooms, go, add, invite, silence, promote, remove and ban each other, on both nodes and by chance.
import type { Cluster } from './cluster.js'
import {
  add,
  ban,
  change,
  changeRoom,
  createRoom,
  enterRoom,
  inviteTo,
  leaveRoom,
  remove,
  unban,
  useInvite,
  type Tried,
} from './room-acts.js'
import { InboxClient } from './inbox-client.js'
import { INBOX_DOORS } from './inbox-lines.js'
import { pause, range } from './inbox.js'
import { crowd, must, personOn, unique, type Person } from './people.js'
import { deckOf, oneOf, random } from './random.js'
import { at } from './rest.js'
import type { Role } from './wire.js'

const PEOPLE = 7
const ROOMS = 3
/** How many do something at once. */
const LANES = 5
export const MOST_MEMBERS = 5

/** How often each thing is tried in a round of all. */
const TRIED = {
  enter: 26,
  leave: 8,
  add: 12,
  invite: 6,
  use: 14,
  remove: 8,
  ban: 7,
  unban: 9,
  role: 16,
  mute: 9,
  settings: 6,
  refuse: 3,
  say: 20,
}

const ROLES: readonly Role[] = ['member', 'admin', 'owner']
const HOUR = 3_600_000
/** What shows whoever does it to be owner or admin. */
const GOVERNING: ReadonlySet<string> = new Set(['remove', 'ban', 'unban', 'role', 'mute', 'settings'])

export class PeopleAtOdds {
  /** Codes of the invites that were made. */
  private readonly codes: string[] = []
  /** Who has governed each room last, as far as that is known: most who try may not. */
  private readonly governing = new Map<string, Person>()
  /** What must not happen. */
  readonly problems: string[] = []
  /** How often each thing was done, and not refused. */
  readonly done: Record<string, number> = {}
  private readonly next = deckOf(TRIED)

  private constructor(
    private readonly cluster: Cluster,
    readonly people: Person[],
    readonly rooms: string[],
    /** Of everybody a device on either node, through either door. */
    readonly clients: [Person, InboxClient][],
  ) {}

  static async on(cluster: Cluster): Promise<PeopleAtOdds> {
    const people = await crowd(cluster.nodes[0]!, PEOPLE)
    const rooms = range(1, ROOMS).map(() => unique('room'))
    for (const [nth, room] of rooms.entries())
      must(await createRoom(people[nth]!, room, { max_members: MOST_MEMBERS }), 201)
    const clients = people.flatMap((person, index) =>
      INBOX_DOORS.map((door, nth): [Person, InboxClient] => [
        person,
        new InboxClient({ urls: cluster.urlsFrom(index + nth), person, door, limit: 20 }),
      ]),
    )
    await Promise.all(clients.map(([, client]) => client.synced()))
    return new PeopleAtOdds(cluster, people, rooms, clients)
  }

  async happen(steps: number): Promise<void> {
    let left = steps
    const lane = async () => {
      while (left-- > 0) await this.step()
    }
    await Promise.all(range(1, LANES).map(lane))
  }

  stop(): void {
    for (const [, client] of this.clients) client.stop()
  }

  private async step(): Promise<void> {
    const room = oneOf(this.rooms)
    const [by, whom] = [this.somebody(), this.somebody()]
    const admin = random() < 0.6 ? this.on(this.governing.get(room) ?? by) : by
    const role = oneOf(ROLES)
    const until = () => new Date(Date.now() + HOUR * (1 + Math.floor(random() * 100))).toISOString()
    const does: Record<keyof typeof TRIED, () => Tried<unknown>> = {
      enter: () => enterRoom(by, room),
      leave: () => leaveRoom(by, room),
      add: () => add(by, room, whom),
      invite: () => this.invite(by, room),
      use: () => useInvite(by, oneOf(this.codes) ?? 'none'),
      remove: () => remove(admin, room, whom),
      ban: () => ban(admin, room, whom, random() < 0.5 ? {} : { until: until() }),
      unban: () => unban(admin, room, whom),
      role: () => change(admin, room, whom, { role }),
      mute: () => change(admin, room, whom, { muted_until: random() < 0.6 ? until() : null }),
      settings: () => this.set(admin, room),
      refuse: () => admin.api.delete(at('/chatroom', room, `/requests/${whom.user.username}`)),
      say: () => by.api.post(at('/send-message', room), { type: 'text', message: 'words' }),
    }
    const name = this.next()
    const answer = await does[name]()
    if (answer.status === 503) await pause(random() * 100)
    else if (answer.status >= 500) this.problems.push(`${name}: ${JSON.stringify(answer.body)}`)
    else if (answer.status < 300) {
      this.done[name] = (this.done[name] ?? 0) + 1
      if (GOVERNING.has(name)) this.governing.set(room, name === 'role' && role === 'owner' ? whom : admin)
    }
  }

  private async invite(by: Person, room: string) {
    const answer = await inviteTo(by, room, { max_uses: 1 + Math.floor(random() * 3) })
    if (answer.status === 201) this.codes.push(answer.body.code)
    return answer
  }

  /** Never private: an empty room would be gone, and its log with it. */
  private set(by: Person, room: string) {
    const settings = {
      join: oneOf(['open', 'open', 'approval']),
      who_can_invite: oneOf(['members', 'admins']),
      who_can_send: oneOf(['members', 'members', 'admins']),
    }
    const max_members = 2 + Math.floor(random() * MOST_MEMBERS)
    return changeRoom(by, room, random() < 0.5 ? { settings } : { max_members })
  }

  /** On a node by chance. */
  private on(person: Person): Person {
    return personOn(oneOf(this.cluster.nodes), person)
  }

  private somebody(): Person {
    return this.on(oneOf(this.people))
  }
}
