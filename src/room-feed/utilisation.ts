// How busy this process is.
import { performance } from 'node:perf_hooks'
import { Injectable } from '@nestjs/common'

/** Milliseconds that one look covers at least, and how much of it is learned. */
const LOOK_MS = 50
const LEARNED = 0.3

@Injectable()
export class Utilisation {
  private start = performance.eventLoopUtilization()
  private startedAt = performance.now()
  private average = 0

  /** Part of the last moments in which the event loop had something to do, from 0 to 1. */
  get lately(): number {
    const now = performance.now()
    if (now - this.startedAt < LOOK_MS) return this.average
    const end = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(end, this.start)
    this.average += LEARNED * (utilization - this.average)
    this.start = end
    this.startedAt = now
    return this.average
  }
}
