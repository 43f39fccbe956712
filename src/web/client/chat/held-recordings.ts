// Voice messages that were begun and not sent: each waits in its room, for whoever has recorded it.
import type { Client } from 'whatsapp-api-client'
import { chat } from './me'
import type { Recording } from './recording'

/** Whoever signs in next has another client. */
const byClient = new WeakMap<Client, Map<string, Recording>>()

/** By the name of the room. */
export function heldRecordings(): Map<string, Recording> {
  let held = byClient.get(chat())
  if (!held) byClient.set(chat(), (held = new Map()))
  return held
}
