// Takes whole days away from the beginning of the logs, where RETENTION_DAYS says for how long they are kept.
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { CONFIG, type Config } from '../../config/config.js'
import { RoomLog } from '../../room-log/room-log.js'
import { Housekeeping } from '../housekeeping.service.js'
import { Releasing } from './releasing.js'

const NAME = 'retention'
/** Entries that one step removes, some hundredths of a second: their room is not locked meanwhile. */
const AT_ONCE = 2000

export const KEEP_DAYS = 'SELECT * FROM keep_days($1, $2, $3)'

@Injectable()
export class Retention implements OnModuleInit {
  private readonly releasing: Releasing

  constructor(
    private readonly housekeeping: Housekeeping,
    @Inject(CONFIG) private readonly config: Pick<Config, 'RETENTION_DAYS'>,
    log: RoomLog,
  ) {
    this.releasing = new Releasing(log)
  }

  onModuleInit(): void {
    if (this.config.RETENTION_DAYS > 0)
      this.housekeeping.register({ name: NAME, step: (manager) => this.step(manager) })
  }

  private step(manager: EntityManager): Promise<boolean> {
    return this.releasing.step(manager, KEEP_DAYS, [NAME, this.config.RETENTION_DAYS, AT_ONCE])
  }
}
