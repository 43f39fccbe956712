// What becomes of members, as entries of the room's log.
import { ApiProperty } from '@nestjs/swagger'
import { EntryView } from '../room-log/message.view.js'

/** The sender has entered the room. */
export class JoinedMessage extends EntryView {
  @ApiProperty({ enum: ['joined'] })
  type: 'joined'
}

/** The sender has left the room. */
export class LeftMessage extends EntryView {
  @ApiProperty({ enum: ['left'] })
  type: 'left'
}

/** Every event, in the order of the documents. */
export const EVENTS = [
  { type: 'joined', view: JoinedMessage },
  { type: 'left', view: LeftMessage },
]
