// What is asked for over a socket, whichever door it goes through: its event, and what answers it. Pure; no imports.

export interface Request {
  /** The Socket.IO event; on a plain WebSocket its `type`, but for messages, whose `type` is their kind. */
  event: string
  /** What goes with the event. */
  body: unknown
  /** The `type` of the plain frame that says that it was done; none for what is answered only if it is refused. */
  answer: string | undefined
  clientId: string | undefined
}

/** By the `type` of a plain frame; whatever else has one is a message. */
const ANSWERS: Record<string, string | undefined> = {
  sync: 'synced',
  mark: 'marked',
  typing: undefined,
  watch: undefined,
}

/** JSON as a value, anything else as it is. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** @param text a plain frame, or anything */
export function requestOf(text: string): Request {
  const body = parsed(text)
  if (typeof body !== 'object' || body === null)
    return { event: 'message', body, answer: 'ack', clientId: undefined }
  const { type, ...rest } = body as { type?: unknown; client_id?: unknown }
  const clientId = typeof rest.client_id === 'string' ? rest.client_id : undefined
  if (typeof type === 'string' && Object.hasOwn(ANSWERS, type))
    return { event: type, body: rest, answer: ANSWERS[type], clientId }
  return { event: 'message', body, answer: 'ack', clientId }
}
