// What waits to be sent: in order, once each, over as many connections as it takes, and never into another room.
import { describe, expect, it } from 'vitest'
import type { Outgoing } from '../../src/web/client/shared/inbox-listener.js'
import { Outbox, type Addressee } from '../../src/web/client/shared/outbox.js'
import { HISTORY_REPLACED, Problem, UNREACHABLE } from '../../src/web/client/shared/problem.js'
import type { Draft } from '../../src/web/client/shared/wire.js'

type Answer = number | Problem

/** A room that answers when the test says so. */
class Room implements Addressee {
  ready = true
  log = 'first-log'
  lastSeq = 0
  left: readonly Outgoing[] = []
  readonly offered: string[] = []
  private answers: ((answer: Answer) => void)[] = []
  readonly outbox = new Outbox(this)

  offer(draft: Draft & { client_id: string }): Promise<number> {
    this.offered.push('message' in draft ? draft.message! : draft.type)
    return new Promise((resolve, reject) =>
      this.answers.push((answer) => (answer instanceof Problem ? reject(answer) : resolve(answer))),
    )
  }

  outboxChanged(outbox: readonly Outgoing[]): void {
    this.left = outbox
  }

  say(...texts: string[]): void {
    for (const message of texts) this.outbox.send({ type: 'text', message })
  }

  async answer(answer: Answer): Promise<void> {
    this.answers.shift()!(answer)
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }

  get problems(): (string | undefined)[] {
    return this.left.map(({ problem }) => problem?.code)
  }
}

const lost = new Problem(UNREACHABLE, 'Lost.')
const replaced = new Problem('seq_unknown', 'Another log.')

describe('an outbox', () => {
  it('offers the oldest first, the next when that is stored, and forgets what has come back', async () => {
    const room = new Room()
    room.say('one', 'two')
    expect(room.offered).toEqual(['one'])
    await room.answer(1)
    expect(room.offered).toEqual(['one', 'two'])
    expect(room.left.map(({ seq }) => seq)).toEqual([1, undefined])
    room.outbox.discard(room.left[0]!.client_id)
    // A repetition: its entry came long ago.
    room.lastSeq = 7
    await room.answer(2)
    expect(room.left).toEqual([])
  })

  it('keeps what was not answered, and offers it again with the same client_id before all that follows', async () => {
    const room = new Room()
    room.say('one', 'two')
    const [{ client_id }] = room.left as [Outgoing]
    room.ready = false
    await room.answer(lost)
    expect(room.offered).toEqual(['one'])
    room.ready = true
    void room.outbox.pump()
    expect(room.offered).toEqual(['one', 'one'])
    expect(room.left[0]!.client_id).toBe(client_id)
    await room.answer(1)
    expect(room.offered).toEqual(['one', 'one', 'two'])
  })

  it('shows what is refused to its author, and goes on with the next', async () => {
    const room = new Room()
    room.say('one', 'two')
    await room.answer(new Problem('forbidden', 'No.'))
    expect(room.problems).toEqual(['forbidden', undefined])
    expect(room.offered).toEqual(['one', 'two'])
    await room.answer(1)
    room.outbox.retry(room.left[0]!.client_id)
    expect(room.offered).toEqual(['one', 'two', 'one'])
  })

  it('waits when the room has another log, and says it there only once it is known which', async () => {
    const room = new Room()
    room.say('one', 'two')
    await room.answer(replaced)
    void room.outbox.pump()
    expect(room.offered).toEqual(['one'])
    room.log = 'second-log'
    room.outbox.carryOver(false)
    void room.outbox.pump()
    expect(room.offered).toEqual(['one', 'one'])
  })

  it('does not wait for a log that it has already', async () => {
    const room = new Room()
    room.say('one')
    room.log = 'second-log'
    room.outbox.carryOver(false)
    await room.answer(replaced)
    expect(room.offered).toEqual(['one', 'one'])
  })

  it('asks its author about what refers to a message of a log that is gone, and about all that was for another room', async () => {
    const room = new Room()
    room.ready = false
    room.say('one')
    room.outbox.send({ type: 'text', message: 'an answer', reply_to: 3 })
    room.outbox.send({ type: 'reaction', target_seq: 3, emoji: '👍' })
    room.outbox.carryOver(false)
    expect(room.problems).toEqual([undefined, HISTORY_REPLACED, HISTORY_REPLACED])
    room.outbox.carryOver(true)
    expect(room.problems).toEqual(['seq_unknown', 'seq_unknown', 'seq_unknown'])
  })

  it('forgets what a page of the history has brought back', async () => {
    const room = new Room()
    room.say('one', 'two')
    await room.answer(5)
    room.lastSeq = 5
    room.outbox.settle()
    expect(room.left.map(({ draft }) => 'message' in draft && draft.message)).toEqual(['two'])
  })
})
