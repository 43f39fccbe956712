// Those who want to read the same thing share one reading: but never one that began before they asked.
export class SharedReadings<Found> {
  /** What has not begun, by what is read. */
  private readonly planned = new Map<string, Promise<Found>>()

  /**
   * What there is, read after this call.
   * @param key the same for whoever reads the same
   * @param read is told what to call when it begins, which may be later than now: until then others join it
   * @throws whatever `read` throws
   */
  get(key: string, read: (begins: () => void) => Promise<Found>): Promise<Found> {
    const planned = this.planned.get(key)
    if (planned) return planned
    const reading: Promise<Found> = this.inTurn(read, () => {
      if (this.planned.get(key) === reading) this.planned.delete(key)
    })
    this.planned.set(key, reading)
    return reading
  }

  /** Once all that this turn of the event loop wakes has asked, too. What fails before it begins is joined by nobody either. */
  private async inTurn(read: (begins: () => void) => Promise<Found>, begins: () => void): Promise<Found> {
    await new Promise(setImmediate)
    return read(begins).finally(begins)
  }
}
