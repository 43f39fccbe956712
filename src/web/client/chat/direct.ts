// The chat with somebody: opened from wherever they are seen.
import { inbox } from './inbox'
import { chat, openRoom } from './me'

/** @throws ChatError `forbidden` where they do not want to hear from me */
export async function openDirect(username: string): Promise<void> {
  const known = inbox.rooms.peek()?.find(({ peer }) => peer?.username === username)
  openRoom((known ?? (await chat().rooms.direct(username))).name)
}
