// Words that nobody must come across who may not read them: planted in everything that a room can hold, and looked for in everything
// that is told.
import { randomUUID } from 'node:crypto'
import { must, type Person } from '../people.js'
import { sent } from '../targets.js'
import type { Attachment, Message } from '../wire.js'
import { governs, isIn, readsPast, sees, type Standing } from './states.js'

/** A word like no other; long enough to be found by no accident. */
export const word = (of: string): string => `zq${of}${randomUUID().replaceAll('-', '').slice(0, 12)}`

/** What was said in a room at one time: where it stands, and all the words of it. */
export interface Planted {
  text: Message
  poll: Message
  file: Message
  /** The file of `file`, and a picture; neither was sent anywhere else. */
  attachment: Attachment
  picture: Attachment
  words: string[]
  /** What an edited text said before. */
  earlier: string[]
  /** What a deleted text said. */
  gone: string[]
}

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const EMOJI = { past: '🦄', present: '🐙' } as const

/** Says one of everything in a room. @param other who reacts, and votes */
export async function plant(
  by: Person,
  other: Person,
  room: string,
  when: 'past' | 'present',
): Promise<Planted> {
  const words: string[] = []
  const a = (of: string) => {
    words.push(word(`${when}${of}`))
    return words.at(-1)!
  }
  const [earlier, gone] = [word(`${when}earlier`), word(`${when}gone`)]
  const text = await sent(by, room, { type: 'text', message: a('text') })
  const edited = await sent(by, room, { type: 'text', message: earlier, metadata: { is: a('metadata') } })
  await sent(by, room, { type: 'edit', target_seq: edited.seq, message: a('edit') })
  const deleted = await sent(by, room, { type: 'text', message: gone })
  await sent(by, room, { type: 'delete', target_seq: deleted.seq })
  const attachment = await upload(by, a('bytes'), `${a('filename')}.txt`)
  const file = await sent(by, room, {
    type: 'attachment',
    attachment: { id: attachment.id },
    message: a('caption'),
  })
  const picture = await upload(by, PIXEL, `${a('picture')}.png`)
  await sent(by, room, { type: 'attachment', attachment: { id: picture.id } })
  const poll = await sent(by, room, {
    type: 'poll',
    poll: { question: a('question'), options: [a('option'), 'other'], multiple: false },
  })
  await sent(by, room, { type: 'location', location: { latitude: 1, longitude: 2, name: a('place') } })
  await sent(by, room, { type: 'contact', contacts: [{ name: a('contact'), phones: [], emails: [] }] })
  await sent(by, room, { type: 'custom', content: { is: a('content') }, message: a('instead') })
  await sent(by, room, { type: 'text', message: a('answer'), reply_to: text.seq })
  await sent(other, room, { type: 'reaction', target_seq: text.seq, emoji: EMOJI[when] })
  await sent(other, room, { type: 'vote', target_seq: poll.seq, options: [0] })
  words.push(EMOJI[when])
  return { text, poll, file, attachment, picture, words, earlier: [earlier], gone: [gone] }
}

/** Changes and quotes what was said before. @returns the words that only those may see who may read that */
export async function touch(by: Person, room: string, { text, poll, file }: Planted): Promise<string[]> {
  const edit = word('lateedit')
  await sent(by, room, { type: 'text', message: 'an answer', reply_to: text.seq })
  await sent(by, room, { type: 'edit', target_seq: file.seq, message: edit })
  await sent(by, room, { type: 'reaction', target_seq: text.seq, emoji: '👍' })
  await sent(by, room, { type: 'vote', target_seq: poll.seq, options: [1] })
  for (const { seq } of [file, text])
    for (const pinned of [true, false]) await sent(by, room, { type: 'pin', target_seq: seq, pinned })
  return [edit]
}

export async function upload(
  by: Person,
  content: string | Buffer<ArrayBuffer>,
  name: string,
): Promise<Attachment> {
  const body = new FormData()
  body.append('file', new File([content], name))
  return must(await by.api.send<Attachment>({ method: 'POST', path: '/attachments', body }), 201)
}

/** All words of a room. */
export interface RoomWords {
  /** Of the room itself: for whoever sees that it is there. */
  room: string[]
  past: string[]
  present: string[]
  earlier: string[]
  gone: string[]
}

/** What somebody must not be told. */
export function forbiddenTo(who: Standing, words: RoomWords): string[] {
  const { room, past, present, earlier, gone } = words
  return [
    ...gone,
    ...(governs(who) ? [] : earlier),
    ...(sees(who) ? [] : room),
    ...(isIn(who) ? [] : present),
    ...(readsPast(who) ? [] : past),
  ]
}

/** Those of these words that are in what was told. */
export function found(words: readonly string[], told: unknown): string[] {
  if (told === undefined) return []
  const text = Buffer.isBuffer(told) ? told.toString('utf8') : JSON.stringify(told)
  const those = new Set(text.match(/zq[a-z]+[0-9a-f]{12}/g))
  return words.filter((each) => those.has(each) || (each.length < 3 && text.includes(each)))
}
