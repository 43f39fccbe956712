// Who is there, and what they are doing right now: told, and never stored.
import { Module } from '@nestjs/common'
import { BusModule } from '../bus/bus.module.js'
import { RoomFeedModule } from '../room-feed/room-feed.module.js'
import { ConnectedPeople } from './connected-people.js'
import { Gossip } from './gossip.js'
import { LastSeen } from './last-seen.js'
import { PresenceService } from './presence.service.js'
import { TypingService } from './typing.service.js'
import { Typists } from './typists.js'
import { Visibility } from './visibility.js'

@Module({
  imports: [BusModule, RoomFeedModule],
  providers: [ConnectedPeople, Gossip, LastSeen, PresenceService, TypingService, Typists, Visibility],
  exports: [ConnectedPeople, Gossip, PresenceService, TypingService],
})
export class PresenceModule {}
