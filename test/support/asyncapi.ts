// The AsyncAPI document of a server, and what passes through its sockets held to it.
import Ajv from 'ajv'
import formats from 'ajv-formats'
import { aimed, Drafts, type Draft } from './drafts.js'
import { EMOJI } from './openapi.js'
import { must, type Person } from './people.js'
import { at } from './rest.js'
import { socketIo } from './socketio.door.js'
import type { Server } from './server.js'

export interface Schema {
  enum?: unknown[]
  type?: unknown
  properties?: Record<string, unknown>
  allOf?: unknown
  oneOf?: { $ref?: string }[]
  additionalProperties?: boolean
}
export interface DocumentedMessage {
  name: string
  title: string
  payload: { $ref: string }
  examples: { name: string; payload: unknown }[]
}
export interface Operation {
  action: 'send' | 'receive'
  channel: { $ref: string }
  messages: { $ref: string }[]
  reply?: { messages: { $ref: string }[] }
}
export interface Document {
  servers: Record<string, { host: string; protocol: string }>
  operations: Record<string, Operation>
  channels: Record<string, { address: string; messages: Record<string, object>; 'x-close-codes': object }>
  'x-error-codes': object
  components: { schemas: Record<string, Schema>; messages: Record<string, DocumentedMessage> }
}

/** Whether an operation is of an inbox, or of what moves no log. */
export const isSignal = (operation: string): boolean => /^inbox|(Mark|Type)$/.test(operation)

const last = ({ $ref }: { $ref: string }): string => $ref.split('/').at(-1)!

export class SocketDocument {
  readonly json: Document
  private readonly ajv = new Ajv.default({ strict: false, allErrors: true })

  private constructor(readonly text: string) {
    this.json = JSON.parse(text) as Document
    formats.default(this.ajv)
    this.ajv.addFormat('emoji', EMOJI)
    // Closed, so that a field that is not documented fails, too.
    const components = structuredClone(this.json.components)
    for (const schema of Object.values(components.schemas))
      if (schema.properties) schema.additionalProperties = false
    this.ajv.addSchema({ components }, 'doc')
  }

  static async of(server: Pick<Server, 'url'>): Promise<SocketDocument> {
    return new SocketDocument(await (await fetch(`${server.url}/docs/asyncapi.json`)).text())
  }

  message(key: string): DocumentedMessage {
    return this.json.components.messages[key]!
  }

  /** Throws unless `payload` is what the document says of a message. */
  check(key: string, payload: unknown): void {
    if (!this.fits(key, payload))
      throw new Error(`${key}: ${this.ajv.errorsText()} in ${JSON.stringify(payload)}`)
  }

  /** Which of these messages a payload is; throws unless it is exactly one. */
  kindOf(keys: string[], payload: unknown): string {
    const kinds = keys.filter((key) => this.fits(key, payload))
    if (kinds.length !== 1) throw new Error(`[${kinds.join(', ')}] is ${JSON.stringify(payload)}`)
    return kinds[0]!
  }

  /** The keys of the messages that a client gets through a channel, by the events or types that they come as. */
  namesIn(channel: string): Record<string, string> {
    return Object.fromEntries(this.toldIn(channel).map((key) => [this.message(key).name, key]))
  }

  /** The keys of all messages that a client may get through a channel, but for those that only answer. */
  toldIn(channel: string): string[] {
    const operations = Object.values(this.json.operations).filter((each) => last(each.channel) === channel)
    const told = operations.flatMap(({ action, messages, reply }) =>
      action === 'send' ? messages : (reply?.messages ?? []),
    )
    return [...new Set(told.map(last))].filter((key) => this.message(key).name !== 'acknowledgement')
  }

  private fits(key: string, payload: unknown): boolean {
    return this.ajv.validate({ $ref: `doc#/components/messages/${key}/payload` }, payload)
  }
}

/** Every example that a client can send to a room; what it refers to has just been said there. */
export async function draftsIn(server: Server, who: Person, room: string): Promise<Draft[]> {
  const all = await Drafts.of(server)
  const ready: Draft[] = []
  for (const [, draft] of all.examples) {
    const { seq } = must(
      await who.api.post<{ seq: number }>(at('/send-message', room), all.groundFor(draft)),
      201,
    )
    ready.push(aimed(draft, { chatroom: room, seq }))
  }
  return ready
}

async function accepted(asked: Promise<unknown>): Promise<void> {
  const answer = (await asked) as { ok: boolean }
  if (!answer.ok) throw new Error(JSON.stringify(answer))
}

/** Marks the newest entry of a room as read, and begins to type in it. @returns what ends the connection */
export async function readAndType(server: Server, who: Person, room: string): Promise<() => void> {
  const socket = socketIo(server, at('/send-message', room), { auth: { token: who.token } })
  const { last_seq } = await new Promise<{ last_seq: number }>((resolve) => socket.once('ready', resolve))
  for (const [event, body] of [
    ['mark', { read: last_seq }],
    ['typing', { active: true }],
  ] as const)
    await accepted(socket.timeout(5000).emitWithAck(event, body))
  return () => void socket.disconnect()
}
