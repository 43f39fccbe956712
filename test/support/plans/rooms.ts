// Statements whose plans are looked at. Open rooms, who is in them, and the lists of rooms.
import { ENDED_AMONG, FIND_ACTORS } from '../../../src/auth/session-statements.js'
import { ALL_ROOMS, ROOMS_NAMED, ROOMS_OF, ROOMS_OF_NAMED } from '../../../src/chatrooms/chatroom-pages.js'
import { COUNT_ROOMS } from '../../../src/chatrooms/chatrooms.service.js'
import { ROOMS_BY_ID, ROOM_NAMED } from '../../../src/chatrooms/room-views.js'
import {
  CHANGED_MEMBERSHIPS,
  LATELY_ACTIVE,
  MEMBERSHIPS,
  NAMES_IN_USE,
  ROOMS_WITH_HEADS,
} from '../../../src/inbox/inbox-statements.js'
import { FIND_ACCESS } from '../../../src/membership/membership.service.js'
import { READ_AFTER, READ_SINCE_MANY } from '../../../src/room-log/log-row.js'
import { HEADS, HEADS_UNLIKE } from '../../../src/room-log/room-log.js'
import { range } from '../inbox.js'
import { ASKED, HISTORY, LOG, MEMBERS, MESSAGES_OF_ROOM, NEWEST, ROOMS, each, user } from './world.js'

export const ROOM_CASES = [
  { statement: READ_AFTER, values: [7, MESSAGES_OF_ROOM - 5, 5, LOG], rows: 5, reads: 1 + 2 * 5 },
  {
    statement: READ_SINCE_MANY,
    values: [
      range(1, ROOMS),
      range(1, ROOMS).map(() => MESSAGES_OF_ROOM - 5),
      range(1, ROOMS).map(() => 5),
      range(1, ROOMS).map(() => LOG),
    ],
    rows: 5 * ROOMS,
    // The head of each, and each message with its sender.
    reads: (1 + 2 * 5) * ROOMS,
  },
  { statement: HEADS, values: [ASKED], rows: 10, reads: 10 },
  { statement: HEADS_UNLIKE, values: [ASKED, each(MESSAGES_OF_ROOM), HISTORY], rows: 0, reads: 10 },
  { statement: HEADS_UNLIKE, values: [ASKED, each(1), HISTORY], rows: 10, reads: 10 },
  // Each room with its head, its creator and the member, and what marks_of looks up.
  { statement: ROOMS_BY_ID, values: [ASKED, user(5)], rows: 10, reads: 6 * 10 },
  { statement: ROOM_NAMED, values: ['room-7', user(5)], rows: 1, reads: 6 },
  { statement: MEMBERSHIPS, values: [user(5)], rows: 10, reads: 10 },
  { statement: ROOMS_WITH_HEADS, values: [ASKED], rows: 10, reads: 2 * 10 },
  { statement: NAMES_IN_USE, values: [ASKED.map((n) => `room-${n}`), user(1)], rows: 10, reads: 2 * 10 },
  { statement: CHANGED_MEMBERSHIPS, values: [user(5), ASKED], rows: 18, reads: 2 * 10 },
  { statement: LATELY_ACTIVE, values: [user(5), false, 'infinity', 0, 5], rows: 5, reads: 2 * 10 },
  { statement: FIND_ACTORS, values: [MEMBERS, MEMBERS], rows: 10, reads: 2 * 10 },
  { statement: ENDED_AMONG, values: [MEMBERS], rows: 0, reads: 10 },
  {
    // The room, its head, twice, and the membership.
    statement: FIND_ACCESS,
    values: [ASKED.map((n) => `room-${n}`), MEMBERS],
    rows: 10,
    reads: 4 * 10,
  },
  // And the user's one room down to the last.
  { statement: ALL_ROOMS, values: [NEWEST, 11, user(5)], rows: 11, reads: 11 + 2 },
  { statement: ROOMS_OF, values: [NEWEST, 6, user(5)], rows: 6, reads: 6 },
  // The user's ten rooms, and each room for its name.
  { statement: ROOMS_OF_NAMED, values: [NEWEST, 6, user(5), '%room-%'], rows: 6, reads: 2 * 10 },
  // Rooms 7 and 70 to 79 have both pairs of letters; and the user's three rooms down to the last that is found.
  { statement: ROOMS_NAMED, values: [NEWEST, 6, user(5), '%m-7%', 'm-7'], rows: 6, reads: 11 + 2 + 2 * 3 },
  {
    statement: { name: 'count_rooms', text: COUNT_ROOMS, kept: false },
    values: [user(5), 10],
    rows: 1,
    reads: 2,
  },
]
