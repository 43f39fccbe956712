// What a new server plans while its tables are empty must still be right when they are full: PostgreSQL keeps such plans.
import { DataSource } from 'typeorm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STORED } from '../../src/admin/stats/stats.service.js'
import { TRACE } from '../../src/admin/trace/trace.service.js'
import { ALL_REPORTS, CLOSE_REPORTS_IN } from '../../src/admin/reports/admin-reports.service.js'
import { ACTED_FOR } from '../../src/auth/requesters.js'
import { KEY_OF_HASH } from '../../src/auth/server-keys.js'
import {
  END_OTHERS,
  END_UNUSED,
  ENDED_AMONG,
  FIND_ACTORS,
  LIVE_SESSIONS_OF,
  NOTE_USE,
  ROTATE,
  SWEEP_SESSIONS,
} from '../../src/auth/session-statements.js'
import { ALL_ROOMS, ROOMS_NAMED, ROOMS_OF, ROOMS_OF_NAMED } from '../../src/chatrooms/chatroom-pages.js'
import { ROOM_NAMED, ROOMS_BY_ID } from '../../src/chatrooms/room-views.js'
import { FIND_PEER } from '../../src/chatrooms/direct-chats.service.js'
import { COUNT_ROOMS } from '../../src/chatrooms/chatrooms.service.js'
import { historyIn } from '../../src/common/log-word.js'
import { readConfig } from '../../src/config/config.js'
import { ATTACHMENT_TYPES } from '../../src/database/entities/index.js'
import {
  BLOCKS,
  FIND_SENDER,
  IN_BLOCKS,
  SEARCHED_ROOMS,
  WALK,
} from '../../src/followers/search/search-statements.js'
import { dataSourceOptions, openDataSource } from '../../src/database/data-source.js'
import { poolOf } from '../../src/database/pool.js'
import { runPrepared, type Prepared } from '../../src/database/prepared.js'
import { KEPT, REPORTS_AT, ROOM_REFS } from '../../src/followers/event-feed.js'
import { EVENTS_FROM, EVENTS_OF_NONE, EVENTS_OF_ROOM } from '../../src/followers/event-log.js'
import {
  CLAIM_FILES,
  ERASE_CLIENT_IDS,
  ERASE_LEFTOVERS,
  ERASE_MEMBERSHIP,
  ERASE_REQUESTS,
  ERASE_SAID,
} from '../../src/followers/erasure/erasing.js'
import { DUE, ERASE } from '../../src/followers/erasure/erasure.service.js'
import {
  EXPORTED_BLOCKS,
  EXPORTED_MEMBERSHIPS,
  EXPORTED_MESSAGES,
  EXPORTED_STARS,
} from '../../src/followers/erasure/export.statements.js'
import { EXPIRE } from '../../src/followers/expiry/expiry.js'
import { KEEP_DAYS } from '../../src/followers/expiry/retention.js'
import { COLLECT } from '../../src/followers/followers.service.js'
import { TRIM_DELIVERIES, TRIM_EVENTS } from '../../src/followers/trimming.js'
import {
  CHANGED_MEMBERSHIPS,
  LATELY_ACTIVE,
  MEMBERSHIPS,
  NAMES_IN_USE,
  ROOMS_WITH_HEADS,
} from '../../src/inbox/inbox-statements.js'
import {
  CLAIM,
  IN_DOUBT_AFTER,
  NOTE_PUSHES,
  NOTICED_AMONG,
  NOTICES_TO_LOOK_AT,
  PUSH_CANDIDATES,
  PUT_OFF,
  REVIEW_PUSHES,
  SETTLE_PUSH,
  TASKS,
} from '../../src/followers/push/push-statements.js'
import { BANS_OF } from '../../src/membership/bans.service.js'
import { FIND_INVITE, INVITES_OF } from '../../src/membership/invites.service.js'
import { MEMBERS_NAMED, MEMBERS_OF } from '../../src/membership/member-pages.js'
import { FIND_ACCESS, FIND_MEMBERS } from '../../src/membership/membership.service.js'
import { CLOSE_REPORTS, REPORT, REPORTS_OF } from '../../src/membership/reports.service.js'
import { REQUESTS_NOW } from '../../src/membership/request-notices.js'
import { REQUESTS_OF } from '../../src/membership/requests.service.js'
import { FIND_SAID, REACTIONS, VERSIONS, VOTES } from '../../src/messaging/reading/details.service.js'
import { MEDIA } from '../../src/messaging/reading/media.service.js'
import { STAR, STARRED, UNSTAR } from '../../src/messaging/reading/stars.service.js'
import {
  MARK_UNREAD_FROM,
  MARKS_NOW,
  MARKS_OF_MEMBERS,
  SAID_TO,
  SET_MARKS,
  UPDATE_MEMBERSHIP,
} from '../../src/receipts/statements.js'
import { BLOCKED_BY, PEOPLE_NAMED, SET_BLOCK } from '../../src/people/people-statements.js'
import { NOTE_LAST_SEEN } from '../../src/presence/last-seen.js'
import { FIND_PEERS } from '../../src/presence/peers.js'
import { FIND_TYPISTS } from '../../src/presence/typists.js'
import { FIND_NAMED, FIND_SEEN } from '../../src/presence/visibility.js'
import { APPEND } from '../../src/room-log/batch.js'
import { FIND_PEOPLE } from '../../src/room-log/completion.js'
import {
  READ_AFTER,
  READ_AT,
  READ_SINCE_MANY,
  TIMELINE_BEFORE,
  TIMELINE_FROM,
} from '../../src/room-log/log-row.js'
import { HEADS, HEADS_UNLIKE } from '../../src/room-log/room-log.js'
import { DebianPostgres } from '../support/debian-postgres.js'
import { OwnPostgres } from '../support/own-postgres.js'
import { range } from '../support/inbox.js'

const ROOMS = 100
const MESSAGES_OF_ROOM = 200
const USERS = 1000
/** Of the first user, of this day. */
const ENDED_SESSIONS = 5000
/** Of users and sessions: below and above every other. */
const NO_ID = '00000000-0000-0000-0000-000000000000'
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
/** Above every id. */
const NEWEST = Number.MAX_SAFE_INTEGER

/** `user` has the session of the same id. */
const user = (n: number) => `00000000-0000-4000-8000-${`${n}`.padStart(12, '0')}`
/** Rooms that are asked for, and a member of each: the last of them. */
const ASKED = range(1, 10)
const MEMBERS = ASKED.map((n) => user(USERS - 10 + n))

/** What the rooms below are made with; a statement that is asked for another log answers nothing. */
const INCARNATION = 'incarnation-1'
const LOG = Symbol('the log of each room')
const HISTORY = Symbol('of the database')

const each = <T>(value: T): T[] => ASKED.map(() => value)

/** One message to each room that is asked for: a text, or a change of its entry 1. */
function appendTo(clientIds: string[] | null, type?: string, payload?: object): unknown[] {
  return [
    ...[
      ASKED,
      each(LOG),
      each(1),
      type ? each(0) : null,
      type ? each(null) : null,
      ASKED,
      each(0),
      type ? each(0) : null,
      MEMBERS,
    ],
    ...[type ? each(type) : null, type ? each('edit') : null, each('x')],
    ...[payload ? each(JSON.stringify(payload)) : null, null, clientIds, clientIds && each(Buffer.alloc(32))],
    ...[null, type ? each(1) : null, null, null, null, null, [1e9, 1e9], false],
  ]
}

/** A change of each room's entry 1. */
const changing = (type: string, reads: number, payload?: object) => ({
  statement: { ...APPEND, name: `append_${type}` },
  values: appendTo(null, type, payload),
  rows: 1,
  reads: reads * 10,
})

/** What a search compares: words that begin so, of anybody and any type, ever. */
const matchingWord = (word: string) => [[`% ${word}%`], [], null, null, '-infinity', 11]

/** A browser of the user of that number. */
const browser = (n: number) => Buffer.from(n.toString(16).padStart(64, '0'), 'hex')

const unprepared = (name: string, text: string) => ({ name, text, kept: false })

/** Pushes: everybody has a browser, and was told of message 1 in each of their rooms. */
const PUSH_CASES = [
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
  // The notice, twice, the head, the membership, what they have said last, the message; and as above for the browser.
  {
    statement: unprepared('review_pushes', REVIEW_PUSHES),
    values: [ASKED, MEMBERS, each(null), null, false],
    rows: 1,
    reads: (2 + 3 + 1 + 8) * 10,
  },
  // The browser, the notice and the membership; and all of its rooms.
  { statement: SETTLE_PUSH, values: [browser(30), [1], [1], [1], null], rows: 1, reads: 4 + 20 },
]

/** Somebody who is erased, and says and is nothing in any other case. */
const ERASED = user(900)
/** Of a room, so many of the first entries are of another year; of two others, so many messages are over, and all of one will be. */
const [OLD_ROOM, OLD] = [60, 100]
const [OVER_ROOMS, OVER, LATER_ROOM] = [[61, 62], 5, 63]

/** What a backend asks of all there is, what somebody takes with them, and, as the last, what goes. */
const CASES_OF_WHAT_GOES = [
  // The room with its head, the user, the message, the notice, the membership with what they have said last and where the log begins;
  // and each entry up to it, for how they came.
  { statement: TRACE, values: ['room-7', 5, 'user7'], rows: 1, reads: 8 + 5 },
  // Each user and each head: there are few enough to be counted.
  { statement: STORED, values: [], rows: 1, reads: USERS + ROOMS },
  // Each membership with its room, the head, twice, and what they have said last.
  { statement: EXPORTED_MEMBERSHIPS, values: [user(5), 0, 5], rows: 5, reads: 5 * 5 },
  // Each message with its room and the head; each star with its room; all blocks there are, each with the user.
  { statement: EXPORTED_MESSAGES, values: [user(5), 0, 0, 11], rows: 11, reads: 3 * 11 },
  { statement: EXPORTED_STARS, values: [user(5), 0, 11], rows: 11, reads: 2 * 11 },
  { statement: EXPORTED_BLOCKS, values: [user(1)], rows: 499, reads: 2 * 499 },
  // The user, their names and sessions, and whom they block or are blocked by, each to find it and to change it.
  { statement: unprepared('erase', ERASE), values: [ERASED, null], rows: 1, reads: 30 },
  { statement: unprepared('due_erasure', DUE), values: [], rows: 1, reads: 1 },
  {
    statement: unprepared('erase_membership', ERASE_MEMBERSHIP),
    values: [ERASED, false],
    rows: 1,
    reads: 20,
  },
  { statement: unprepared('erase_said', ERASE_SAID), values: [ERASED, 0, 0, 50, false], rows: 1, reads: 30 },
  { statement: unprepared('erase_client_ids', ERASE_CLIENT_IDS), values: [ERASED, 100], rows: 1, reads: 0 },
  { statement: unprepared('erase_requests', ERASE_REQUESTS), values: [ERASED], rows: 0, reads: 0 },
  { statement: unprepared('claim_files', CLAIM_FILES), values: [ERASED, 20], rows: 0, reads: 0 },
  { statement: unprepared('erase_leftovers', ERASE_LEFTOVERS), values: [ERASED, 500], rows: 1, reads: 20 },
  // Each message as a deletion does, with what else it looks up of it, and no other that will be over.
  { statement: unprepared('expire_messages', EXPIRE), values: [100], rows: 1, reads: 33 * 2 * OVER },
  // Each head with its first entry; of the one room each entry, the words and the reports of it, to find it and to remove it.
  { statement: unprepared('keep_days', KEEP_DAYS), values: ['retention', 3, 2000], rows: 1, reads: 700 },
]

/** Parameters, the rows that the answer has, and how many the statement may read for it. */
const CASES = [
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
  {
    statement: { name: 'sweep_sessions', text: SWEEP_SESSIONS, kept: false },
    values: [],
    rows: 0,
    reads: 0,
  },
  {
    statement: { name: 'rotate', text: ROTATE, kept: false },
    values: [user(1), '', Buffer.alloc(32), Buffer.alloc(32), 10, 60, 60, null],
    rows: 0,
    reads: 1,
  },
  {
    statement: { name: 'end_unused', text: END_UNUSED, kept: false },
    values: [user(1), user(1), 3],
    rows: 0,
    reads: 2,
  },
  {
    statement: { name: 'end_others', text: END_OTHERS, kept: false },
    values: [user(1), user(1)],
    rows: 0,
    reads: 2,
  },
  {
    statement: { name: 'live_sessions_of', text: LIVE_SESSIONS_OF, kept: false },
    values: [user(1), 'infinity', LAST_ID, 3],
    rows: 1,
    reads: 1,
  },
  // To find it, to see that it has not changed, and to change it.
  {
    statement: { name: 'note_use', text: NOTE_USE, kept: false },
    values: [MEMBERS],
    rows: 0,
    reads: 3 * 10,
  },
  // Each name, whether there is one before it, and the user.
  { statement: PEOPLE_NAMED, values: ['user', 'user~', 'user', NO_ID, 11], rows: 11, reads: 3 * 11 },
  // Of everybody three words begin so: each is found by one of them.
  { statement: PEOPLE_NAMED, values: ['w', 'w~', 'w', NO_ID, 11], rows: 11, reads: 4 * 11 + 5 },
  {
    statement: { name: 'blocked_by', text: BLOCKED_BY, kept: false },
    values: [user(1), 'infinity', LAST_ID, 11],
    rows: 11,
    reads: 2 * 11,
  },
  // Both users, and the block.
  {
    statement: { name: 'set_block', text: SET_BLOCK, kept: false },
    values: [user(1), user(2), true, 1000],
    rows: 1,
    reads: 2 + 1,
  },
  // The page, with the sender of each, and the head; of the room in which most entries are changes.
  { statement: TIMELINE_BEFORE, values: [70, 195, 10, LOG], rows: 10, reads: 1 + 2 * 10 },
  { statement: TIMELINE_FROM, values: [70, 6, 10, LOG], rows: 10, reads: 1 + 2 * 10 },
  // What belongs to one message: the message or each of its rows with who that was, and the head.
  { statement: FIND_SAID, values: [7, 5, LOG], rows: 1, reads: 1 + 1 },
  { statement: REACTIONS, values: [7, 5, 20, 11, LOG], rows: 11, reads: 1 + 2 * 11 },
  { statement: VOTES, values: [7, 5, 20, 11, LOG], rows: 11, reads: 1 + 2 * 11 },
  { statement: VERSIONS, values: [7, 5, 20, 11, LOG], rows: 11, reads: 1 + 11 },
  // As many of each type as would do, though images alone are many; and the one document, however many images there are.
  { statement: MEDIA, values: [7, ATTACHMENT_TYPES, NEWEST, 11, LOG, 1], rows: 11, reads: 1 + 11 + 1 },
  { statement: MEDIA, values: [7, ['document'], NEWEST, 11, LOG, 1], rows: 1, reads: 1 + 1 },
  // Each membership with its room and head.
  // The membership, the room's name, and its head twice: where it begins, too.
  { statement: SEARCHED_ROOMS, values: [user(5), null], rows: 10, reads: 4 * 10 },
  { statement: SEARCHED_ROOMS, values: [user(5), 5], rows: 1, reads: 4 },
  { statement: FIND_SENDER, values: [`user7`], rows: 1, reads: 1 },
  // The five latest of each room.
  {
    statement: WALK,
    values: [...matchingWord('word'), ASKED, each(1), 'infinity', each(NEWEST), 5],
    rows: 11,
    reads: 5 * 10,
  },
  // Where each room's part of the log begins and ends, and its one block.
  {
    statement: BLOCKS,
    values: [ASKED, each(1), 'infinity', each(NEWEST), '-infinity'],
    rows: 10,
    reads: 3 * 10,
  },
  // Of the 200 messages of each room the eleven with a word that begins so, and no other.
  {
    statement: IN_BLOCKS,
    values: [
      ...matchingWord('word7'),
      ASKED.map((room) => `'${room}.0:word7':*`),
      each(1),
      each(MESSAGES_OF_ROOM),
    ],
    rows: 110,
    reads: 11 * 10,
  },
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
  // Each head to count it up, and each membership.
  { statement: APPEND, values: appendTo(null), rows: 1, reads: 2 * 10 },
  {
    statement: { ...APPEND, name: 'append_messages_again' },
    values: appendTo(ASKED.map((n) => `again ${n}`)),
    rows: 1,
    // Each head to count it up and down, each membership, and what was said under the client_id, twice.
    reads: 5 * 10,
  },
  { statement: READ_AT, values: [ASKED, ASKED, each(LOG)], rows: 10, reads: 3 * 10 },
  { statement: FIND_PEOPLE, values: [MEMBERS], rows: 10, reads: 10 },
  {
    statement: FIND_MEMBERS,
    values: [ASKED[0], MEMBERS.map((_, nth) => `user${USERS - 9 + nth}`)],
    rows: 1,
    // Each person, and the one membership there is.
    reads: 10 + 1,
  },
  // The page, with the user of each; by name, all memberships there are, whether one of their names begins so, and the page's users.
  { statement: MEMBERS_OF, values: [7, 0, 11], rows: 11, reads: 2 * 11 },
  { statement: MEMBERS_NAMED, values: [7, 0, 6, 'wa', 'wb'], rows: 6, reads: 2 * 100 + 6 },
  // Each of the page with who it is about, and who has done it; for reports, the head.
  { statement: BANS_OF, values: [7, 'infinity', LAST_ID, 11], rows: 11, reads: 3 * 11 },
  { statement: REQUESTS_OF, values: [7, 'infinity', LAST_ID, 11], rows: 11, reads: 2 * 11 },
  { statement: INVITES_OF, values: [7, NEWEST, 11, null], rows: 11, reads: 2 * 11 },
  { statement: REPORTS_OF, values: [7, NEWEST, 11, 1, LOG], rows: 11, reads: 1 + 2 * 11 },
  { statement: FIND_INVITE, values: ['7-20'], rows: 1, reads: 4 },
  // The message twice, for it is locked; the room likewise, and its head.
  { statement: REPORT, values: [user(5), 7, 30, LOG, 'x'], rows: 1, reads: 2 * 2 + 1 },
  // As of one room; and each report's room, and the head.
  { statement: ALL_REPORTS, values: ['infinity', 0, 11], rows: 11, reads: 4 * 11 },
  { statement: CLOSE_REPORTS_IN, values: ['room7', 21], rows: 1, reads: 1 + 1 + 1 },
  { statement: ACTED_FOR, values: ['user5'], rows: 1, reads: 1 },
  { statement: KEY_OF_HASH, values: [Buffer.alloc(32)], rows: 0, reads: 0 },
  // The head, what is closed, and the room: whether it is there, for those who follow.
  { statement: CLOSE_REPORTS, values: [7, 20, LOG], rows: 1, reads: 1 + 1 + 1 },
  // The room, the user, their request, and all requests; and the owner, however many members there are.
  { statement: REQUESTS_NOW, values: [[7], [user(5)]], rows: 1, reads: 3 + 50 + 1 },
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
  // What followers read: each event, where it stands, each room with its head, each report.
  {
    statement: { name: 'events_from', text: EVENTS_FROM, kept: false },
    values: [1005, 11],
    rows: 11,
    reads: 11,
  },
  {
    statement: { name: 'events_of_room', text: EVENTS_OF_ROOM, kept: false },
    values: [1001, 6, 7],
    rows: 6,
    reads: 6,
  },
  // Of what is in no room, of which there is nothing.
  {
    statement: { name: 'events_of_none', text: EVENTS_OF_NONE, kept: false },
    values: [1, 6],
    rows: 0,
    reads: 0,
  },
  // To see that they are kept; of each webhook, of which there are none, likewise.
  {
    statement: { name: 'trim_events', text: TRIM_EVENTS, kept: false },
    values: [60, 10, ['search']],
    rows: 1,
    reads: 10,
  },
  {
    statement: { name: 'trim_deliveries', text: TRIM_DELIVERIES, kept: false },
    values: [60, 10],
    rows: 1,
    reads: 0,
  },
  { statement: KEPT, values: [], rows: 1, reads: 2 },
  { statement: ROOM_REFS, values: [ASKED], rows: 10, reads: 2 * 10 },
  { statement: REPORTS_AT, values: [ASKED, each(5), each(user(5))], rows: 10, reads: 10 },
  // To lock and to change how far it is; each room's head, of which none was followed; and the two reports from above, four times.
  {
    statement: { name: 'collect_events', text: COLLECT, kept: false },
    values: [ASKED, 1e9],
    rows: 1,
    reads: 2 + 10 + 2 * 4,
  },
  // Each head twice, each membership twice, each target to judge and to change it; and the reaction that is counted.
  changing('reaction', 2 + 2 + 2 + 1, { emoji: '👍' }),
  // Once more to keep what it said.
  changing('edit', 2 + 2 + 4),
  changing('pin', 4 + 2 + 4, { pinned: true }),
  // What there is of all that others have added, what it is found by, and the head and the message for the pin.
  changing('delete', 5 + 2 + 15),
  ...PUSH_CASES,
  ...CASES_OF_WHAT_GOES,
]

/** What there is when plans are made. */
const BEGINNINGS = {
  'the tables were empty': '',
  // PostgreSQL takes an index of few pages for the better one then, however little of the condition it serves.
  'the log was short, and nobody had counted it': `INSERT INTO messages (chatroom_id, seq, type, sender_id, client_id, created_at)
    SELECT 1000, n, 'text', gen_random_uuid(), 'early ' || n, now() FROM generate_series(1, 200) n`,
}

/**
 * For this file alone: what others do to a shared one's catalogs can make PostgreSQL forget all plans that it keeps. Of the kind that
 * all tests use.
 */
const ownPostgres = (): Promise<OwnPostgres | DebianPostgres> =>
  process.env['TEST_DATABASE_URL'] ? DebianPostgres.start() : OwnPostgres.start()

describe.each(Object.entries(BEGINNINGS))('a statement that was planned while %s', (_, beginning) => {
  let postgres: OwnPostgres | DebianPostgres
  let source: DataSource
  let log: string
  /** As the server runs it: what it prepares keeps its plan, the rest is planned each time. */
  const run = async (statement: Prepared & { kept?: boolean }, asked: unknown[]): Promise<unknown[]> => {
    const known = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(known)
        : value === LOG
          ? log
          : value === HISTORY
            ? historyIn(log)
            : value
    const values = asked.map(known)
    if (statement.kept ?? true) return runPrepared(source, statement, values)
    const master = poolOf(source)
    return (await master.query(statement.text, values)).rows
  }
  beforeAll(async () => {
    postgres = await ownPostgres()
    const [config, { url }] = [readConfig({}), postgres]
    await (await openDataSource(config, url)).destroy()
    // One connection: it has the plans.
    source = await new DataSource(dataSourceOptions({ ...config, DATABASE_POOL: 1 }, url)).initialize()
    const [row] = await source.query<[{ history: string }]>('SELECT log_history() AS history')
    log = INCARNATION + row.history
    // It would have plans made anew in between, and planning reads, too.
    await source.query(`DO $$ DECLARE each regclass; BEGIN
      FOR each IN SELECT relid FROM pg_stat_user_tables LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', each);
      END LOOP; END $$`)
    await source.query(`INSERT INTO followers (name, scanned_at) VALUES ('collector', now())`)
    // PostgreSQL knows then that there is nothing.
    await source.query('VACUUM ANALYZE')
    if (beginning) await source.query(beginning)
    // From the sixth time on, a plan is kept.
    for (let nth = 0; nth < 10; nth++) for (const { statement, values } of CASES) await run(statement, values)
    const uuid = `('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid`
    await source.query(`INSERT INTO users (id, username, display_name, password_hash)
      SELECT ${uuid}, 'user' || n, '', '' FROM generate_series(1, ${USERS}) n`)
    await source.query(`INSERT INTO sessions (id, user_id, family_hash, expires_at)
      SELECT ${uuid}, ${uuid}, '', now() + interval '1 day' FROM generate_series(1, ${USERS}) n`)
    await source.query(`INSERT INTO sessions (id, user_id, family_hash, expires_at, ended_at)
      SELECT gen_random_uuid(), '${user(1)}', 'x', now() + interval '1 day', now()
      FROM generate_series(1, ${ENDED_SESSIONS})`)
    await source.query(`INSERT INTO user_names (user_id, name)
      SELECT ${uuid}, name FROM generate_series(1, ${USERS}) n, LATERAL (VALUES
        ('user' || n), ('w' || n), ('wa' || n), ('wb' || n)) AS names (name)`)
    await source.query(`INSERT INTO blocks (user_id, blocked_id, created_at)
      SELECT '${user(1)}', ${uuid}, now() - n * interval '1 s' FROM generate_series(2, 500) n`)
    await source.query(`UPDATE sessions SET last_seen_at = now() - interval '1 hour'`)
    await source.query(`INSERT INTO chatrooms (name, folded_name, created_by)
      SELECT 'room-' || n, 'room-' || n, '${user(1)}' FROM generate_series(1, ${ROOMS}) n ORDER BY n`)
    await source.query(`INSERT INTO chatroom_heads (chatroom_id, last_seq, max_members, incarnation)
      SELECT id, ${MESSAGES_OF_ROOM}, 10, '${INCARNATION}' FROM chatrooms`)
    await source.query(`INSERT INTO members (chatroom_id, user_id, role, joined_seq, joined_at)
      SELECT c.id, ${uuid}, 'member', n, now() FROM chatrooms c, generate_series(1, ${USERS}) n WHERE n % 10 = c.id % 10`)
    await source.query(`INSERT INTO messages (chatroom_id, seq, n, type, sender_id, message, created_at)
      SELECT c.id, seq, seq, 'text', CASE WHEN seq = 1 THEN ('00000000-0000-4000-8000-' || lpad((${USERS} - 10 + c.id)::text, 12, '0'))::uuid
        ELSE ${uuid} END, 'x', now()
      FROM chatrooms c, generate_series(1, ${MESSAGES_OF_ROOM}) seq, LATERAL (SELECT 1 + (c.id * seq) % ${USERS}) AS u (n)`)
    await source.query(
      `UPDATE messages SET target_seq = 1, n = NULL, type = 'delete' WHERE chatroom_id = 70 AND seq BETWEEN 11 AND 190`,
    )
    await source.query(
      `UPDATE messages SET media_type = CASE seq WHEN 3 THEN 'document' ELSE 'image' END WHERE seq % 2 = 1`,
    )
    await source.query(`UPDATE messages SET expires_at = now() + interval '1 day' WHERE chatroom_id > 90`)
    await source.query(`INSERT INTO message_words (chatroom_id, seq, at, sender_id, type, words)
      SELECT m.chatroom_id, m.seq, now() + m.seq * interval '1 s', m.sender_id, 'text', ' word' || m.seq || ' ' FROM messages m`)
    const ofMessages = `chatrooms c, generate_series(2, 11) seq, generate_series(1, 100) n WHERE c.id < 10`
    await source.query(`INSERT INTO message_reactions (chatroom_id, seq, user_id, emoji, entry_seq, created_at)
      SELECT c.id, seq, ${uuid}, '👍', n, now() FROM ${ofMessages}`)
    await source.query(`INSERT INTO poll_votes (chatroom_id, seq, user_id, options, entry_seq, created_at)
      SELECT c.id, seq, ${uuid}, '{1}', n, now() FROM ${ofMessages}`)
    await source.query(`INSERT INTO message_versions (chatroom_id, seq, version_seq, message, created_at)
      SELECT c.id, seq, n, 'x', now() FROM ${ofMessages}`)
    await source.query(`INSERT INTO stars (user_id, chatroom_id, seq)
      SELECT ${uuid}, CASE seq % 2 WHEN 0 THEN 4 ELSE 5 END, seq
      FROM generate_series(1, 20) n, generate_series(2, ${MESSAGES_OF_ROOM}) seq ORDER BY seq`)
    await source.query(`INSERT INTO direct_chats (user_id, peer_id, chatroom_id)
      SELECT d.user_id, d.peer_id, n FROM generate_series(1, ${ROOMS}) n, LATERAL (VALUES
        ('${user(1)}'::uuid, ${uuid}), (${uuid}, '${user(1)}'::uuid)) AS d (user_id, peer_id)
      WHERE ${uuid} <> '${user(1)}'`)
    await source.query(`INSERT INTO push_subscriptions (id, user_id, endpoint, p256dh, auth, due_at)
      SELECT decode(lpad(to_hex(n), 64, '0'), 'hex'), ${uuid}, '', '', '',
        CASE WHEN n <= 5 THEN now() - interval '1 hour' ELSE now() + interval '1 day' END FROM generate_series(1, ${USERS}) n`)
    await source.query(`INSERT INTO push_tasks (subscription_id, chatroom_id, chatroom)
      SELECT s.id, c.id, c.name FROM push_subscriptions s, chatrooms c WHERE c.id <= 20`)
    await source.query(`INSERT INTO push_notices (user_id, chatroom_id, seq, unread, look_at)
      SELECT m.user_id, m.chatroom_id, 1, 1, now() + (m.chatroom_id - 10.5) * interval '1 day' FROM members m`)
    const ofRooms = `chatrooms c, generate_series(1, 50) n`
    await source.query(`UPDATE members SET role = 'owner' WHERE joined_seq BETWEEN 11 AND 20`)
    await source.query(`INSERT INTO bans (chatroom_id, user_id, banned_by)
      SELECT c.id, ${uuid}, '${user(1)}' FROM ${ofRooms}`)
    await source.query(
      `INSERT INTO join_requests (chatroom_id, user_id) SELECT c.id, ${uuid} FROM ${ofRooms}`,
    )
    await source.query(`INSERT INTO invites (chatroom_id, code, created_by)
      SELECT c.id, c.id || '-' || n, '${user(1)}' FROM ${ofRooms}`)
    await source.query(`INSERT INTO events (position, chatroom_id, first, last, created_at)
      SELECT 1000 + n, n % ${ROOMS}, n, n, now() FROM generate_series(1, 1000) n`)
    await source.query(`INSERT INTO reports (chatroom_id, seq, user_id, reason)
      SELECT c.id, n, ${uuid}, '' FROM ${ofRooms}`)
    await source.query(`INSERT INTO followers (name) VALUES ('retention')`)
    await source.query(
      `UPDATE messages SET created_at = now() - interval '1 year' WHERE chatroom_id = ${OLD_ROOM} AND seq <= ${OLD}`,
    )
    await source.query(`UPDATE messages SET expires_at = now() + CASE WHEN chatroom_id = ${LATER_ROOM} THEN interval '1 hour' ELSE interval '-1 hour' END
      WHERE chatroom_id = ${LATER_ROOM} OR chatroom_id IN (${OVER_ROOMS.join()}) AND seq <= ${OVER}`)
    // What all this has brought about, nobody has asked for.
    await source.query('DELETE FROM event_outbox')
  })
  afterAll(async () => {
    await source.destroy()
    await postgres.end()
  })

  /** Rows that were read, in the tables or by an index. */
  const read = async (): Promise<number> => {
    await source.query('SELECT pg_stat_force_next_flush()')
    const [sum] = await source.query<[{ read: number }]>(
      `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS read
       FROM pg_stat_user_tables`,
    )
    return sum.read
  }

  it.each(CASES)(
    '$statement.name reads no more than it has to',
    async ({ statement, values, rows, reads }) => {
      const before = await read()
      expect(await run(statement, values)).toHaveLength(rows)
      expect((await read()) - before).toBeLessThanOrEqual(reads)
    },
  )

  it('changes what it is to change', async () => {
    const [left] = await source.query(
      `SELECT count(*)::int AS deleted, (SELECT count(*)::int FROM message_reactions WHERE seq = 1) AS reactions
       FROM messages WHERE type = 'deleted' AND deleted_by <> '${ERASED}' AND changed_seq IS NOT NULL`,
    )
    expect(left).toEqual({ deleted: ASKED.length, reactions: 0 })
  })

  it('stores what it is to store', async () => {
    const [{ stored }] = await source.query<[{ stored: number }]>(
      `SELECT count(*)::int AS stored FROM messages WHERE client_id LIKE 'again %'`,
    )
    expect(stored).toBe(ASKED.length)
  })
})
