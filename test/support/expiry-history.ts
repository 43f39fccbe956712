// One room on two nodes in which everybody says, changes, reads and marks whatever comes into their head, while what they say
// disappears; and what must be so at any time.
import { isDeepStrictEqual } from 'node:util'
import type { ClockHands } from './clock-hands.js'
import type { Cluster } from './cluster.js'
import { LIVE_DOORS } from './doors.js'
import { admin, type EventPage } from './events.js'
import { ExpiryModel, type Said } from './expiry-model.js'
import { ALL_WAYS, DETAILS, followEachOther, LISTS, WAYS, type Look, type Way } from './expiry-ways.js'
import { marksOf, type Marks } from './marks.js'
import { logOf, must, personOn, roomWith, unique, type Person } from './people.js'
import { upload } from './pictures.js'
import { deckOf, oneOf, random } from './random.js'
import type { RoomClient } from './room-client.js'
import { at, type Answer } from './rest.js'
import type { Server } from './server.js'
import { unreadIn } from './unread-model.js'
import type { Chatroom, ChatroomList, Message } from './wire.js'

/** How often each is done in a round of all; `pass`: time passes for some of what was said. */
const STEPS = {
  ...{
    text: 12,
    reply: 5,
    poll: 3,
    file: 2,
    edit: 8,
    delete: 3,
    reaction: 6,
    vote: 3,
    pin: 4,
    star: 3,
    report: 2,
  },
  ...{ again: 4, mark: 5, unread: 3, come: 3, pass: 12, read: 24 },
}
type Step = keyof typeof STEPS
/** Seconds after which what is said disappears from the next round on. */
const SETTINGS = { hour: 3, day: 1, never: 2 }
const SECONDS = { hour: 3600, day: 86_400, never: null }
/** Milliseconds from now at which the time of something is over. */
const PASSES = [-1, -1, 150, 500]
/** Most that happens at once. */
const AT_ONCE = 6
/** Milliseconds that what was read for a live connection may be on its way. */
const GRACE_MS = 2000
/** What may be in vain: it fits something else, others were faster, or whoever tries is not there. */
const IN_VAIN = [400, 403, 404, 409]

export interface ExpiryOptions {
  /** Whether the nodes take by themselves what is over from the disk; else this does, now and then. */
  byNodes: boolean
}

interface Heard {
  client: RoomClient
  /** How many entries were looked at, and when that was. */
  seen: number
  at: number
}

/** An entry, where a quote has no number. */
const GHOST = /"n":\d+,"type":"expired"/

const followed = ({ seq }: Partial<Message>): boolean => seq !== undefined

export class ExpiryHistory {
  readonly problems: string[] = []
  /** Of each way, how many words it has shown before they were gone. */
  readonly shown = new Map<string, number>()
  readonly model: ExpiryModel
  private readonly next = deckOf(STEPS)
  private readonly setting = deckOf(SETTINGS)
  private readonly way = deckOf(Object.fromEntries(ALL_WAYS.map((way) => [way, 1])) as Record<Way, number>)
  private disappears = false
  private head = 0
  private heard: Heard[] = []
  private cursor = ''

  private constructor(
    private readonly cluster: Cluster,
    private readonly people: Person[],
    private readonly clock: ClockHands,
    private readonly chore: ClockHands,
    readonly room: string,
    private readonly options: ExpiryOptions,
  ) {
    this.model = new ExpiryModel(room)
  }

  /** @param clocks two of them: the second one takes things from the disk */
  static async begin(
    cluster: Cluster,
    people: Person[],
    [clock, chore]: [ClockHands, ClockHands],
    cursor: string,
    options: ExpiryOptions,
  ): Promise<ExpiryHistory> {
    const history = oneOf(['all', 'since_joined'] as const)
    const room = await roomWith(people[0]!, people.slice(1), { settings: { history } })
    const made = new ExpiryHistory(cluster, people, clock, chore, room, options)
    made.cursor = cursor
    made.head = people.length
    const nodes = LIVE_DOORS.map((door, nth) => door.connect(made.node(nth), people[0]!.token, room))
    made.heard = (await Promise.all(nodes)).map((client) => ({ client, seen: 0, at: Date.now() }))
    return made
  }

  private get owner(): Person {
    return personOn(oneOf(this.cluster.nodes), this.people[0]!)
  }

  /** Somebody, on either node. */
  private get anybody(): Person {
    return personOn(oneOf(this.cluster.nodes), oneOf(this.people))
  }

  private node(nth: number): Server {
    return this.cluster.nodes[nth % this.cluster.nodes.length]!
  }

  /** Several things at once, and then the comparison. */
  async round(): Promise<void> {
    if (random() < 0.5) await this.change()
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.step(this.next())))
    if (!this.options.byNodes && random() < 0.3) await this.chore.takeExpired()
    await this.compare()
  }

  /** Everything is unread to everybody, and over: it is so by every way, before it has left the disk. */
  async end(): Promise<void> {
    const letGo = await this.chore.holdBack('expiry')
    for (const person of this.people) await this.mark(person, { unread_from: 1 })
    for (const said of this.model.said) if (said.disappears) await this.pass(said, -1)
    await this.compare()
    await this.lookEverywhere()
    await letGo()
  }

  /** Every way of reading, for everybody, from the first entry on. */
  async lookEverywhere(): Promise<void> {
    await Promise.all(
      this.people.map(async (each) => {
        for (const way of ALL_WAYS) {
          const node = oneOf(this.cluster.nodes)
          await this.look(way, { node, person: personOn(node, each), after: 0 })
        }
      }),
    )
    await this.lookAtEvents()
  }

  async stop(): Promise<void> {
    await Promise.all(this.heard.map(({ client }) => client.close()))
  }

  private async change(): Promise<void> {
    const disappear_after = SECONDS[this.setting()]
    must(await this.owner.api.patch(at('/chatroom', this.room), { settings: { disappear_after } }), 200)
    this.disappears = disappear_after !== null
  }

  private step(step: Step): Promise<void> {
    const by = this.anybody
    if (step === 'read') return this.look(this.way())
    if (step === 'mark') return this.mark(by, { read: Math.floor(random() * (this.head + 1)) })
    if (step === 'unread') return this.mark(by, { unread_from: 1 + Math.floor(random() * this.head) })
    if (step === 'come') return this.comeOrGo()
    if (step === 'text' || step === 'reply' || step === 'poll') return this.say(step, by)
    // Of those who never leave: a file that cannot be sent stays, for a while.
    if (step === 'file')
      return this.sendFile(personOn(oneOf(this.cluster.nodes), oneOf(this.people.slice(0, 2))))
    const target = this.target()
    if (!target) return this.say('text', by)
    if (step === 'pass') return this.pass(target, oneOf(PASSES))
    if (step === 'again') return this.sayAgain(target)
    return this.changeOf(step, target, by)
  }

  /** Something that was said, of late rather than long ago. */
  private target(): Said | undefined {
    const { said } = this.model
    return said.length === 0 ? undefined : oneOf(random() < 0.8 ? said.slice(-10) : said)
  }

  private async say(type: 'text' | 'reply' | 'poll', by: Person): Promise<void> {
    const said = this.draft(type === 'poll' ? 'poll' : 'text', by)
    const words = this.model.word(said)
    const mentions = [...this.people.map(({ user }) => user.username), '@all'].filter(() => random() < 0.15)
    const reply_to = type === 'reply' ? this.target()?.entry?.seq : undefined
    const content =
      type === 'poll' ? { poll: { question: words, options: ['a', words] } } : { message: words }
    await this.send(said, by, {
      ...{ ...content, metadata: { note: words } },
      ...(mentions.length > 0 && { mentions }),
      ...(reply_to !== undefined && { reply_to }),
    })
  }

  private async sendFile(by: Person): Promise<void> {
    const said = this.draft('attachment', by)
    // Who takes messages from the disk by hand does not see to the bytes of their files.
    const bytes = this.options.byNodes ? this.model.word(said) : `${this.model.stays}y`
    const name = `${this.model.word(said)}.txt`
    const { id } = must(await upload(by, new TextEncoder().encode(bytes), {}, name), 201)
    await this.send(said, by, { attachment: { id }, message: this.model.word(said) })
  }

  private draft(type: string, by: Person): Said {
    const { disappears } = this
    const never = { mayGo: Infinity, mustGo: Infinity }
    return {
      ...{ type, sender: by.user.id, disappears, client_id: unique('c') },
      ...{ body: {}, deleted: false, ...never },
    }
  }

  private async send(said: Said, by: Person, content: object): Promise<void> {
    said.body = { type: said.type, client_id: said.client_id, ...content }
    const answer = await by.api.post<Message>(at('/send-message', this.room), said.body)
    if (!this.done('send', answer)) return
    const { body: entry } = answer
    this.head = Math.max(this.head, entry.seq)
    if ((entry.expires_at !== undefined) !== said.disappears)
      this.problem('send', `expires at ${entry.expires_at}`)
    this.model.acknowledge(said, entry)
  }

  /** The same once more: it is the first one that is answered, or what is left of it. */
  private async sayAgain(said: Said): Promise<void> {
    const by = this.people.find(({ user }) => user.id === said.sender)!
    const since = Date.now()
    const answer = await by.api.post<Message>(at('/send-message', this.room), said.body)
    this.check('again', answer.body, since)
    if (answer.status === 201) this.problem('again', `said a second time: ${JSON.stringify(answer.body)}`)
    // Whoever has left since, or whose entry was edited, is refused; nobody is let in for nothing.
    if (answer.status !== 200 && !IN_VAIN.includes(answer.status)) this.problem('again', answer)
  }

  private async changeOf(step: Step, target: Said, by: Person): Promise<void> {
    const target_seq = target.entry!.seq
    const author = this.people.find(({ user }) => user.id === target.sender)!
    const ofMessage = at('/chatroom', this.room, `/messages/${target_seq}`)
    const since = Date.now()
    const send = (who: Person, body: object) => who.api.post(at('/send-message', this.room), body)
    const doing: Partial<Record<Step, () => Promise<Answer<unknown>>>> = {
      edit: () => send(author, { type: 'edit', target_seq, message: this.model.word(target) }),
      delete: () => send(author, { type: 'delete', target_seq }),
      reaction: () => send(by, { type: 'reaction', target_seq, emoji: oneOf(['👍', '🎉', null]) }),
      vote: () => send(by, { type: 'vote', target_seq, options: [1] }),
      pin: () => send(by, { type: 'pin', target_seq, pinned: random() < 0.7 }),
      star: () => by.api.put(`${ofMessage}/star`),
      report: () => by.api.put(at('/chatroom', this.room, `/reports/${target_seq}`), { reason: 'spam' }),
    }
    const answer = await doing[step]!()
    this.check(step, answer.body, since)
    if (!this.done(step, answer)) return
    if (step === 'delete') target.deleted = true
    this.head = Math.max(this.head, (answer.body as Message | undefined)?.seq ?? 0)
    if (this.model.isGone(target, since)) this.problem(step, `of ${target_seq}, which was gone`)
  }

  /** Time passes for something that was said. */
  private async pass(said: Said, ms: number): Promise<void> {
    // Once it is decided, it stays.
    if (!said.disappears || said.mayGo < Infinity) return
    said.mayGo = Date.now() + ms
    await this.clock.expireAt(this.room, said.entry!.seq, said.mayGo)
    said.mustGo = Math.max(said.mayGo, Date.now())
  }

  private async mark(by: Person, body: object): Promise<void> {
    this.done('mark', await by.api.put(at('/chatroom', this.room, '/marks'), body))
  }

  private async comeOrGo(): Promise<void> {
    const who = personOn(oneOf(this.cluster.nodes), oneOf(this.people.slice(2)))
    await who.api.post(at(oneOf(['/leave-chatroom', '/enter-chatroom', '/enter-chatroom']), this.room))
  }

  /** One way of reading, at some place, unless it is said where. */
  private async look(way: Way, where: Partial<Look> = {}): Promise<void> {
    const target = this.target()
    if (!target) return
    const node = oneOf(this.cluster.nodes)
    const { seq, attachment } = target.entry!
    const file =
      attachment ?? oneOf(this.model.said.filter(({ type }) => type === 'attachment'))?.entry?.attachment
    const since = Date.now()
    const shown = await WAYS[way]({
      ...{ node, person: personOn(node, oneOf(this.people)), room: this.room, seq },
      ...{ after: Math.floor(random() * this.head), head: this.head, file: file?.id },
      ...{ word: oneOf([this.model.gone, this.model.stays]), ...where },
    })
    this.check(way, shown, since)
    if (
      DETAILS.includes(way) &&
      this.model.isGone(target, since) &&
      (shown as { code?: string }).code === undefined
    )
      this.problem(way, `of ${seq}, which is gone: ${JSON.stringify(shown)}`)
    if (LISTS.includes(way) && GHOST.test(JSON.stringify(shown))) this.problem(way, shown)
  }

  /** From where this history began: what is read is as it is now. */
  private async lookAtEvents(): Promise<void> {
    const [node, limit] = [oneOf(this.cluster.nodes), 1000]
    for (let after = this.cursor, more = true; more;) {
      const since = Date.now()
      const page = must(await admin(node).get<EventPage>('/admin/events', { after, limit }), 200)
      this.check('events', page.events, since)
      more = page.events.length === limit
      after = page.cursor
    }
  }

  private check(where: string, shown: unknown, since: number): void {
    const wrong = this.model.problemsIn(shown ?? null, since, Date.now())
    for (const each of wrong) this.problem(where, each)
    this.shown.set(where, (this.shown.get(where) ?? 0) + this.model.wordsIn(shown ?? null))
  }

  private done(where: string, answer: Answer<unknown>): boolean {
    if (answer.status < 300) return true
    if (!IN_VAIN.includes(answer.status)) this.problem(where, answer.body)
    return false
  }

  private problem(where: string, what: unknown): void {
    const text = typeof what === 'string' ? what : JSON.stringify(what)
    this.problems.push(`${where}: ${text.slice(0, 1000)}`)
  }

  /** Nothing happens meanwhile but that time passes, and the nodes do what they do. */
  private async compare(): Promise<void> {
    const since = Date.now()
    const log = await logOf(this.owner, this.room)
    this.compareLog(log, since)
    await this.lookAtLive(log.length)
    const until = () => Date.now()
    await Promise.all(this.people.map((person) => this.compareUnread(person, log, since, until)))
    await this.lookAtEvents()
  }

  private compareLog(log: Message[], since: number): void {
    this.check('log', log, since)
    this.head = log.length
    followEachOther([{ seq: 0 }, ...log])
    const said = log.filter(({ n }) => n !== undefined)
    if (said.some(({ n }, nth) => n !== nth + 1) || said.length !== this.model.said.length)
      this.problem('log', `${said.length} were said, not ${this.model.said.length}`)
    for (const { seq, type } of said) {
      const known = this.model.at(seq)
      const right = [known?.type, known?.deleted ? 'deleted' : undefined, 'expired']
      if (!known || !right.includes(type)) this.problem('log', `${seq} is ${type}, not ${known?.type}`)
    }
  }

  /** What live connections have got since they were looked at last. */
  private async lookAtLive(head: number): Promise<void> {
    for (const each of this.heard) {
      const { client, seen, at: since } = each
      await client
        .waitFor(({ seq }) => seq === head)
        .catch(() => this.problem('live', `${head} has not come`))
      const all = client.messages.filter(followed)
      const first = all[0]?.seq ?? head
      if (all.length !== head - first + 1) this.problem('live', `${all.length} from ${first} to ${head}`)
      followEachOther(all)
      this.check('live', all.slice(seen), since - GRACE_MS)
      Object.assign(each, { seen: all.length, at: Date.now() })
    }
  }

  /** On both nodes, wherever it stands, it is what a count over the log says. */
  private async compareUnread(
    person: Person,
    log: Message[],
    since: number,
    until: () => number,
  ): Promise<void> {
    const { room } = this
    for (const node of this.cluster.nodes) {
      const reader = personOn(node, person)
      const { role, me } = must(await reader.api.get<Chatroom>(at('/chatroom', room)), 200)
      if (role === null || !me) continue
      const { rooms } = must(await reader.api.get<{ rooms: ChatroomList['chatrooms'] }>('/inbox'), 200)
      const listed = rooms.find(({ name }) => name === room)!
      const marks = await marksOf(reader, room)
      const last = log.findLast(({ n, seq }) => n !== undefined && seq >= listed.first_seq)
      if (listed.last_message?.seq !== last?.seq) this.problem('last_message', listed)
      for (const each of [me, listed.me!]) {
        const { unread, unread_mentions, read_seq: read } = each
        this.compareCount(person, log, { ...marks, read, unread, unread_mentions }, [since, until()])
      }
      this.compareCount(person, log, marks, [since, until()])
    }
  }

  private compareCount(person: Person, log: Message[], marks: Marks, [since, until]: [number, number]): void {
    const { read, unread, unread_mentions } = marks
    const doubtful = this.model.said.filter(
      (said) => this.model.mayBeGone(said, until) && !this.model.isGone(said, since),
    )
    const seqs = new Set(doubtful.map(({ entry }) => entry!.seq))
    const least = unreadIn(
      log.filter(({ seq }) => !seqs.has(seq)),
      person,
      read,
    )
    const most = unreadIn(
      [...log.filter(({ seq }) => !seqs.has(seq)), ...doubtful.map(({ entry }) => entry!)],
      person,
      read,
    )
    const within = (count: number, of: 'unread' | 'unread_mentions') =>
      least[of] <= count && count <= most[of]
    if (isDeepStrictEqual(least, most))
      this.shown.set('exact counts', (this.shown.get('exact counts') ?? 0) + 1)
    if (!within(unread, 'unread') || !within(unread_mentions, 'unread_mentions'))
      this.problem('unread', { of: person.user.username, marks, least, most })
  }
}
