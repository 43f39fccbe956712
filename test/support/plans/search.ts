// Statements whose plans are looked at. What a search reads.
import {
  BLOCKS,
  FIND_SENDER,
  IN_BLOCKS,
  SEARCHED_ROOMS,
  WALK,
} from '../../../src/followers/search/search-statements.js'
import { ASKED, MESSAGES_OF_ROOM, NEWEST, each, matchingWord, user } from './world.js'

export const SEARCH_CASES = [
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
]
