// People who say things in a room and change what was said, each whatever comes into their head, and what was acknowledged to them.
import { isDeepStrictEqual } from 'node:util'
import { unique, type Person } from './people.js'
import { deckOf, oneOf, random } from './random.js'
import type { RoomClient } from './room-client.js'
import { RoomModel, type Done } from './room-model.js'
import type { SendAnswer } from './wire.js'

/** What may be in vain, where others were faster. */
const IN_VAIN = ['forbidden', 'message_not_found', 'conflict', 'validation_failed']

/** How often each is said in a round of all: `turn` with `if_last_seq`. */
const SAID = { text: 20, reply: 8, turn: 4, poll: 5, edit: 15, delete: 5, reaction: 20, vote: 13, pin: 10 }

type Body = Done['body']

/** One room, and what was acknowledged to those who talk in it. */
export class Talk {
  /** For whoever goes on until the talk is over. */
  over = false
  /** What must not happen. */
  readonly problems: string[] = []
  private readonly done = new Map<number, Done>()
  private readonly next = deckOf(SAID)
  private readonly said: { seq: number; type: string; by: Person }[] = []

  constructor(
    readonly room: string,
    private head: number,
  ) {}

  /** In the order of `seq`. */
  get acknowledged(): Done[] {
    return [...this.done.values()].toSorted((a, b) => a.seq - b.seq)
  }

  /** What the room must be. */
  get model(): RoomModel {
    return new RoomModel(this.room, this.acknowledged)
  }

  /** Says or changes something; now and then twice at once, through two connections. */
  async send(by: Person, clients: RoomClient[]): Promise<void> {
    const body = { ...this.body(by), client_id: unique('c') }
    const senders = random() < 0.1 ? clients : [oneOf(clients)]
    for (const answer of await Promise.all(senders.map((client) => client.send(body)))) {
      if (answer.ok) this.accept(by, body, answer)
      else if (!IN_VAIN.includes(answer.error.code)) this.problems.push(JSON.stringify({ body, answer }))
    }
  }

  private accept(by: Person, body: Body, { seq, created_at }: SendAnswer & { ok: true }): void {
    const { id, username, display_name } = by.user
    const done = { sender: { id, username, display_name }, body, seq, created_at }
    const known = this.done.get(seq)
    if (known && !isDeepStrictEqual(known, done)) this.problems.push(JSON.stringify({ known, done }))
    if (known) return
    this.done.set(seq, done)
    if (body['target_seq'] === undefined) this.said.push({ seq, type: body.type, by })
    this.head = Math.max(this.head, seq)
  }

  /** The `seq` of something that was said, of late rather than long ago. */
  private target(type: string, by?: Person): number {
    const fitting = this.said.filter((each) => each.type === type && (!by || each.by === by))
    return oneOf(fitting.slice(-8))?.seq ?? 1
  }

  private body(by: Person): Body {
    const message = unique('words')
    const target_seq = this.target('text')
    const bodies: Record<keyof typeof SAID, () => Body> = {
      text: () => ({ type: 'text', message }),
      reply: () => ({ type: 'text', message, reply_to: target_seq }),
      turn: () => ({ type: 'text', message, if_last_seq: this.head }),
      poll: () => ({ type: 'poll', poll: { question: message, options: ['a', 'b', 'c'], multiple: true } }),
      edit: () => ({ type: 'edit', target_seq: this.target('text', oneOf([by, by, undefined])), message }),
      delete: () => ({ type: 'delete', target_seq: this.target(oneOf(['text', 'text', 'poll']), by) }),
      reaction: () => ({ type: 'reaction', target_seq, emoji: oneOf(['👍', '🎉', '😀', null]) }),
      vote: () => ({ type: 'vote', target_seq: this.target('poll'), options: oneOf([[], [0], [1], [0, 2]]) }),
      pin: () => ({ type: 'pin', target_seq, pinned: random() < 0.7 }),
    }
    return bodies[this.next()]()
  }
}
