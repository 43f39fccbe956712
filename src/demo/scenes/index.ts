// All rooms of the demo and all that is said in them.
import { Chance } from '../chance.js'
import type { RoomScript, Scene } from '../script.js'
import { DIRECT_ROOMS, DIRECT_SCENES } from './directs.js'
import { FILM_ROOMS, filmScenes } from './film-club.js'
import { HOME_ROOMS, HOME_SCENES } from './home.js'
import { lunchScenes } from './lunch.js'
import { WORK_CHANGES, WORK_ROOMS, WORK_SCENES } from './work.js'

export const ROOMS: readonly RoomScript[] = [...WORK_ROOMS, ...HOME_ROOMS, ...FILM_ROOMS, ...DIRECT_ROOMS]

/** @param seed what is made up differs with it; what is written does not */
export function scenesOf(seed: number): Scene[] {
  const chance = new Chance(seed)
  return [
    ...WORK_SCENES,
    ...WORK_CHANGES,
    ...HOME_SCENES,
    ...DIRECT_SCENES,
    ...filmScenes(chance),
    ...lunchScenes(chance),
  ]
}
