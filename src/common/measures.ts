// What is counted while the server works: plain numbers, which /metrics reads when it is asked.
import { Histogram } from 'prom-client'

/** The doors that hold connections. */
export type LiveDoor = 'socket.io' | 'websocket'

/** Added to with a plain increment, once for a batch: a library's counter would cost more than a delivery. */
export const counts = {
  /** Messages stored. */
  appended: 0,
  /** Sends that found their message stored before. */
  duplicates: 0,
  /** Messages handed to a connection, live or from the log. */
  deliveries: 0,
  /** Times that a feed read from the log what it lacked: what other nodes said, and what the bus lost. */
  fills: 0,
  /** Files that were to be examined, by what came of it. */
  media: { examined: 0, broken: 0, unexamined: 0 },
  /** The last event that this node knows of, and how far it has seen those come that follow them, by name. */
  followers: { head: 0, positions: {} as Record<string, number> },
  /** Pushes sent, by what came of them. */
  pushes: {} as Record<string, number>,
  /** Attempts to deliver to webhooks, by what came of them. Of all webhooks, as this node saw them last: how many, and by id, how far behind. */
  webhooks: {
    deliveries: {} as Record<string, number>,
    states: {} as Record<string, number>,
    lag: {} as Record<string, number>,
    lagSeconds: {} as Record<string, number>,
  },
  /** Connections that are open, by door. */
  connections: { 'socket.io': 0, websocket: 0 } satisfies Record<LiveDoor, number>,
  /** Connections that were ever let in, by door. */
  admitted: { 'socket.io': 0, websocket: 0 } satisfies Record<LiveDoor, number>,
  /** Connections that were refused, by error code. */
  refused: {} as Record<string, number>,
  /** Connections that the server closed, by close code. */
  cuts: {} as Record<string, number>,
  /** Bytes kept for connections when they were last looked at, and reserved for work in progress. */
  held: { connections: 0, reserved: 0 },
  /** Connections that were closed: because too much was kept for them, idle ones to make room, and new ones for lack of room. */
  shed: { held: 0, idle: 0, refused: 0 },
}

/** Adds one to a count that has a name. */
export function countOne(of: Record<string, number>, name: string | number): void {
  of[name] = (of[name] ?? 0) + 1
}

/** Observed once for each batch of the log: from when its oldest message was taken in until it was committed. */
export const appendSeconds = new Histogram({
  name: 'chat_append_seconds',
  help: 'Of each group commit: how long its oldest message took from being taken in to being on disk.',
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [],
})

/** Observed once for each HTTP request. */
export const requestSeconds = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'HTTP requests from their first byte to the end of the answer.',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [],
})
