// Every state × every kind of room × settings × everything that can be asked for: what is answered is what the contract says, and
// nothing that is told holds a word that is not for whoever is told.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Drafts } from '../drafts.js'
import { ApiDocument } from '../openapi.js'
import type { Server } from '../server.js'
import { adminRoutes } from './admin-routes.js'
import { framesWithoutRow, uncovered } from './commands.js'
import { memberRoutes } from './member-routes.js'
import { otherRoutes } from './other-routes.js'
import { Outcome } from './outcome.js'
import { roomRoutes } from './room-routes.js'
import { sceneOf, type Call, type Rows, type Scene } from './scene.js'
import { goOn, openLines } from './lines.js'
import { STATES, type Kind, type Settings, type State } from './states.js'
import { forbiddenTo } from './words.js'
import { World, type Ground } from './world.js'

/** A room of the matrix: its settings, or whose chat with the owner it is. */
export type Place =
  { kind: Exclude<Kind, 'direct'>; settings: Settings } | { kind: 'direct'; of: 'member' | 'blocked' }

/** They are stopped before any room is looked at. */
const GUARDED: readonly State[] = ['nobody', 'ended']

/** Who differ where no room is looked at. */
const ASIDE: readonly State[] = ['nobody', 'ended', 'stranger', 'member', 'blocked', 'owner']

/** In a direct chat everybody else is a stranger, and nobody governs. */
const statesIn = (place: Place): readonly State[] =>
  place.kind === 'direct' ? ['stranger', place.of] : STATES

const named = (place: Place): string =>
  place.kind === 'direct'
    ? `the direct chat of somebody ${place.of}`
    : `${place.kind} ${JSON.stringify(place.settings)}`

/** What is asked last ends what the actor is there; the room ends after all else. */
const inOrder = (rows: Rows): [string, Call][] => {
  const all = Object.entries(rows).flatMap(([route, calls]) =>
    calls.map((call): [string, Call] => [call.as ? `${route}: ${call.as}` : route, call]),
  )
  return [...all.filter(([, { last }]) => !last), ...all.filter(([, { last }]) => last)]
}

export async function matrixSuite(server: Server, places: Place[]): Promise<void> {
  const drafts = await Drafts.of(server)
  const { json } = await ApiDocument.of(server)
  // Rows that end a room come last.
  const rows = { ...otherRoutes(), ...memberRoutes(), ...roomRoutes(drafts), ...adminRoutes(json) }
  const calls = inOrder(rows)
  let world: World
  const grounds = new Map<Place, Ground>()
  const prepare = async (place: Place) => {
    const made = place.kind === 'direct' ? world.direct(place.of) : world.ground(place.kind, place.settings)
    grounds.set(place, await made)
  }
  beforeAll(async () => {
    world = await World.on(server)
    // First of all, so that nobody else makes them.
    for (const place of places) if (place.kind === 'direct') await prepare(place)
  })
  afterAll(() => world.end())

  it('every route of the OpenAPI document has a row, and every row a route', () => {
    const documented = Object.entries(json.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(Object.keys(rows).toSorted()).toEqual(documented.toSorted())
  })

  it('everything that a client can ask for on a socket, and every frame that it may be told, has a row', async () => {
    expect(await uncovered(server, drafts)).toEqual([])
    expect(await framesWithoutRow(server)).toEqual([])
  })

  describe.each(places.map((place) => ({ place, name: named(place) })))('$name', ({ place }) => {
    const isFirst = place === places[0]
    beforeAll(async () => (grounds.has(place) ? undefined : prepare(place)))
    const states = statesIn(place).filter((state) => isFirst || !GUARDED.includes(state))
    const asked = (state: State) =>
      calls.filter(([, { aside }]) => !aside || (isFirst && ASIDE.includes(state)))

    it('through every socket door', async () => {
      const lines = await Promise.all(states.map((state) => openLines(server, drafts, sceneIn(place, state))))
      for (const { scene, got, expected, leaks } of await goOn(world, grounds.get(place)!, lines))
        expect({ state: scene.state, got, leaks }).toEqual({ state: scene.state, got: expected, leaks: [] })
    })

    it.each(states)('%s', async (state) => {
      const scene = sceneIn(place, state)
      const outcome = new Outcome(scene, forbiddenAnywhere(state))
      for (const [name, call] of asked(state)) await outcome.of(name, call)
      expect(outcome.got).toEqual(outcome.expected)
      expect(outcome.leaks).toEqual([])
    })
  })

  /** In a direct chat all others are strangers; each with their own token. */
  function sceneIn(place: Place, state: State): Scene {
    const scene = sceneOf(world, grounds.get(place)!, state)
    if (place.kind !== 'direct' || ['nobody', 'ended', place.of].includes(state)) return scene
    return { ...scene, state: state === 'owner' ? 'member' : 'stranger' }
  }

  function forbiddenAnywhere(state: State): string[] {
    const scenes = [...grounds.keys()].map((place) => sceneIn(place, state))
    // The owner has written nearly everything: what it said before is told to its author, in a direct chat, too.
    const own = state === 'owner' ? { earlier: [] } : {}
    const words = scenes.flatMap((scene) => forbiddenTo(scene, { ...scene.words, ...own }))
    // An emoji is the same everywhere.
    return words.filter((each) => each.length > 2)
  }
}
