// What a load process has counted since its step began.
import { nowUs } from './clock.js'
import { Histogram } from './histogram.js'
import type { Counts, StepOrder, StepReport } from './protocol.js'

export class Tally {
  sent = 0
  accepted = 0
  refused = 0
  delivered = 0
  /** Counts down to the next delivery that is timed. */
  untilSample = 1
  /** Connections lost since they were made; a step does not forget them. */
  closed = 0
  complaint: string | undefined

  private sampleEvery = 1
  private windowStartsAt = 0
  private deliveryTimes = new Histogram()
  private acknowledgeTimes = new Histogram()
  private windowStart: Counts | undefined
  private windowEnd: Counts | undefined
  private planned = 0
  private busy = 0

  /** Forgets the step before, and counts what lies between the two moments of this one. */
  begin({ windowStart, windowEnd, sampleEvery, pace }: StepOrder): void {
    this.windowStart = this.windowEnd = undefined
    this.planned = pace.count
    this.sent = this.accepted = this.refused = this.delivered = 0
    this.sampleEvery = this.untilSample = sampleEvery
    this.windowStartsAt = windowStart
    this.deliveryTimes = new Histogram()
    this.acknowledgeTimes = new Histogram()
    const until = (at: number) => Math.max(0, (at - nowUs()) / 1000)
    setTimeout(() => this.openWindow(until(windowEnd)), until(windowStart))
  }

  /** @param scheduled when the message should have been sent */
  timeDelivery(scheduled: number): void {
    this.untilSample = this.sampleEvery
    if (scheduled >= this.windowStartsAt) this.deliveryTimes.add(nowUs() - scheduled)
  }

  accept(scheduled: number): void {
    this.accepted++
    if (scheduled >= this.windowStartsAt) this.acknowledgeTimes.add(nowUs() - scheduled)
  }

  refuse(reason: string): void {
    this.refused++
    this.complaint ??= reason
  }

  lose(reason: string): void {
    this.closed++
    this.complaint ??= reason
  }

  report(): StepReport {
    return {
      planned: this.planned,
      total: this.counts(),
      windowStart: this.windowStart,
      windowEnd: this.windowEnd,
      closed: this.closed,
      complaint: this.complaint,
      deliveryTimes: this.deliveryTimes.counts,
      acknowledgeTimes: this.acknowledgeTimes.counts,
      busy: this.busy,
    }
  }

  private openWindow(length: number): void {
    const start = (this.windowStart = this.counts())
    const before = process.cpuUsage()
    setTimeout(() => {
      this.windowEnd = this.counts()
      const { user, system } = process.cpuUsage(before)
      this.busy = (user + system) / (this.windowEnd.at - start.at)
    }, length)
  }

  private counts(): Counts {
    const { sent, accepted, refused, delivered } = this
    return { at: nowUs(), sent, accepted, refused, delivered }
  }
}
