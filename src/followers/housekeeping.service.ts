// What is done every so often, in small steps, on one node at a time: what is over goes, and what was asked for is carried out.
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource, EntityManager } from 'typeorm'

/** Something that has to be done again and again. */
export interface Chore {
  /** Under which its turn is kept. */
  name: string
  /**
   * A small part of what is due, in a transaction that keeps every other node from it.
   * @returns whether there is more to do at once
   */
  step(manager: EntityManager): Promise<boolean>
}

/** Milliseconds between two looks at what is due. */
const EVERY_MS = 10_000

const BEGIN = 'INSERT INTO followers (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING'
const TURN = 'SELECT FROM followers WHERE name = $1 FOR NO KEY UPDATE SKIP LOCKED'

@Injectable()
export class Housekeeping implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Housekeeping')
  private readonly chores: Chore[] = []
  private readonly working = new Map<string, Promise<void>>()
  private readonly failing = new Set<string>()
  private timer: NodeJS.Timeout | undefined
  private closed = false

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** To be called before the application listens: in `onModuleInit`. */
  register(chore: Chore): void {
    this.chores.push(chore)
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.dataSource.query(BEGIN, [this.chores.map(({ name }) => name)])
    this.timer = setInterval(() => this.lookAtAll(), EVERY_MS).unref()
    this.lookAtAll()
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true
    clearInterval(this.timer)
    await Promise.all(this.working.values())
  }

  /** Something is due now. Resolves when this node has done what there was, or another is at it; never rejects. */
  async now(name: string): Promise<void> {
    const chore = this.chores.find((each) => each.name === name)
    // What is under way may have looked before.
    await this.working.get(name)
    if (chore) await this.look(chore)
  }

  private lookAtAll(): void {
    for (const chore of this.chores) void this.look(chore)
  }

  private async look(chore: Chore): Promise<void> {
    const { name } = chore
    if (this.closed) return
    const work = this.working.get(name) ?? this.work(chore).finally(() => this.working.delete(name))
    this.working.set(name, work)
    await work
  }

  private async work(chore: Chore): Promise<void> {
    const { name } = chore
    try {
      while (!this.closed && (await this.dataSource.transaction((manager) => this.step(manager, chore))));
      this.failing.delete(name)
    } catch (error) {
      if (!this.failing.has(name) && !this.closed)
        this.logger.warn(`${name} was broken off, and is tried again: ${(error as Error).message}`)
      this.failing.add(name)
    }
  }

  private async step(manager: EntityManager, chore: Chore): Promise<boolean> {
    const turn = await manager.query<unknown[]>(TURN, [chore.name])
    return turn.length > 0 && (await chore.step(manager))
  }
}
