// What both plain servers broadcast: a message of the same shape as the chat server's, numbered in memory.
import { randomUUID } from 'node:crypto'

export interface Sender {
  id: string
  username: string
  display_name: string
}

let people = 0

export function somebody(): Sender {
  const name = `user-${++people}`
  return { id: randomUUID(), username: name, display_name: name }
}

export interface Body {
  type: 'text'
  message: string
  client_id?: string
}

const heads = new Map<string, number>()

export const headOf = (chatroom: string): number => heads.get(chatroom) ?? 0

/** The next message of a chatroom. */
export function say(chatroom: string, sender: Sender, { type, message, client_id }: Body) {
  const seq = headOf(chatroom) + 1
  heads.set(chatroom, seq)
  return {
    chatroom,
    seq,
    type,
    message,
    client_id: client_id ?? null,
    sender,
    created_at: new Date().toISOString(),
  }
}
