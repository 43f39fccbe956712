// Statements whose plans are looked at. Members, bans, requests, invites and reports.
import { ALL_REPORTS, CLOSE_REPORTS_IN } from '../../../src/admin/reports/admin-reports.service.js'
import { ACTED_FOR } from '../../../src/auth/requesters.js'
import { KEY_OF_HASH } from '../../../src/auth/server-keys.js'
import { BANS_OF } from '../../../src/membership/bans.service.js'
import { FIND_INVITE, INVITES_OF } from '../../../src/membership/invites.service.js'
import { MEMBERS_NAMED, MEMBERS_OF } from '../../../src/membership/member-pages.js'
import { FIND_MEMBERS } from '../../../src/membership/membership.service.js'
import { CLOSE_REPORTS, REPORT, REPORTS_OF } from '../../../src/membership/reports.service.js'
import { REQUESTS_NOW } from '../../../src/membership/request-notices.js'
import { REQUESTS_OF } from '../../../src/membership/requests.service.js'
import { ASKED, LAST_ID, LOG, MEMBERS, NEWEST, USERS, user } from './world.js'

export const MEMBERSHIP_CASES = [
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
]
