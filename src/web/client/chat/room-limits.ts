// What a group can be given, from the wire contract: how much of it, and who finds it.
import type { Chatroom } from '../shared/wire'

/** Characters, and members. */
export const LIMITS = { name: 100, description: 1000, members: 100_000 }

export const VISIBILITIES: readonly (readonly [Chatroom['visibility'], string])[] = [
  ['public', 'Public: anyone can find it'],
  ['private', 'Private: by invitation only'],
]
