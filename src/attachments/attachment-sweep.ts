// Removes what nothing refers to any more: files of deleted messages at once, then uploads that no message used, and what a deleted
// chatroom left behind.
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { InjectRepository } from '@nestjs/typeorm'
import type { Subscription } from 'rxjs'
import type { Repository } from 'typeorm'
import { CONFIG, type Config } from '../config/config.js'
import { DeletedChatroom } from '../database/entities/index.js'
import { RoomLog } from '../room-log/room-log.js'
import { AttachmentRemoval } from './attachment-removal.js'

/** Seconds. */
const MAX_INTERVAL = 3600
/** So that a node that never lives for an hour sweeps too. Seconds. */
const FIRST_WITHIN = 60
const AT_ONCE = 20

/**
 * Every node sweeps; each attachment is claimed by one of them. A node that dies, or a store that fails, in the middle
 * leaves a claim that is due again one interval later.
 */
@Injectable()
export class AttachmentSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('AttachmentSweep')
  private readonly age: number
  /** Seconds. */
  private readonly interval: number
  private timer: NodeJS.Timeout | undefined
  private subscription: Subscription | undefined
  private stopped = false

  constructor(
    private readonly removal: AttachmentRemoval,
    private readonly log: RoomLog,
    @InjectRepository(DeletedChatroom) private readonly deleted: Repository<DeletedChatroom>,
    @Inject(CONFIG) config: Config,
  ) {
    this.age = config.ATTACHMENT_UNUSED_TTL
    this.interval = Math.max(1, Math.min(this.age / 4, MAX_INTERVAL))
  }

  onApplicationBootstrap(): void {
    this.subscription = this.log.released.subscribe((ids) => void this.removeReleased(ids))
    this.schedule(Math.min(this.interval, FIRST_WITHIN))
  }

  onModuleDestroy(): void {
    this.stopped = true
    this.subscription?.unsubscribe()
    clearTimeout(this.timer)
  }

  /** Not all nodes at the same moment. */
  private schedule(seconds: number): void {
    if (this.stopped) return
    this.timer = setTimeout(() => void this.run(), seconds * 1000 * (0.5 + Math.random() / 2))
    this.timer.unref()
  }

  private async run(): Promise<void> {
    try {
      await this.purgeDeletedRooms()
      await this.removeUnused()
    } catch (error) {
      // It goes on at the next sweep; while stopping, the database is closed under it.
      if (!this.stopped) this.logger.warn(`Sweep broken off: ${(error as Error).message}`)
    }
    this.schedule(this.interval)
  }

  /** Nobody can see these any more. What cannot be removed now is swept. */
  private async removeReleased(ids: readonly string[]): Promise<void> {
    try {
      for (const each of await this.removal.findReleased(ids)) await this.removal.remove(each)
    } catch (error) {
      if (!this.stopped)
        this.logger.warn(`A deleted file is still to be removed: ${(error as Error).message}`)
    }
  }

  /** Usually nothing: the node that deletes a room removes its messages at once. */
  private async purgeDeletedRooms(): Promise<void> {
    for (const { chatroomId } of await this.deleted.find({ take: AT_ONCE })) {
      if (this.stopped) return
      await this.log.purge(chatroomId)
    }
  }

  private async removeUnused(): Promise<void> {
    const due = { age: this.age, retry: this.interval, limit: AT_ONCE }
    for (let claimed = await this.removal.claimUnused(due); claimed.length > 0;) {
      for (const each of claimed) {
        if (this.stopped) return
        await this.removal.remove(each)
      }
      claimed = await this.removal.claimUnused(due)
    }
  }
}
