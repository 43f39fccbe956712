// What becomes of members, as entries of the room's log.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { PersonView } from '../auth/user.view.js'
import { EntryView } from '../room-log/message.view.js'

abstract class EventView extends EntryView {
  /** Whom it is about, where that is not the sender. */
  @ApiPropertyOptional({ type: PersonView })
  user?: PersonView
}

/** The sender has entered the room. */
export class JoinedMessage extends EventView {
  @ApiProperty({ enum: ['joined'] })
  type: 'joined'
}

/** The sender has left the room. */
export class LeftMessage extends EventView {
  @ApiProperty({ enum: ['left'] })
  type: 'left'
}

/** Every event, in the order of the documents. */
export const EVENTS = [
  { type: 'joined', view: JoinedMessage },
  { type: 'left', view: LeftMessage },
]
