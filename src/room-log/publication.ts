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

/** What everybody sees of an entry, at once or when that has been looked up; nothing where it could not be. Never rejects. */
export type Seen = MessageView | Promise<MessageView | undefined>

export class Publication {
  private lookingUp: Promise<unknown> | undefined

  constructor(private readonly log: Log) {}

  /**
   * Hands on what was committed together. Resolves when no earlier batch is being looked up any more; this one may still be: the next
   * is written meanwhile, and no acknowledgement waits for it.
   * @returns what everybody sees of each
   */
  async add(entries: readonly Stored[], people: readonly PersonView[]): Promise<Seen[]> {
    await this.lookingUp
    if (entries.every(isComplete)) {
      const views = entries.map(plainView)
      this.publish(entries, views)
      return views
    }
    const looking = this.lookUp(entries, people)
    this.lookingUp = looking
    // What it has found is nobody's any more then.
    void looking.then(() => {
      if (this.lookingUp === looking) this.lookingUp = undefined
    })
    return entries.map((_, index) => looking.then((views) => views?.[index]))
  }

  /** Resolves when everything has been handed on. */
  async close(): Promise<void> {
    await this.lookingUp
  }

  /** All of it is committed, whatever happens now. Never rejects. */
  private async lookUp(
    entries: readonly Stored[],
    people: readonly PersonView[],
  ): Promise<MessageView[] | undefined> {
    try {
      const views = await this.log.complete(entries, people)
      this.publish(entries, views)
      return views
    } catch (error) {
      toChatError(error, 'after an append')
      this.log.doubt(entries.map(({ room }) => room))
      return undefined
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
