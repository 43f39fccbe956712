// What is said so that something else can change it, answer it or forward it; and what is said in vain.
import { must, type Person } from './people.js'
import { at, expectProblem } from './rest.js'
import type { Code, Message, Problem } from './wire.js'

/** A poll to which every example of a vote fits. */
export const POLL = { question: 'Lunch?', options: ['Pizza', 'Sushi', 'Soup'], multiple: true }

/** Anything, said over HTTP. */
export async function sent(person: Person, room: string, body: object): Promise<Message> {
  return must(await person.api.post<Message>(at('/send-message', room), body), 201)
}

/** Anything, said over HTTP in vain. */
export async function refused(
  person: Person,
  room: string,
  body: object,
  code: Code,
  field?: string,
): Promise<Problem> {
  return expectProblem(await person.api.post(at('/send-message', room), body), code, field)
}

/** One of everything that says something about a text and a poll of a room. */
export const everythingAbout = (chatroom: string, text: number, poll: number): object[] => [
  { type: 'text', message: 'x', reply_to: text },
  { type: 'reaction', target_seq: text, emoji: '👍' },
  { type: 'vote', target_seq: poll, options: [0] },
  { type: 'pin', target_seq: text, pinned: false },
  { type: 'edit', target_seq: text, message: 'x' },
  { type: 'delete', target_seq: text },
  { type: 'forward', forward: { chatroom, seq: text } },
]
