// What a client asks for is found in one table, whichever wire it comes over, and answered as that wire answers.
import { describe, expect, it } from 'vitest'
import { ChatError } from '../../src/common/errors.js'
import { Commands, type Command } from '../../src/messaging/commands.js'
import type { Connection } from '../../src/messaging/connection.js'
import { TRANSPORTS } from '../support/transports.js'

/** Somebody of whom things are asked, and what was. */
class Asked {
  readonly asked: [string, unknown][] = []
  busy = false
  constructor(readonly connection: Connection) {}

  refuse(error: ChatError): never {
    throw error
  }

  end(): void {}
}

const command = (name: string, answer?: string): Command<Asked> => ({
  name,
  ...(answer && { answer }),
  run: async (target, body) => {
    target.asked.push([name, body])
    if ((body as { wrong?: true }).wrong) throw new ChatError('forbidden', 'Not you.')
    return { done: name }
  },
})

const commands = new Commands(command('message', 'ack'), command('mark', 'marked'), command('typing'))

describe.each(TRANSPORTS)('over $name', ({ name, connect }) => {
  const isPlain = name === 'plain WebSocket'

  async function somebody() {
    const ends = await connect()
    const target = new Asked(ends.connection)
    ends.connection.onRequest((request) => void commands.receive(target, request))
    return { ...ends, target }
  }

  it('a command is known by its name, gets its body, and is answered as it says', async () => {
    const { ask, told, target } = await somebody()
    ask('mark', { read: 7 })
    ask('typing', { active: true })
    ask(isPlain ? 'text' : 'message', { message: 'hello' })
    await told.waitFor(({ body }) => body['done'] === 'message')
    expect(target.asked).toEqual([
      ['mark', expect.objectContaining({ read: 7 })],
      ['typing', expect.objectContaining({ active: true })],
      ['message', expect.objectContaining({ message: 'hello' })],
    ])
    expect(told.items).toEqual(
      isPlain
        ? [
            { name: 'marked', body: { done: 'mark' } },
            { name: 'ack', body: { done: 'message' } },
          ]
        : ['mark', 'typing', 'message'].map((done) => ({ name: 'answer', body: { ok: true, done } })),
    )
  })

  it('one that fails is refused with the client_id that it had', async () => {
    const { ask, told } = await somebody()
    ask('mark', { wrong: true, client_id: 'mine' })
    const error = { code: 'forbidden', detail: 'Not you.', client_id: 'mine' }
    expect(await told.waitFor(() => true)).toEqual(
      isPlain ? { name: 'error', body: error } : { name: 'answer', body: { ok: false, error } },
    )
  })

  it('what is none is a message where messages have no name of their own, or refused with what there is', async () => {
    const { ask, told, target } = await somebody()
    ask('constructor', { message: 'hello' })
    const answer = await told.waitFor(() => true)
    expect(target.asked).toHaveLength(isPlain ? 1 : 0)
    if (isPlain) expect(answer.name).toBe('ack')
    else
      expect(answer.body).toMatchObject({
        error: {
          code: 'validation_failed',
          detail: expect.stringContaining('message, mark, typing') as string,
        },
      })
  })
})
