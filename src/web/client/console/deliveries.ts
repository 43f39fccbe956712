// Measures from a send in one lane to its delivery in every lane: they share one clock.
import type { Lane } from './lane'

interface Waiting {
  lane: Lane
  frameId: number
  at: number
}

/** A delivery may come before the acknowledgement that says which send it was: so many are remembered. */
const REMEMBERED = 1000

export class Deliveries {
  /** When the message `room log seq` was sent, and who has received it. */
  private readonly sentAt = new Map<string, number>()
  private readonly waiting = new Map<string, Waiting[]>()

  /** @param place a room and its log */
  stored(place: string, seq: number, sentAt: number): void {
    const key = `${place} ${seq}`
    // A retry is acknowledged with the place of the first.
    if (this.sentAt.has(key)) return
    keep(this.sentAt, key, sentAt)
    for (const { lane, frameId, at } of this.waiting.get(key) ?? []) lane.setDelivery(frameId, at - sentAt)
    this.waiting.delete(key)
  }

  /** Live: a replay says nothing about speed. */
  delivered(lane: Lane, place: string, seq: number, frameId: number): void {
    const key = `${place} ${seq}`
    const at = performance.now()
    const sentAt = this.sentAt.get(key)
    if (sentAt !== undefined) lane.setDelivery(frameId, at - sentAt)
    else keep(this.waiting, key, [...(this.waiting.get(key) ?? []), { lane, frameId, at }])
  }
}

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > REMEMBERED && oldest !== undefined) map.delete(oldest)
}
