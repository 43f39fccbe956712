// Statements whose plans are looked at. Who types, and who is told of whom.
import { FIND_PEER } from '../../../src/chatrooms/direct-chats.service.js'
import { NOTE_LAST_SEEN } from '../../../src/presence/last-seen.js'
import { FIND_PEERS } from '../../../src/presence/peers.js'
import { FIND_TYPISTS } from '../../../src/presence/typists.js'
import { FIND_NAMED, FIND_SEEN } from '../../../src/presence/visibility.js'
import { ASKED, MEMBERS, ROOMS, USERS, each, user } from './world.js'

export const PRESENCE_CASES = [
  // Each membership with its room, the room's head and the member.
  { statement: FIND_TYPISTS, values: [ASKED, MEMBERS], rows: 10, reads: 4 * 10 },
  {
    statement: FIND_NAMED,
    values: [MEMBERS.map((_, nth) => `user${USERS - 9 + nth}`)],
    rows: 10,
    reads: 10,
  },
  // Both of each pair, and their ten rooms, in turns.
  { statement: FIND_SEEN, values: [MEMBERS, each(user(5))], rows: 10, reads: (2 + 2 * 10) * 10 },
  // All that the one has, and the one of the other.
  {
    statement: FIND_PEERS,
    values: [[user(1), user(5)], [null, 5], 1000],
    rows: ROOMS,
    reads: ROOMS + 2,
  },
  { statement: FIND_PEER, values: ['user7', user(1)], rows: 1, reads: 2 },
  { statement: NOTE_LAST_SEEN, values: [MEMBERS, each(1)], rows: 1, reads: 10 },
]
