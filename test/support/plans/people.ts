// Statements whose plans are looked at. Sessions, names and blocks.
import {
  END_OTHERS,
  END_UNUSED,
  LIVE_SESSIONS_OF,
  NOTE_USE,
  ROTATE,
  SWEEP_SESSIONS,
} from '../../../src/auth/session-statements.js'
import { BLOCKED_BY, PEOPLE_NAMED, SET_BLOCK } from '../../../src/people/people-statements.js'
import { LAST_ID, MEMBERS, NO_ID, user } from './world.js'

export const PEOPLE_CASES = [
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
]
