// What people say under load: texts, or all that a lively room has.
import { oneOf, random } from './random.js'
import type { Done } from './room-model.js'
import type { Message, Person } from './wire.js'

/** Entries that are recent enough to be changed. */
export const RECENT = 60

/** What somebody says next, who has received this much. */
export type Chatter = (received: readonly Message[], sender: Person, number: number) => Done['body']

export const textWith =
  (words: string): Chatter =>
  (_, __, number) => ({ type: 'text', message: `${number} ${words}` })

/** A change of, or an answer to, something that was received; nothing that could be refused. */
export const livelyBody: Chatter = (received, sender, number) => {
  const message = `${number} words`
  const recent = received.slice(-RECENT)
  const find = (fits: (entry: Message) => boolean) => oneOf(recent.filter(fits))?.seq
  const text = find(({ type }) => type === 'text')
  const choice = random()
  if (choice < 0.1)
    return { type: 'poll', poll: { question: message, options: ['a', 'b', 'c'], multiple: true } }
  if (choice < 0.2 && text) return { type: 'text', message, reply_to: text }
  if (choice < 0.5 && text)
    return { type: 'reaction', target_seq: text, emoji: oneOf(['👍', '🎉', '😀', null]) }
  const own = find(({ type, sender: { id } }) => type === 'text' && id === sender.id)
  if (choice < 0.6 && own) return { type: 'edit', target_seq: own, message }
  const poll = find(({ type }) => type === 'poll')
  if (choice < 0.75 && poll) return { type: 'vote', target_seq: poll, options: oneOf([[], [0], [1], [0, 2]]) }
  return { type: 'text', message }
}
