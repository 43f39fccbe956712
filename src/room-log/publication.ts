// What was committed, on its way to whoever listens: looked up where it refers to something, in the order of the commits.
import type { PersonView } from '../auth/user.view.js'
import { toChatError } from '../common/errors.js'
import { isComplete, plainView } from './completion.js'
import type { RoomRef } from './draft.js'
import type { MessageView } from './message.view.js'
import type { Stored } from './stored.js'

/** What a publication needs of the log. */
interface Log {
  /** What everybody sees of these entries. @param people some of those who are mentioned, as far as they are known */
  complete(entries: readonly Stored[], people: readonly PersonView[]): Promise<MessageView[]>
  publish(room: RoomRef, messages: MessageView[]): void
  /** Whoever listens to these rooms is to read them from the log. */
  doubt(rooms: readonly RoomRef[]): void
}

export class Publication {
  private lookingUp: Promise<void> | undefined

  constructor(private readonly log: Log) {}

  /**
   * Hands on what was committed together. Resolves when no earlier batch is being looked up any more; this one may still be: the next
   * is written meanwhile, and no acknowledgement waits.
   * @returns what everybody sees of the entries of which nothing has to be looked up
   */
  async add(entries: readonly Stored[], people: readonly PersonView[]): Promise<(MessageView | undefined)[]> {
    await this.lookingUp
    if (entries.every(isComplete)) {
      const views = entries.map(plainView)
      this.publish(entries, views)
      return views
    }
    this.lookingUp = this.lookUp(entries, people).finally(() => (this.lookingUp = undefined))
    return entries.map((entry) => (isComplete(entry) ? plainView(entry) : undefined))
  }

  /** Resolves when everything has been handed on. */
  async close(): Promise<void> {
    await this.lookingUp
  }

  /** All of it is committed, whatever happens now. Never rejects. */
  private async lookUp(entries: readonly Stored[], people: readonly PersonView[]): Promise<void> {
    try {
      this.publish(entries, await this.log.complete(entries, people))
    } catch (error) {
      toChatError(error, 'after an append')
      this.log.doubt(entries.map(({ room }) => room))
    }
  }

  private publish(entries: readonly Stored[], views: readonly MessageView[]): void {
    const byRoom = new Map<number, { room: RoomRef; messages: MessageView[] }>()
    entries.forEach(({ room }, index) => {
      const committed = byRoom.get(room.id)
      if (committed) committed.messages.push(views[index]!)
      else byRoom.set(room.id, { room, messages: [views[index]!] })
    })
    for (const { room, messages } of byRoom.values()) this.log.publish(room, messages)
  }
}
