// Statements whose plans are looked at. Pushes: everybody has a browser, and was told of message 1 in each of their rooms.
import {
  CLAIM,
  IN_DOUBT_AFTER,
  NOTE_PUSHES,
  NOTICED_AMONG,
  FORGET_NOTICES,
  NOTICES_TO_LOOK_AT,
  PUSH_CANDIDATES,
  PUT_OFF,
  REVIEW_PUSHES,
  SETTLE_PUSH,
  TASKS,
} from '../../../src/followers/push/push-statements.js'
import { range } from '../inbox.js'
import { ASKED, MEMBERS, USERS, browser, each, unprepared, WEBHOOKS } from './world.js'

export const PUSH_CASES = [
  // Each to find it, and to claim it: of those that wait for their time, none.
  { statement: CLAIM, values: [10, 10], rows: 5, reads: 2 * 5 },
  // Each browser with its twenty rooms; of three of them the task again, the notice, the membership, what they have said last, the head,
  // and whether it mentions them.
  { statement: TASKS, values: [range(11, 20).map(browser), 3], rows: 3 * 10, reads: (2 + 20 + 3 * 6) * 10 },
  {
    statement: unprepared('put_off', PUT_OFF),
    values: [range(31, 40).map(browser), each(86_400)],
    rows: 0,
    reads: 10,
  },
  { statement: NOTICED_AMONG, values: [ASKED, MEMBERS], rows: 10, reads: 10 },
  { statement: NOTICES_TO_LOOK_AT, values: [10], rows: 10, reads: 10 },
  // Of which there is none.
  {
    statement: { name: 'forget_notices', text: FORGET_NOTICES, kept: false },
    values: [10],
    rows: 1,
    reads: 0,
  },
  // Each entry twice, and whether its sender was told of anything.
  {
    statement: unprepared('in_doubt_after', IN_DOUBT_AFTER),
    values: [ASKED, each(2), each(6)],
    rows: 2,
    reads: 3 * 5 * 10,
  },
  // Of a room in which very much was deleted: each entry twice, and everybody who was told of something there twice.
  {
    statement: unprepared('in_doubt_after', IN_DOUBT_AFTER),
    values: [[70], [11], [190]],
    rows: 100,
    reads: 2 * 180 + 2 * 100,
  },
  // The head and the entries; each of the hundred members with their browser, what they have said last, and what they were told.
  {
    statement: unprepared('push_candidates', PUSH_CANDIDATES),
    values: [[57], [2], [6], false, 1000, false],
    rows: 80,
    reads: 1 + 5 + 5 * 100,
  },
  // The same for a room that is larger than there are browsers: they are read, and looked for among the members.
  {
    statement: unprepared('push_candidates', PUSH_CANDIDATES),
    values: [[57], [2], [6], false, 0, false],
    rows: 80,
    reads: 1 + 5 + USERS + 4 * 100,
  },
  // The head, the membership and what they have said last; the notice; the browser, three times, the room's name, and the task.
  {
    statement: unprepared('note_pushes', NOTE_PUSHES),
    values: [ASKED, MEMBERS, each(3), false],
    rows: 1,
    reads: (3 + 2 + 5 + 3) * 10,
  },
  // The notice, twice, the head, the membership, what they have said last, the message; as above for the browser; and whether a webhook
  // wants to hear of it.
  {
    statement: unprepared('review_pushes', REVIEW_PUSHES),
    values: [ASKED, MEMBERS, each(null), null, false],
    rows: 1,
    reads: (2 + 3 + 1 + 8 + WEBHOOKS) * 10,
  },
  // The browser, the notice and the membership; and all of its rooms.
  { statement: SETTLE_PUSH, values: [browser(30), [1], [1], [1], null], rows: 1, reads: 4 + 20 },
]
