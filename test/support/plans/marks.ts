// Statements whose plans are looked at. Stars and marks.
import { STAR, STARRED, UNSTAR } from '../../../src/messaging/reading/stars.service.js'
import {
  MARKS_NOW,
  MARKS_OF_MEMBERS,
  MARK_UNREAD_FROM,
  SAID_TO,
  SET_MARKS,
  UPDATE_MEMBERSHIP,
} from '../../../src/receipts/statements.js'
import { ASKED, LOG, MEMBERS, NEWEST, each, user } from './world.js'

export const MARK_CASES = [
  // The message and the head; to take it away, the star, too.
  { statement: STAR, values: [user(5), 70, 1, LOG], rows: 1, reads: 1 + 1 },
  { statement: UNSTAR, values: [user(5), 70, 1, LOG], rows: 1, reads: 1 + 2 + 1 },
  // Each with its room, the room's head and one's membership; every other is of a room that one is not in.
  { statement: STARRED, values: [user(5), NEWEST, 11], rows: 11, reads: 2 * 11 + 5 * 11 },
  // To lock it, the head, twice, the membership and what they have said last; to change it, the membership and what had been said; to answer,
  // the first three again, and the user.
  {
    statement: SET_MARKS,
    values: [ASKED, each(LOG), MEMBERS, each(190), each(null)],
    rows: 10,
    reads: (4 + 2 + 4) * 10,
  },
  {
    statement: { name: 'mark_unread_from', text: MARK_UNREAD_FROM, kept: false },
    values: [ASKED[0], LOG, MEMBERS[0], 100],
    rows: 1,
    // The head five times, the membership four times, what they have said last three times, what had been said, and the user.
    reads: 5 + 4 + 3 + 1 + 1,
  },
  // The room, its head, twice, the membership, what they have said last, and the user.
  { statement: MARKS_NOW, values: [ASKED, MEMBERS], rows: 10, reads: 6 * 10 },
  // The head; each membership, the head, what they have said last, and the user.
  { statement: MARKS_OF_MEMBERS, values: [7, 20, 11, LOG], rows: 11, reads: 1 + 4 * 11 },
  { statement: SAID_TO, values: [7, 5, LOG], rows: 1, reads: 1 + 2 },
  // The head, twice, the membership, and what they have said last.
  {
    statement: UPDATE_MEMBERSHIP,
    values: [ASKED[0], LOG, MEMBERS[0], false, null, true, null],
    rows: 1,
    reads: 4,
  },
]
