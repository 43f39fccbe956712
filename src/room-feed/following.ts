// Whether what was read of a log goes on where somebody is; and where it goes on, if its beginning was taken away meanwhile.
import type { RoomRef } from '../room-log/draft.js'
import type { MessageView } from '../room-log/message.view.js'

/** Where a room's log begins, if it is there. */
export type Beginning = (room: RoomRef) => Promise<number | undefined>

/** A log has a hole, or is not there any more. */
export class LogEndsEarly extends Error {
  constructor(readonly roomId: number) {
    super('The log has a hole, or ends too early')
  }
}

/** Whether these messages are the ones right after `seq`, without a hole: numbers that rise only need to be counted. */
export const follows = (messages: readonly MessageView[], seq: number): boolean =>
  messages[0]?.seq === seq + 1 && messages.at(-1)!.seq === seq + messages.length

/**
 * The position from which a log goes on of which somebody has less than there is any more.
 * @throws LogEndsEarly where that is not why nothing follows
 */
export async function beginningAfter(
  position: number,
  room: RoomRef,
  beginning: Beginning | undefined,
): Promise<number> {
  const first = await beginning?.(room)
  if (first === undefined || first <= position + 1) throw new LogEndsEarly(room.id)
  return first - 1
}
