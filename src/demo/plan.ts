// Puts the scenes of the demo in time: what is done when, in which room, in the one order in which it is done.
import { Chance } from './chance.js'
import type { Line, RoomScript, Scene, When } from './script.js'

export interface Step {
  room: string
  at: number
  line: Line
  /** Which scene it is of: its labels are known there. */
  scene: number
}

export interface Plan {
  rooms: readonly (RoomScript & { begins: number })[]
  /** Ascending in every room, and all of them in the past. */
  steps: readonly Step[]
}

type Begun = Scene & { begins: number }

const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE
/** Milliseconds that lie between two scenes of a room, and between the last thing of all and now. */
const BREATH = 2 * MINUTE
const LATEST = 30 * SECOND

/**
 * @param days how much of the fortnight there is to be
 * @param now in ms; the times of the day are those of this machine
 */
export function planned(
  rooms: readonly RoomScript[],
  scenes: readonly Scene[],
  { seed, days, now }: { seed: number; days: number; now: number },
): Plan {
  const chance = new Chance(seed)
  const told = scenes
    .map((scene) => ({ ...scene, begins: momentOf(scene.when, now) }))
    .filter(({ when }) => 'ago' in when || when.day <= days)
    .toSorted(inOrder)
  const ends = new Map<string, number>()
  const steps: Step[] = []
  for (const [nth, { room, begins, lines }] of told.entries()) {
    let at = Math.max(begins, (ends.get(room) ?? 0) + BREATH)
    for (const [place, line] of lines.entries()) {
      if (place > 0) at += Math.round(durationOf(line, chance))
      steps.push({ room, at, line, scene: nth })
    }
    ends.set(room, at)
  }
  return { rooms: rooms.map((room) => beginning(room, steps, { days, now })), steps: inThePast(steps, now) }
}

/** What is counted in minutes comes after what is counted in days, whatever time it is now: so all is told in the same order. */
const inOrder = (one: Begun, other: Begun): number =>
  Number('ago' in one.when) - Number('ago' in other.when) || one.begins - other.begins

/** Rooms are there before anything is said in them. */
function beginning(
  room: RoomScript,
  steps: readonly Step[],
  { days, now }: { days: number; now: number },
): RoomScript & { begins: number } {
  const wanted = momentOf({ day: Math.min(room.since, days), at: '08:00' }, now)
  const first = Math.min(...steps.filter((step) => step.room === room.name).map(({ at }) => at), now)
  return { ...room, begins: Math.min(wanted, first - 10 * MINUTE) }
}

/** What would lie ahead is moved back to just before what comes after it. The order of each room stays. */
function inThePast(steps: readonly Step[], now: number): Step[] {
  const limits = new Map<string, number>()
  const moved = steps.toReversed().map((step) => {
    const limit = limits.get(step.room) ?? now - LATEST
    const at = Math.min(step.at, limit)
    limits.set(step.room, at - SECOND)
    return { ...step, at }
  })
  // Stable: what a room has at one time stays in its order.
  return moved.reverse().toSorted((one, other) => one.at - other.at)
}

function momentOf(when: When, now: number): number {
  if ('ago' in when) return now - when.ago * MINUTE
  const [hours = 0, minutes = 0] = when.at.split(':').map(Number)
  return new Date(now - when.day * DAY).setHours(hours, minutes, 0, 0)
}

/** How long it takes until somebody has read, thought and typed. */
function durationOf({ act, pause }: Line, chance: Chance): number {
  if (pause !== undefined) return pause * MINUTE + chance.between(0, 20) * SECOND
  if (act.does !== 'say') return chance.between(3, 25) * SECOND
  const { message } = act.body
  const letters = typeof message === 'string' ? message.length : 40
  return (chance.between(4, 28) + letters * chance.between(0.1, 0.25)) * SECOND
}
