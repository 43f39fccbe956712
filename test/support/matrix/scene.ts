// One person in one state before one room, and what a row of the matrix is: what is asked there, and what has to come of it.
import type { Person } from '../people.js'
import type { Answer, Api } from '../rest.js'
import {
  isIn,
  isSignedIn,
  readsPast,
  refusal,
  type Cell,
  type Need,
  type Standing,
  type State,
} from './states.js'
import type { Ground, World } from './world.js'

export interface Scene extends Standing, Ground {
  state: State
  world: World
  actor: Person
  caller: Api
}

export function sceneOf(world: World, ground: Ground, state: State): Scene {
  const actor = world.actor(state)
  return { ...ground, state, world, actor, caller: actor.api }
}

export interface Call {
  /** Beside the route that it is of. */
  as?: string
  expect: (scene: Scene) => Cell
  send: (scene: Scene) => Promise<Answer<unknown>>
  /** Takes back what has been done, as the server allowed it. */
  undo?: (scene: Scene, answer: Answer<unknown>) => Promise<unknown>
  /** Changes for good what the actor is to the room. */
  last?: true
  /** Says nothing of this room: asked once. */
  aside?: true
  /** Tells of the room itself whoever has this to show. */
  shows?: 'room'
}

export type Rows = Record<string, Call[]>

/** Granted with a status to whoever may. */
export const may =
  (need: Need, status: number) =>
  (scene: Scene): Cell =>
    refusal(need, scene) ?? status

/** For whoever is signed in. */
export const signedIn =
  (cell: Cell | ((scene: Scene) => Cell)) =>
  (scene: Scene): Cell => {
    if (!isSignedIn(scene)) return 'unauthenticated'
    return typeof cell === 'function' ? cell(scene) : cell
  }

export const everybody = (cell: Cell) => (): Cell => cell

/** About a message from before most have come in. */
export const ofThePast =
  (need: Need, status: number) =>
  (scene: Scene): Cell =>
    refusal(need, scene) ?? (readsPast(scene) ? status : 'message_not_found')

/** Of what is sent to the room: for those who can read it. */
export const attached =
  (when: 'past' | 'present', status: number) =>
  (scene: Scene): Cell => {
    if (!isSignedIn(scene)) return 'unauthenticated'
    const reads = when === 'past' ? readsPast(scene) : isIn(scene)
    return reads ? status : 'attachment_not_found'
  }
