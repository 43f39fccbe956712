// What a client may ask for over a socket: one table, which both doors look into.
import { ChatError, toChatError } from '../common/errors.js'
import type { Request } from './connection.js'
import { clientIdOf } from './kinds/parse.js'
import type { RoomSession } from './room-session.js'

/** Whom commands are for: what somebody has been let into, such as a room. */
interface Target extends Pick<RoomSession, 'connection' | 'busy' | 'refuse' | 'end'> {
  /** What an error says of the body that it is about, besides its `client_id`. */
  about?(body: unknown): object
}

/** One thing that can be asked of a target. */
export interface Command<Of extends Target> {
  /** The event that asks for it; a plain frame does with this as its `type`. */
  name: string
  /** The `type` of the plain frame that says it was done; none for what only an acknowledgement, if asked for, says. */
  answer?: string
  /** Does it. @returns what to answer @throws ChatError */
  run(target: Of, body: unknown): Promise<object>
}

/** All that can be asked over one kind of address. */
export class Commands<Of extends Target> {
  private readonly byName: Map<string, Command<Of>>

  /** @param message what a plain frame is whose `type` no other command has: it says which kind of message it is */
  constructor(
    private readonly message: Command<Of>,
    ...others: Command<Of>[]
  ) {
    this.byName = new Map([message, ...others].map((command) => [command.name, command]))
  }

  /** Does what a client asks for, and answers it; never rejects. */
  async receive(target: Of, request: Request): Promise<void> {
    const { connection, busy } = target
    const { body, id } = request
    if (busy) connection.pauseReading()
    try {
      const command = this.meant(request)
      if (!command) target.refuse(this.unknown())
      if (body instanceof ChatError) target.refuse(body)
      connection.answer(command.answer, await command.run(target, body), id)
    } catch (error) {
      const refused = toChatError(error, connection.door)
      const client_id = clientIdOf(body)
      const about = { ...(client_id !== undefined && { client_id }), ...target.about?.(body) }
      connection.refuse({ ...refused.toWire(), ...about }, id)
      if (refused.extra.close) target.end(refused.extra.close, refused.detail)
    } finally {
      if (busy) connection.resumeReading()
    }
  }

  private meant({ event, body }: Request): Command<Of> | undefined {
    if (event !== undefined) return this.byName.get(event as string)
    return this.byName.get((body as { type?: unknown }).type as string) ?? this.message
  }

  private unknown(): ChatError {
    return new ChatError(
      'validation_failed',
      `The event must be one of: ${[...this.byName.keys()].join(', ')}.`,
    )
  }
}

/** What a plain frame says beside which command it is. */
export const withoutType = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || !('type' in body)) return body
  const { type: _, ...rest } = body
  return rest
}

/** What can be asked of a room; a new command is added here, and nowhere else. */
export const ROOM_COMMANDS = new Commands<RoomSession>(
  {
    name: 'message',
    answer: 'ack',
    run: (session, body) => session.send(body),
  },
  {
    name: 'mark',
    answer: 'marked',
    run: (session, body) => session.mark(withoutType(body)),
  },
  {
    name: 'typing',
    run: async (session, body) => {
      await session.typing(withoutType(body))
      return {}
    },
  },
)
