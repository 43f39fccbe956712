// Steps of a chore that may take the last message from a file: its bytes go when the step is committed.
import type { EntityManager } from 'typeorm'
import type { RoomLog } from '../../room-log/room-log.js'

interface Done {
  /** Ids of attachments that no message shows any more. */
  released: string[] | null
  more: boolean
}

export class Releasing {
  /** What the step before has released. Whether that was committed is looked at by whoever removes the bytes. */
  private released: string[] = []

  constructor(private readonly log: Pick<RoomLog, 'released'>) {}

  /** @param statement answers a Done @returns whether there is more to do at once: another step at least, where files were released */
  async step(manager: EntityManager, statement: string, values: unknown[]): Promise<boolean> {
    if (this.released.length > 0) this.log.released.next(this.released)
    this.released = []
    const [{ released, more }] = await manager.query<[Done]>(statement, values)
    this.released = released ?? []
    return more || this.released.length > 0
  }
}
