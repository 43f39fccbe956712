// What I can do with a message that was said: who may, until when, and how it is sent.
import { isEvent, isGone, type Message } from '../shared/wire'
import { user } from './me'
import type { OpenRoom } from './open-room'
import { isAdmin, mayDo } from './rights'

/** Milliseconds: how long a server gives its people, unless it was told otherwise (EDIT_WINDOW, DELETE_WINDOW). It has the last word. */
const EDIT_WINDOW = 900_000
const DELETE_WINDOW = 216_000_000

/** What is offered to react with. */
export const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

const age = ({ created_at }: Message): number => Date.now() - Date.parse(created_at)
export const isMine = ({ sender }: Message): boolean => !!sender && sender.id === user.value?.id

/** Whether it is something that one can answer or change. */
export const isLive = (message: Message): boolean => !isGone(message) && !isEvent(message)

/** Of a picture the caption, if it has one; what another app made is that app's to edit. */
export const mayEdit = (message: Message): boolean =>
  isMine(message) &&
  /^(text|attachment)$/.test(message.type) &&
  !!message.message &&
  age(message) < EDIT_WINDOW

export const mayDelete = (room: OpenRoom, message: Message): boolean =>
  isAdmin(room.info.value) || (isMine(message) && age(message) < DELETE_WINDOW)

export const mayPin = (room: OpenRoom): boolean => mayDo(room.info.value, 'who_can_pin')

const namesMe = ({ users }: { users: readonly string[] }): boolean =>
  users.includes(user.value?.username ?? '')

/**
 * Who they are, as people know them, oneself first. The server names some of them, by username.
 * @param count how many they are
 */
export function namesOf(room: OpenRoom, users: readonly string[], count: number): string {
  const names = users.map((username) => (username === user.value?.username ? 'You' : room.nameOf(username)))
  const all = names.toSorted((a, b) => Number(b === 'You') - Number(a === 'You')).join(', ')
  return [all, count > users.length && `${count - users.length} more`].filter(Boolean).join(' and ')
}

/** My reaction; of many who react not all are named, and mine is known then only since I gave it here. */
export function myReaction(room: OpenRoom, { seq, reactions = [] }: Message): string | undefined {
  const named = reactions.find(namesMe)?.emoji
  const unnamed = reactions.some(({ count, users }) => count > users.length)
  return named ?? (unnamed ? (room.mine.get(seq)?.emoji ?? undefined) : undefined)
}

/** Reacts with it, or takes it back. */
export function toggleReaction(room: OpenRoom, message: Message, emoji: string): void {
  const taken = myReaction(room, message) === emoji
  room.send({ type: 'reaction', target_seq: message.seq, emoji: taken ? null : emoji })
}

/** The options that I have voted for, likewise. */
export function myVotes(room: OpenRoom, { seq, poll }: Message): readonly number[] {
  const votes = poll?.votes ?? []
  const named = votes.filter(namesMe).map(({ option }) => option)
  const unnamed = votes.some(({ count, users }) => count > users.length)
  return named.length > 0 || !unnamed ? named : (room.mine.get(seq)?.options ?? [])
}

/** Votes for it, or takes that back; where one may choose several, the others stay. */
export function toggleVote(room: OpenRoom, message: Message, option: number): void {
  const mine = myVotes(room, message)
  const others = message.poll?.multiple ? mine.filter((each) => each !== option) : []
  const options = mine.includes(option) ? others : [...others, option].toSorted((a, b) => a - b)
  room.send({ type: 'vote', target_seq: message.seq, options })
}
