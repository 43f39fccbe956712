// Where a subscription delivers to: entries that nobody may lose, notices that anybody may, and its end.
import type { ChatError, CloseCode } from '../common/errors.js'
import type { MessageView } from '../room-log/message.view.js'

/** What is told beside the log, as it is on the wire: without a `seq`, worth something only now. */
export interface Notice {
  type: string
  /** The name of the room, if it is about one. */
  chatroom?: string
  seq?: never
  [field: string]: unknown
}

/** What to tell the user with this id, or nothing. The same object for all who are told the same: it is encoded once. */
export type NoticeFor = (userId: string) => Notice | undefined

export interface Sink {
  /**
   * Writes entries in their order. The same array goes to every sink that gets the same entries, so that it can be encoded
   * once. `flushed` is called when they have left the process, or never if the connection closes.
   */
  write(messages: readonly MessageView[], flushed?: () => void): void
  /** Tells of what may be lost, after the entries that were written before it. The same object goes to every sink. */
  notify(event: Notice): void
  /**
   * The subscription is over: nothing is written any more. Whether a connection closes with it is up to whoever owns the sink;
   * `error` is for what the client has to do something about before it comes back.
   */
  end(code: CloseCode, detail: string, error?: ChatError): void
}
