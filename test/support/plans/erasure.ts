// Statements whose plans are looked at. What a backend asks of all there is, what somebody takes with them, and, as the last, what goes.
import { STORED } from '../../../src/admin/stats/stats.service.js'
import { TRACE } from '../../../src/admin/trace/trace.service.js'
import {
  CLAIM_FILES,
  ERASE_CLIENT_IDS,
  ERASE_LEFTOVERS,
  ERASE_MEMBERSHIP,
  ERASE_REQUESTS,
  ERASE_SAID,
} from '../../../src/followers/erasure/erasing.js'
import { DUE, ERASE } from '../../../src/followers/erasure/erasure.service.js'
import {
  EXPORTED_BLOCKS,
  EXPORTED_MEMBERSHIPS,
  EXPORTED_MESSAGES,
  EXPORTED_STARS,
} from '../../../src/followers/erasure/export.statements.js'
import { EXPIRE } from '../../../src/followers/expiry/expiry.js'
import { KEEP_DAYS } from '../../../src/followers/expiry/retention.js'
import { ERASED, OVER, ROOMS, USERS, unprepared, user } from './world.js'

export const CASES_OF_WHAT_GOES = [
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
