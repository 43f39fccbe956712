// A life: one kind of churn, again and again at a constant rate, but for the rests.
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Chance } from './chance.js'
import type { Caller } from './caller.js'
import type { Endpoint } from './endpoint.js'
import type { Person } from './population.js'
import type { Tally } from './tally.js'

/** What lives act on. */
export interface World {
  url: string
  people: readonly Person[]
  member: string
  admin: Caller
  chance: Chance
  /** Where webhooks and pushes go. */
  endpoint: Endpoint
  database: Client
  /** Whoever has this token. */
  callerOf(token: string): Caller
}

export interface Life {
  name: string
  /** Milliseconds from one act to the next, if it takes no longer. */
  every: number
  /** How many live it beside each other; one unless told. */
  lanes?: number
  /** Does something and looks at what came of it; leaves nothing. @throws Error for whatever should not be */
  act(world: World): Promise<void>
}

export class Lives {
  private running: Promise<unknown> = Promise.resolve()
  private stopping = false

  constructor(
    private readonly lives: readonly Life[],
    private readonly world: World,
    private readonly tally: Tally,
  ) {}

  begin(): void {
    this.stopping = false
    this.running = Promise.all(
      this.lives.flatMap((life) => Array.from({ length: life.lanes ?? 1 }, () => this.live(life))),
    )
  }

  /** Resolves when all have done what they were at. */
  async rest(): Promise<void> {
    this.stopping = true
    await this.running
  }

  private async live(life: Life): Promise<void> {
    while (!this.stopping) {
      const begun = performance.now()
      try {
        await life.act(this.world)
        this.tally.did(life.name)
      } catch (error) {
        this.tally.failed(life.name, error)
      }
      await pause(Math.max(0, life.every - (performance.now() - begun)))
    }
  }
}

/** Resolves once it is so. @throws Error where it is not in time */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  ms = 60_000,
): Promise<void> {
  for (const end = performance.now() + ms; !(await isSo()); await pause(50))
    if (performance.now() > end) throw new Error(`Not within ${ms} ms: ${what}`)
}

/** @throws Error where it is not so */
export function see(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what)
}
