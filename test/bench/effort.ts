// How much a bench takes upon itself: the full form, a quick one, and one that only shows that everything works.
import type { Search } from './load/search.js'

export interface Effort {
  runs: number
  /** Scenarios that run only when they are asked for. */
  skip: string[]
  /** Whether each measurement gets servers of its own, instead of what the one before has left running. */
  freshServers: boolean
  /** Seconds of warm-up and of counting, for one rate of a search. */
  step: { warmUp: number; seconds: number }
  search: Omit<Search, 'from'>
  /** The same, where the rate is given. */
  steady: { warmUp: number; seconds: number }
  /** The same at a few messages a second, whose p99 would else be that of the slowest one. */
  sparse: { warmUp: number; seconds: number }
  idle: { connections: number[]; settleSeconds: number }
  /** Join storms before those that count, and these: a server that meets a storm is warm, and code is compiled over several. */
  storms: { warmUp: number; counted: number }
  history: { messages: number; requests: number }
  /**
   * Inboxes: rooms of each and how many are idle; how many come back at once; how often one asks; and how far marks can go in a room.
   */
  inbox: { rooms: number; idle: number; back: number; backRooms: number; requests: number; depth: number }
  /** Messages that are searched, and how often for each thing. */
  found: { messages: number; requests: number }
  /** Rooms, and how many messages they hold together. */
  large: { rooms: number; small: number; large: number }
}

const UNLIMITED = Number.POSITIVE_INFINITY

export const EFFORTS = {
  full: {
    runs: 3,
    skip: [],
    freshServers: true,
    step: { warmUp: 1, seconds: 3 },
    search: { growth: 1.6, within: 1.1, retries: 1, ceiling: UNLIMITED },
    steady: { warmUp: 3, seconds: 10 },
    sparse: { warmUp: 3, seconds: 40 },
    idle: { connections: [2000, 10_000], settleSeconds: 5 },
    storms: { warmUp: 4, counted: 4 },
    history: { messages: 1_000_000, requests: 300 },
    inbox: { rooms: 100, idle: 10_000, back: 500, backRooms: 1000, requests: 100, depth: 4000 },
    found: { messages: 1_000_000, requests: 300 },
    large: { rooms: 10_000, small: 10_000, large: 10_000_000 },
  },
  quick: {
    runs: 1,
    skip: [
      'nodes',
      'workers',
      'join-new',
      'rooms-1000',
      'rooms-2000',
      'rooms-4000',
      'room-50',
      'room-300',
      'room-1000',
      'crowd-50',
      'cpu-rooms',
      'cpu-room',
    ],
    freshServers: false,
    step: { warmUp: 0.2, seconds: 0.4 },
    search: { growth: 3, within: 2, retries: 0, ceiling: UNLIMITED },
    steady: { warmUp: 0.3, seconds: 0.8 },
    sparse: { warmUp: 0.3, seconds: 0.8 },
    idle: { connections: [2000], settleSeconds: 0.3 },
    storms: { warmUp: 1, counted: 1 },
    history: { messages: 50_000, requests: 50 },
    inbox: { rooms: 100, idle: 1000, back: 100, backRooms: 200, requests: 20, depth: 1000 },
    found: { messages: 50_000, requests: 50 },
    large: { rooms: 500, small: 1000, large: 50_000 },
  },
  smoke: {
    runs: 1,
    skip: [],
    freshServers: false,
    step: { warmUp: 0.2, seconds: 0.5 },
    search: { growth: 2, within: 2.5, retries: 1, ceiling: 60 },
    steady: { warmUp: 0.2, seconds: 1 },
    sparse: { warmUp: 0.2, seconds: 1 },
    idle: { connections: [200], settleSeconds: 0.2 },
    storms: { warmUp: 1, counted: 1 },
    history: { messages: 1000, requests: 5 },
    inbox: { rooms: 10, idle: 100, back: 20, backRooms: 50, requests: 5, depth: 100 },
    found: { messages: 2000, requests: 5 },
    large: { rooms: 100, small: 100, large: 2000 },
  },
} satisfies Record<string, Effort>

export type EffortName = keyof typeof EFFORTS
