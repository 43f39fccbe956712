// Examples that work here: what they refer to is what was last said in the room, of a kind that fits. Pure.
import type { Message } from '../shared/wire'

export interface Place {
  room: string
  /** The id of whoever sends. */
  me: string | undefined
  /** Usernames of the others on the page. */
  others: readonly string[]
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
  chatroom?: unknown
}

const EVENTS = ['deleted', 'joined', 'left']

/** What a change may change. */
function fits({ type, content }: Body, { type: kind, sender, message, poll }: Message, me?: string): boolean {
  if (type === 'vote') return poll !== undefined
  if (type === 'edit')
    return sender?.id === me && (kind === 'custom') === (content !== undefined) && !!message
  return type !== 'delete' || sender?.id === me
}

/** Of what moves no log: how far the room has come, who is there. */
function aside({ type }: Body, { room, others, lastSeq }: Place): object {
  if (type === 'mark') return { read: lastSeq }
  if (type === 'watch') return { users: others }
  if (type === 'sync') return { after: { [room]: lastSeq } }
  return {}
}

/** The example with the last `seq` that fits in each place that has one; as it is where nothing fits. */
export function fitted(example: string, place: Place): string {
  const { room, me, messages, lastSeq } = place
  const body = bodyOf(example)
  if (!body || room === '') return example
  const live = messages.filter(({ type }) => !EVENTS.includes(type))
  const last = live.at(-1)?.seq
  const target = live.findLast((message) => fits(body, message, me))?.seq
  const found = {
    ...(body.target_seq !== undefined && target && { target_seq: target }),
    ...(body.reply_to !== undefined && last && { reply_to: last }),
    ...(body.forward && last && { forward: { ...body.forward, chatroom: room, seq: last } }),
    ...(body.if_last_seq !== undefined && { if_last_seq: lastSeq }),
    ...(body.chatroom !== undefined && { chatroom: room }),
    ...aside(body, place),
  }
  return Object.keys(found).length > 0 ? JSON.stringify({ ...body, ...found }, null, 2) : example
}

function bodyOf(text: string): Body | undefined {
  if (text === '') return undefined
  const body = JSON.parse(text) as unknown
  return typeof body === 'object' && body !== null ? body : undefined
}
