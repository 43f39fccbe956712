// What is kept of one webhook in the database: up to where it is settled, which rooms have a place of their own, and what was attempted.
import type { DataSource } from 'typeorm'
import type { Position } from '../position.js'
import type { Lane } from './lane.js'
import type { Answered } from './webhook-request.js'
import {
  DUE,
  FORGET_DELIVERIES,
  OWN_PLACES,
  PAUSE,
  SETTLE,
  type HeldRow,
  type OwnPlaceRow,
} from './webhook-statements.js'

/** Attempts that are kept of each webhook, and how many more before those beyond are forgotten. */
const KEPT_DELIVERIES = 1000
const FORGET_EVERY = 200

/** An attempt. */
export interface Noted extends Answered {
  eventId: string
  /** 1 for the first. */
  attempt: number
  /** By the clock of `performance.now()`. */
  at: number
}

export class Ledger {
  private readonly lanes = new Map<number, Lane>()
  private noted: Noted[] = []
  private hasMoved = false
  private unforgotten = FORGET_EVERY
  private writing: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly node: { id: string; dataSource: DataSource },
    private readonly webhook: HeldRow,
  ) {}

  /** Whether there is something to write. */
  get isDirty(): boolean {
    return this.hasMoved || this.noted.length > 0 || this.lanes.size > 0
  }

  /** It has read on. */
  moved(): void {
    this.hasMoved = true
  }

  /** A room has got a place of its own, another one, or has none any more. */
  changed(lane: Lane): void {
    this.lanes.set(lane.room, lane)
  }

  note(noted: Noted): void {
    this.noted.push(noted)
  }

  async ownPlaces(): Promise<{ room: number; delivered: Position; attempt: number }[]> {
    const rows = await this.node.dataSource.query<OwnPlaceRow[]>(OWN_PLACES, [this.webhook.id])
    return rows.map(({ chatroom_id: room, position, seq, attempt }) => ({
      ...{ room, attempt },
      delivered: { position, seq },
    }))
  }

  /** Rooms whose time has come, as far as that is written down. */
  async due(): Promise<number[]> {
    const rows = await this.node.dataSource.query<{ chatroom_id: number }[]>(DUE, [this.webhook.id])
    return rows.map(({ chatroom_id }) => chatroom_id).filter((room) => !this.lanes.has(room))
  }

  /**
   * Writes all of it at once, one such statement at a time.
   * @param place up to where everything is delivered, but for rooms that have a place of their own
   * @returns whether the webhook is still this node's, and what it was
   */
  async settle(place: Position): Promise<boolean> {
    const [lanes, noted] = [[...this.lanes.values()], this.noted]
    this.lanes.clear()
    this.noted = []
    this.hasMoved = false
    const write = this.writing.then(() => this.write(place, lanes, noted))
    this.writing = write.catch(() => undefined)
    return write
  }

  /** Nothing more is delivered. */
  async pause(because: string): Promise<void> {
    const { id, version } = this.webhook
    await this.node.dataSource.query(PAUSE, [id, this.node.id, version, because])
  }

  private async write({ position, seq }: Position, lanes: Lane[], noted: Noted[]): Promise<boolean> {
    const { dataSource, id: node } = this.node
    const { id, version } = this.webhook
    const own = lanes.filter((lane) => lane.own)
    const now = performance.now()
    const held = await dataSource.query<unknown[]>(SETTLE, [
      ...[id, node, version, position, seq],
      own.map(({ room }) => room),
      own.map(({ delivered }) => delivered.position),
      own.map(({ delivered }) => delivered.seq),
      own.map((lane) => lane.own!.attempt),
      own.map((lane) => lane.own!.wait),
      lanes.filter((lane) => !lane.own).map(({ room }) => room),
      noted.map(({ eventId }) => eventId),
      noted.map(({ attempt }) => attempt),
      noted.map(({ status }) => status),
      noted.map(({ error }) => error ?? null),
      noted.map(({ at }) => (now - at) / 1000),
    ])
    this.unforgotten += noted.length
    if (this.unforgotten >= FORGET_EVERY) {
      this.unforgotten = 0
      await dataSource.query(FORGET_DELIVERIES, [id, KEPT_DELIVERIES])
    }
    return held.length > 0
  }
}
