// How far my messages have come with the others in the open room: what stands behind their ticks.
import type { Reached } from 'whatsapp-api-client'
import type { Message } from '../shared/wire'
import type { Observed } from './observed'

export type Reach = 'sent' | 'delivered' | 'read'

export class Ticks {
  constructor(private readonly reached: Observed<Reached | undefined>) {}

  /** The last `seq` that all others have, and have read; undefined where that is not known, or there are none. */
  get known(): Reached | undefined {
    return this.reached.value
  }

  /** How far a message of mine has come with all of them. */
  of({ seq }: Pick<Message, 'seq'>): Reach {
    const { delivered = 0, read = 0 } = this.known ?? {}
    if (seq > delivered) return 'sent'
    return seq > read ? 'delivered' : 'read'
  }
}
