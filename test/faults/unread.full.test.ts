// Everybody says, changes, deletes, comes, goes and marks, at once and on two nodes, and some of it disappears: what is unread is what a
// count over the log says.
import { isDeepStrictEqual } from 'node:util'
import { expect, it } from 'vitest'
import { ClockHands } from '../support/clock-hands.js'
import { Cluster } from '../support/cluster.js'
import { mark, MARK_DOORS, type Marker, type Marks } from '../support/marks.js'
import { crowd, logOf, must, personOn, roomWith, type Person } from '../support/people.js'
import { oneOf, random, seed } from '../support/random.js'
import { at } from '../support/rest.js'
import { rounds } from '../support/rounds.js'
import { MarksModel, unreadIn } from '../support/unread-model.js'
import type { Message } from '../support/wire.js'

const ROOMS = rounds(25, 1)
const STEPS_OF_ROOM = 200
/** Most that happens at once. */
const AT_ONCE = 10
/** What may be in vain, where others were faster. */
const IN_VAIN = [403, 404, 409]

const cluster = await Cluster.shared()
const clock = await ClockHands.on(cluster.databaseUrl)
const people = await crowd(cluster.nodes[0]!, 5)

/** Somebody on both nodes, with a device on each. */
class Reader {
  readonly model = new MarksModel()
  readonly places: [Person, Person]
  devices: Marker[] = []
  member = true
  /** They have left or entered in this round. */
  moved = false

  constructor(readonly person: Person) {
    this.places = cluster.nodes.map((node) => personOn(node, person)) as [Person, Person]
  }

  get anywhere(): Person {
    return oneOf(this.places)
  }

  async connect(room: string): Promise<void> {
    this.devices = await Promise.all(
      cluster.nodes.map((node) => oneOf(MARK_DOORS).connect(node, this.person, room)),
    )
  }

  async disconnect(): Promise<void> {
    await Promise.all(this.devices.map((device) => device.close().catch(() => undefined)))
    this.devices = []
  }
}

class History {
  steps = 0
  log: Message[] = []
  /** What is not as it must be. */
  readonly problems: string[] = []
  readonly readers = people.map((person) => new Reader(person))

  private constructor(readonly room: string) {}

  static async begin(): Promise<History> {
    const settings = { disappear_after: 3600 }
    const history = new History(await roomWith(people[0]!, people.slice(1), { settings }))
    await Promise.all(history.readers.map((reader) => reader.connect(history.room)))
    await history.compare()
    return history
  }

  /** Several things at once, and then the comparison. */
  async round(): Promise<void> {
    const count = 1 + Math.floor(random() * AT_ONCE)
    await Promise.all(Array.from({ length: count }, () => this.step()))
    await this.compare()
  }

  private async step(): Promise<void> {
    this.steps++
    const choice = random()
    const reader = oneOf(this.readers)
    if (choice < 0.4) return this.say(reader)
    if (choice < 0.57) return this.change(reader)
    if (choice < 0.82) return this.mark(reader)
    if (choice < 0.87) return this.markUnread(reader)
    if (choice < 0.89) return this.setTime()
    if (choice < 0.95) return this.letExpire()
    // Its owner stays, to read the log.
    if (reader !== this.readers[0]) await this.comeOrGo(reader)
  }

  private async say(reader: Reader): Promise<void> {
    const names = [...people.map(({ user }) => user.username), '@all'].filter(() => random() < 0.15)
    const message = await this.send(reader, {
      type: 'text',
      message: 'words',
      ...(names[0] && { mentions: names }),
    })
    if (message) reader.model.forward(message.seq)
  }

  private async change(reader: Reader): Promise<void> {
    const target_seq = oneOf(this.log).seq
    await this.send(
      reader,
      oneOf<object>([
        { type: 'delete', target_seq },
        { type: 'delete', target_seq },
        { type: 'edit', target_seq, message: 'other words' },
        { type: 'reaction', target_seq, emoji: '👍' },
        { type: 'pin', target_seq, pinned: random() < 0.5 },
      ]),
    )
  }

  /** What is said from now on disappears, or does not. */
  private async setTime(): Promise<void> {
    const settings = { disappear_after: oneOf([3600, 3600, null]) }
    must(await this.readers[0]!.anywhere.api.patch(at('/chatroom', this.room), { settings }), 200)
  }

  /** The time of something is over, if it has one. */
  private async letExpire(): Promise<void> {
    await clock.letExpire(this.room, [oneOf(this.log).seq])
  }

  private async send({ anywhere }: Reader, body: object): Promise<Message | undefined> {
    const answer = await anywhere.api.post<Message>(at('/send-message', this.room), body)
    // 400: it fits another kind of entry, or too many are pinned.
    if (answer.status === 400 || IN_VAIN.includes(answer.status)) return undefined
    return must(answer, 201)
  }

  /** Also beyond the end, which moves nothing, and spoils nothing that is marked at once. */
  private async mark(reader: Reader): Promise<void> {
    const seq = Math.floor(random() * (this.log.length + 3))
    const body = oneOf([{ read: seq }, { delivered: seq }, { read: Math.floor(seq / 2), delivered: seq }])
    const device = random() < 0.5 && reader.devices[0] ? oneOf(reader.devices) : undefined
    const { read = 0, delivered = 0 } = body as Partial<Marks>
    if (device) {
      const answer = await device.mark(body)
      if (answer.ok) reader.model.forward(read, delivered)
      return
    }
    const answer = await reader.anywhere.api.put<Marks>(at('/chatroom', this.room, '/marks'), body)
    if (IN_VAIN.includes(answer.status)) return
    must(answer, 200)
    reader.model.forward(read, delivered)
  }

  private async markUnread(reader: Reader): Promise<void> {
    const unread_from = 1 + Math.floor(random() * this.log.length)
    const answer = await reader.anywhere.api.put<Marks>(at('/chatroom', this.room, '/marks'), { unread_from })
    if (IN_VAIN.includes(answer.status)) return
    must(answer, 200)
    reader.model.back(unread_from)
  }

  private async comeOrGo(reader: Reader): Promise<void> {
    reader.moved = true
    reader.model.begunAnew()
    const verb = reader.member && random() < 0.5 ? '/leave-chatroom' : '/enter-chatroom'
    await reader.anywhere.api.post(at(verb, this.room))
  }

  private async compare(): Promise<void> {
    this.log = await logOf(oneOf(this.readers[0]!.places), this.room)
    await Promise.all(this.readers.map((reader) => this.compareOf(reader)))
  }

  private async compareOf(reader: Reader): Promise<void> {
    const answers = await Promise.all(
      reader.places.map(({ api }) => api.put<Marks>(at('/chatroom', this.room, '/marks'), { read: 0 })),
    )
    const [one, other] = answers.map(({ status, body }) => (status === 200 ? body : status))
    if (!isDeepStrictEqual(one, other)) this.complain(reader, { one, other })
    const member = typeof one === 'object'
    if (member) {
      const wrong = reader.model.settle(one)
      if (wrong) this.complain(reader, wrong)
      const { unread, unread_mentions, read } = one
      const counted = unreadIn(this.log, reader.person, read)
      if (!isDeepStrictEqual({ unread, unread_mentions }, counted)) this.complain(reader, { one, counted })
    } else reader.model.begunAnew()
    if (reader.moved) await this.reconnect(reader, member)
  }

  private complain({ person }: Reader, what: unknown): void {
    this.problems.push(`step ${this.steps}, ${person.user.username}: ${JSON.stringify(what)}`)
  }

  /** A device that has left the room is out of it. */
  private async reconnect(reader: Reader, member: boolean): Promise<void> {
    Object.assign(reader, { member, moved: false })
    await reader.disconnect()
    if (member) await reader.connect(this.room)
  }

  /** Every device learns the same in the end. */
  async end(): Promise<void> {
    const head = this.log.length
    for (const reader of this.readers.filter(({ member }) => member)) {
      await mark(reader.anywhere, this.room, { unread_from: 1 })
      await mark(reader.anywhere, this.room, { read: head })
      for (const { told } of reader.devices) {
        const own = await told.waitFor(({ user, read }) => user.id === reader.person.user.id && read === head)
        const { delivered, unread, unread_mentions } = own
        if (!isDeepStrictEqual([delivered, unread, unread_mentions], [head, 0, 0])) this.complain(reader, own)
      }
      await reader.disconnect()
    }
  }
}

it(
  `${ROOMS} × ${STEPS_OF_ROOM} steps: what is unread is what the log says, on both nodes (seed ${seed})`,
  { timeout: 60_000 + ROOMS * 60_000 },
  async () => {
    let [steps, expired] = [0, 0]
    for (let room = 0; room < ROOMS; room++) {
      const history = await History.begin()
      while (history.steps < STEPS_OF_ROOM && history.problems.length === 0) await history.round()
      await history.end()
      expect(history.problems).toEqual([])
      expect(history.log.length).toBeGreaterThan(STEPS_OF_ROOM / 6)
      expired += history.log.filter(({ type }) => type === 'expired').length
      steps += history.steps
    }
    expect(steps).toBeGreaterThanOrEqual(ROOMS * STEPS_OF_ROOM)
    expect(expired).toBeGreaterThan(0)
  },
)
