// A PostgreSQL connection that is given up as soon as one of its queries is: what hangs once, or leads to a primary that was
// demoted, must not meet the next caller.
import { Client } from 'pg'
import { isReadOnly } from '../common/database-errors.js'

/** In a pool's `Client` option. node-postgres itself would hand a connection whose query has timed out to the next one. */
export class BoundedClient extends Client {
  // The one signature that covers all of node-postgres's overloads.
  override query = ((...args: Parameters<Client['query']>) => {
    const answer: unknown = super.query(...args)
    // Runs before the caller learns of it, and so before the connection can go back to the pool.
    if (answer instanceof Promise) answer.catch((error: unknown) => this.giveUpAfter(error))
    return answer
  }) as Client['query']

  private giveUpAfter(error: unknown): void {
    if ((error as Error).message === 'Query read timeout' || isReadOnly(error)) void this.end()
  }
}
