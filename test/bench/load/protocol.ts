// What the bench and its load processes tell each other.
import type { DialectName } from './dialects.js'
import type { Pace } from './pacer.js'

/** One connection to be made. */
export interface Seat {
  port: number
  room: string
  token: string
  /** Where to resume, if anywhere. */
  afterSeq?: number
  /** What is sent there instead of texts, and about which messages. */
  about?: { kind: 'replies' | 'reactions'; seqs: number[] }
  /** Marks are sent there instead, each one further, from the first on. */
  marks?: { from: number; to: number }
  /** It says nothing by itself: so many marks go with each text of the others, and nobody counts or waits for them. */
  besides?: number
  /** Whether what comes is marked as read, and typing is said before each message. */
  lively?: boolean
  /** By inbox: the last `seq` that it has of some rooms, as JSON. */
  after?: string
}

export interface JoinOrder {
  dialect: DialectName
  seats: Seat[]
  /** Handshakes under way at a time. */
  atOnce: number
}

export interface JoinReport {
  startedAt: number
  finishedAt: number
}

/** Sends at a pace, and what is counted between two moments of it. */
export interface StepOrder {
  pace: Pace
  windowStart: number
  windowEnd: number
  /** Of how many deliveries one is timed. A prime, so that it is not always the same one of a batch. */
  sampleEvery: number
  clientIds: boolean
}

export interface Counts {
  /** When it was counted. */
  at: number
  sent: number
  accepted: number
  refused: number
  delivered: number
}

export interface StepReport {
  /** What the step's pace comes to. */
  planned: number
  total: Counts
  /** Undefined as long as the moment has not come. */
  windowStart: Counts | undefined
  windowEnd: Counts | undefined
  /** Connections that were lost since they were made. */
  closed: number
  /** The first reason that was given for a refusal or a lost connection. */
  complaint: string | undefined
  deliveryTimes: number[]
  acknowledgeTimes: number[]
  /** Processor time of the load process in the window, as a share of one core. */
  busy: number
}

export interface InsertsOrder {
  databaseUrl: string
  connections: number
}

/** Method of a load process → what it takes and answers. */
export interface LoadMethods {
  join: { takes: JoinOrder; answers: JoinReport }
  prepareInserts: { takes: InsertsOrder; answers: undefined }
  step: { takes: StepOrder; answers: undefined }
  report: { takes: undefined; answers: StepReport }
  leave: { takes: undefined; answers: undefined }
}

export type LoadMethod = keyof LoadMethods

export interface Call {
  id: number
  method: LoadMethod
  argument: unknown
}

export interface Answer {
  id: number
  result?: unknown
  error?: string
}
