// Takes from the disk what was said in rooms where messages disappear, when their time is over: that nobody sees them any more does
// not wait for it.
import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { RoomLog } from '../../room-log/room-log.js'
import { Housekeeping } from '../housekeeping.service.js'
import { Releasing } from './releasing.js'

/** Messages that one step takes: their rooms are locked meanwhile, some hundredths of a second. */
const AT_ONCE = 100

/** $1 how many at the most. */
export const EXPIRE = 'SELECT * FROM expire_messages($1)'

@Injectable()
export class Expiry implements OnModuleInit {
  private readonly releasing: Releasing

  constructor(
    private readonly housekeeping: Housekeeping,
    log: RoomLog,
  ) {
    this.releasing = new Releasing(log)
  }

  onModuleInit(): void {
    const step = (manager: EntityManager) => this.releasing.step(manager, EXPIRE, [AT_ONCE])
    this.housekeeping.register({ name: 'expiry', step })
  }
}
