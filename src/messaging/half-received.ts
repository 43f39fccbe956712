// What has come of frames and bodies that are not whole yet: each is bounded, and here all of them together.
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common'
import { CONFIG, type Config } from '../config/config.js'

/** Where something large may come in. */
export interface Inlet {
  /** Bytes that are kept until the rest comes. */
  unfinished(): number
  /** Gives up what has come so far, and whoever sent it. */
  drop(): void
}

/** Milliseconds between looks: what a fast network brings in that time is bearable. */
const LOOK_MS = 500

/**
 * Somebody with many connections could stop just before the end of a large message on each, and fill the memory. Beyond
 * MAX_PENDING_ATTACHMENT_BYTES those who hold most are dropped, until it is enough; the last may always go on, for its frame has
 * a limit of its own.
 */
@Injectable()
export class HalfReceived implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly inlets = new Set<Inlet>()
  private looks: NodeJS.Timeout | undefined

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  onApplicationBootstrap(): void {
    this.looks = setInterval(() => this.look(), LOOK_MS)
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.looks)
  }

  watch(inlet: Inlet): void {
    this.inlets.add(inlet)
  }

  unwatch(inlet: Inlet): void {
    this.inlets.delete(inlet)
  }

  private look(): void {
    let sum = 0
    const holders: { inlet: Inlet; held: number }[] = []
    for (const inlet of this.inlets) {
      const held = inlet.unfinished()
      if (held === 0) continue
      sum += held
      holders.push({ inlet, held })
    }
    if (sum <= this.config.MAX_PENDING_ATTACHMENT_BYTES) return
    holders.sort((a, b) => b.held - a.held)
    for (const { inlet, held } of holders.slice(0, -1)) {
      inlet.drop()
      sum -= held
      if (sum <= this.config.MAX_PENDING_ATTACHMENT_BYTES) return
    }
  }
}
