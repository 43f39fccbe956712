// What people do in a room where messages disappear, each whatever comes into their head; and time passes.
import type { ClockHands } from './clock-hands.js'
import type { Said } from './expiry-model.js'
import { IN_VAIN, type ExpiryRoom } from './expiry-room.js'
import { must, unique, type Person } from './people.js'
import { upload } from './pictures.js'
import { oneOf, random } from './random.js'
import { at, type Answer } from './rest.js'
import type { Message } from './wire.js'

/** How often each is done in a round of all; `pass`: time passes for some of what was said. */
export const ACTS = {
  ...{ text: 12, reply: 5, poll: 3, file: 2, edit: 8, delete: 3, reaction: 6, vote: 3, pin: 4, star: 3 },
  ...{ report: 2, again: 4, mark: 5, unread: 3, come: 3, pass: 12 },
}
export type Act = keyof typeof ACTS
/** Milliseconds from now at which the time of something is over. */
const PASSES = [-1, -1, 150, 500]

export class ExpiryActs {
  constructor(
    private readonly room: ExpiryRoom,
    private readonly clock: ClockHands,
    /** Whether the bytes of files go with their messages. */
    private readonly withBytes: boolean,
  ) {}

  /** What is said from now on disappears after so many seconds, or never. */
  async setTime(disappear_after: number | null): Promise<void> {
    must(
      await this.room.owner.api.patch(at('/chatroom', this.room.name), { settings: { disappear_after } }),
      200,
    )
    this.room.disappears = disappear_after !== null
  }

  act(act: Act): Promise<void> {
    const by = this.room.anybody
    if (act === 'mark') return this.mark(by, { read: Math.floor(random() * (this.room.head + 1)) })
    if (act === 'unread') return this.mark(by, { unread_from: 1 + Math.floor(random() * this.room.head) })
    if (act === 'come') return this.comeOrGo()
    if (act === 'text' || act === 'reply' || act === 'poll') return this.say(act, by)
    // Of those who never leave: a file that cannot be sent stays, for a while.
    if (act === 'file') return this.sendFile(this.room.oneOf(this.room.people.slice(0, 2)))
    const target = this.room.target
    if (!target) return this.say('text', by)
    if (act === 'pass') return this.pass(target, oneOf(PASSES))
    if (act === 'again') return this.sayAgain(target)
    return this.changeOf(act, target, by)
  }

  /** Under a word that nothing else has. */
  async say(type: 'text' | 'reply' | 'poll', by: Person): Promise<void> {
    const said = this.draft(type === 'poll' ? 'poll' : 'text', by)
    const words = this.room.model.word(said)
    const mentions = [...this.room.people.map(({ user }) => user.username), '@all'].filter(
      () => random() < 0.15,
    )
    const reply_to = type === 'reply' ? this.room.target?.entry?.seq : undefined
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
    const bytes = this.withBytes ? this.room.model.word(said) : `${this.room.model.stays}y`
    const name = `${this.room.model.word(said)}.txt`
    const { id } = must(await upload(by, new TextEncoder().encode(bytes), {}, name), 201)
    await this.send(said, by, { attachment: { id }, message: this.room.model.word(said) })
  }

  private draft(type: string, by: Person): Said {
    const { disappears } = this.room
    const never = { mayGo: Infinity, mustGo: Infinity }
    return {
      ...{ type, sender: by.user.id, disappears, client_id: unique('c') },
      ...{ body: {}, deleted: false, ...never },
    }
  }

  private async send(said: Said, by: Person, content: object): Promise<void> {
    said.body = { type: said.type, client_id: said.client_id, ...content }
    const answer = await by.api.post<Message>(at('/send-message', this.room.name), said.body)
    if (!this.room.done('send', answer)) return
    const { body: entry } = answer
    this.room.head = Math.max(this.room.head, entry.seq)
    if ((entry.expires_at !== undefined) !== said.disappears)
      this.room.problem('send', `expires at ${entry.expires_at}`)
    this.room.model.acknowledge(said, entry)
  }

  /** The same once more: it is the first one that is answered, or what is left of it. */
  private async sayAgain(said: Said): Promise<void> {
    const by = this.room.people.find(({ user }) => user.id === said.sender)!
    const since = Date.now()
    const answer = await by.api.post<Message>(at('/send-message', this.room.name), said.body)
    this.room.check('again', answer.body, since)
    if (answer.status === 201)
      this.room.problem('again', `said a second time: ${JSON.stringify(answer.body)}`)
    // Whoever has left since, or whose entry was edited, is refused; nobody is let in for nothing.
    if (answer.status !== 200 && !IN_VAIN.includes(answer.status)) this.room.problem('again', answer)
  }

  private async changeOf(act: Act, target: Said, by: Person): Promise<void> {
    const target_seq = target.entry!.seq
    const author = this.room.people.find(({ user }) => user.id === target.sender)!
    const ofMessage = at('/chatroom', this.room.name, `/messages/${target_seq}`)
    const since = Date.now()
    const send = (who: Person, body: object) => who.api.post(at('/send-message', this.room.name), body)
    const doing: Partial<Record<Act, () => Promise<Answer<unknown>>>> = {
      edit: () => send(author, { type: 'edit', target_seq, message: this.room.model.word(target) }),
      delete: () => send(author, { type: 'delete', target_seq }),
      reaction: () => send(by, { type: 'reaction', target_seq, emoji: oneOf(['👍', '🎉', null]) }),
      vote: () => send(by, { type: 'vote', target_seq, options: [1] }),
      pin: () => send(by, { type: 'pin', target_seq, pinned: random() < 0.7 }),
      star: () => by.api.put(`${ofMessage}/star`),
      report: () => by.api.put(at('/chatroom', this.room.name, `/reports/${target_seq}`), { reason: 'spam' }),
    }
    const answer = await doing[act]!()
    this.room.check(act, answer.body, since)
    if (!this.room.done(act, answer)) return
    if (act === 'delete') target.deleted = true
    this.room.head = Math.max(this.room.head, (answer.body as Message | undefined)?.seq ?? 0)
    if (this.room.model.isGone(target, since)) this.room.problem(act, `of ${target_seq}, which was gone`)
  }

  /** Time passes for something that was said. */
  async pass(said: Said, ms: number): Promise<void> {
    // Once it is decided, it stays.
    if (!said.disappears || said.mayGo < Infinity) return
    said.mayGo = Date.now() + ms
    await this.clock.expireAt(this.room.name, said.entry!.seq, said.mayGo)
    said.mustGo = Math.max(said.mayGo, Date.now())
  }

  async mark(by: Person, body: object): Promise<void> {
    this.room.done('mark', await by.api.put(at('/chatroom', this.room.name, '/marks'), body))
  }

  private async comeOrGo(): Promise<void> {
    const who = this.room.oneOf(this.room.people.slice(2))
    await who.api.post(at(oneOf(['/leave-chatroom', '/enter-chatroom', '/enter-chatroom']), this.room.name))
  }
}
