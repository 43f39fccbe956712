// Statements whose plans are looked at. The timeline, and what belongs to a message.
import { ATTACHMENT_TYPES } from '../../../src/database/entities/index.js'
import { FIND_SAID, REACTIONS, VERSIONS, VOTES } from '../../../src/messaging/reading/details.service.js'
import { MEDIA } from '../../../src/messaging/reading/media.service.js'
import { TIMELINE_BEFORE, TIMELINE_FROM } from '../../../src/room-log/log-row.js'
import { LOG, NEWEST } from './world.js'

export const MESSAGE_CASES = [
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
]
