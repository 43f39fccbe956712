// Takes from the disk what was said in rooms where messages disappear, when their time is over: that nobody sees them any more does
// not wait for it.
import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { RoomLog } from '../../room-log/room-log.js'
import { Housekeeping } from '../housekeeping.service.js'

/** Messages that one step takes: their rooms are locked meanwhile, some hundredths of a second. */
const AT_ONCE = 100

const EXPIRE = 'SELECT * FROM expire_messages($1)'

interface Expired {
  /** Ids of attachments that no message shows any more. */
  released: string[] | null
  more: boolean
}

@Injectable()
export class Expiry implements OnModuleInit {
  /** What the step before has released: that step is committed. */
  private released: string[] = []

  constructor(
    private readonly housekeeping: Housekeeping,
    private readonly log: RoomLog,
  ) {}

  onModuleInit(): void {
    this.housekeeping.register({ name: 'expiry', step: (manager) => this.step(manager) })
  }

  private async step(manager: EntityManager): Promise<boolean> {
    if (this.released.length > 0) this.log.released.next(this.released)
    this.released = []
    const [{ released, more }] = await manager.query<[Expired]>(EXPIRE, [AT_ONCE])
    this.released = released ?? []
    return more
  }
}
