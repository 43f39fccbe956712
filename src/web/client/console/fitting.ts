// Examples that work here: what they refer to is what was last said in the room, of a kind that fits. Pure.
import type { Message } from '../shared/wire'

export interface Place {
  room: string
  /** The id of whoever sends. */
  me: string | undefined
  /** What was said, ascending by `seq`, as it is now. */
  messages: readonly Message[]
  lastSeq: number
}

interface Body {
  type?: unknown
  content?: unknown
  target_seq?: unknown
  reply_to?: unknown
  if_last_seq?: unknown
  forward?: object
}

const EVENTS = ['deleted', 'joined', 'left']

/** What a change may change. */
function fits({ type, content }: Body, { type: kind, sender, message, poll }: Message, me?: string): boolean {
  if (type === 'vote') return poll !== undefined
  if (type === 'edit') return sender.id === me && (kind === 'custom') === (content !== undefined) && !!message
  return type !== 'delete' || sender.id === me
}

/** The example with the last `seq` that fits in each place that has one; as it is where nothing fits. */
export function fitted(example: string, { room, me, messages, lastSeq }: Place): string {
  const body = bodyOf(example)
  if (!body) return example
  const live = messages.filter(({ type }) => !EVENTS.includes(type))
  const last = live.at(-1)?.seq
  const target = live.findLast((message) => fits(body, message, me))?.seq
  const found = {
    ...(body.target_seq !== undefined && target && { target_seq: target }),
    ...(body.reply_to !== undefined && last && { reply_to: last }),
    ...(body.forward && last && { forward: { ...body.forward, chatroom: room, seq: last } }),
    ...(body.if_last_seq !== undefined && { if_last_seq: lastSeq }),
  }
  return Object.keys(found).length > 0 ? JSON.stringify({ ...body, ...found }, null, 2) : example
}

function bodyOf(text: string): Body | undefined {
  if (text === '') return undefined
  const body = JSON.parse(text) as unknown
  return typeof body === 'object' && body !== null ? body : undefined
}
