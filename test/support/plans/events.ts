// Statements whose plans are looked at. What followers read: each event, where it stands, each room with its head, each report.
import { KEPT, REPORTS_AT, ROOM_REFS } from '../../../src/followers/event-feed.js'
import { EVENTS_FROM, EVENTS_OF_NONE, EVENTS_OF_ROOM } from '../../../src/followers/event-log.js'
import { COLLECT } from '../../../src/followers/followers.service.js'
import { DUE, LAGS, OWN_PLACES } from '../../../src/followers/webhooks/webhook-statements.js'
import { TRIM_DELIVERIES, TRIM_EVENTS } from '../../../src/followers/trimming.js'
import { ASKED, BEHIND, each, unprepared, user, WEBHOOKS } from './world.js'

export const EVENT_CASES = [
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
  // To see that they are kept, and whether each webhook has had them in all rooms; of what each has had, likewise, which is nothing.
  {
    statement: { name: 'trim_events', text: TRIM_EVENTS, kept: false },
    values: [60, 10, ['search']],
    rows: 1,
    reads: 10 + WEBHOOKS * (1 + BEHIND),
  },
  {
    statement: { name: 'trim_deliveries', text: TRIM_DELIVERIES, kept: false },
    values: [60, 10],
    rows: 1,
    reads: WEBHOOKS,
  },
  // Of each webhook its rooms, the event from which on it is behind, and the one that the room waits for that is furthest behind.
  {
    statement: unprepared('webhook_lags', LAGS),
    values: [],
    rows: WEBHOOKS,
    reads: WEBHOOKS * (1 + 1 + BEHIND + 2),
  },
  { statement: unprepared('webhook_places', OWN_PLACES), values: [user(1)], rows: BEHIND, reads: BEHIND },
  { statement: unprepared('webhook_due', DUE), values: [user(1)], rows: BEHIND, reads: BEHIND },
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
]
