// Looks for work again and again, one look at a time, and complains once about what fails, until it has worked again.
import type { Logger } from '@nestjs/common'

export class Looking {
  private running: Promise<void> | undefined
  private again = false
  private closed = false
  private tick: NodeJS.Timeout | undefined
  /** Something has failed since the last look that did not. */
  isFailing = false

  /**
   * @param once one look; answers whether there is more to be found at once
   * @param complaint what is not done while it fails
   */
  constructor(
    private readonly once: () => Promise<boolean>,
    private readonly logger: Logger,
    private readonly complaint: string,
  ) {}

  /** From now on it looks this often by itself. */
  every(ms: number): void {
    this.tick = setInterval(() => this.look(), ms).unref()
  }

  /** There may be something: it looks, once more if it is at it. */
  look(): void {
    this.again = true
    if (!this.closed) this.running ??= this.run()
  }

  complain({ message }: Error): void {
    if (!this.isFailing && !this.closed)
      this.logger.warn(`${this.complaint}; tried again until it works: ${message}`)
    this.isFailing = true
  }

  /** Looks for nothing more, and resolves when it is not at it any more. */
  async close(): Promise<void> {
    this.closed = true
    clearInterval(this.tick)
    await this.running
  }

  private async run(): Promise<void> {
    try {
      while (this.again && !this.closed) {
        this.again = false
        if (await this.once()) this.again = true
      }
      this.isFailing = false
    } catch (error) {
      this.complain(error as Error)
    } finally {
      // In one go with the last look at `again`: whoever asks from now on begins anew.
      this.running = undefined
    }
  }
}
