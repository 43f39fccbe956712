// All scenarios, in the order in which they run.
import type { ScenarioMaker } from '../scenario.js'
import { idleConnections, joinStorm, newcomersStorm } from './connections.js'
import { highestInHall, highestInMany } from './highest.js'
import { history } from './history.js'
import { idleInboxes, inboxRooms, inboxSync } from './inbox.js'
import { largeDatabase } from './large.js'
import { lively } from './lively.js'
import { marks, receipts, textsBesideMarks } from './marks.js'
import { twoNodes } from './nodes.js'
import { search, searchBeside } from './search.js'
import { FIXED_RATES } from './steady.js'
import { workers } from './workers.js'

export const SCENARIOS: ScenarioMaker[] = [
  highestInMany,
  highestInHall,
  lively,
  inboxRooms,
  marks,
  textsBesideMarks,
  receipts,
  ...FIXED_RATES,
  idleConnections,
  joinStorm,
  newcomersStorm,
  idleInboxes,
  inboxSync,
  history,
  search,
  searchBeside,
  largeDatabase,
  twoNodes,
  workers,
]
