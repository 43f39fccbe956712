// Statements whose plans are looked at. What is said, and read back to be told.
import { APPEND } from '../../../src/room-log/batch.js'
import { FIND_PEOPLE } from '../../../src/room-log/completion.js'
import { READ_AT } from '../../../src/room-log/log-row.js'
import { ASKED, LOG, MEMBERS, appendTo, each } from './world.js'

export const WRITING_CASES = [
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
]
