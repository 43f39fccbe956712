// Who is in which room, as what, and who lets them in or keeps them out.
import { Module } from '@nestjs/common'
import { AttachmentsModule } from '../attachments/attachments.module.js'
import { BusModule } from '../bus/bus.module.js'
import { PeopleModule } from '../people/people.module.js'
import { PresenceModule } from '../presence/presence.module.js'
import { RoomFeedModule } from '../room-feed/room-feed.module.js'
import { RoomLogModule } from '../room-log/room-log.module.js'
import { BansController } from './bans.controller.js'
import { BansService } from './bans.service.js'
import { InvitationsController } from './invitations.controller.js'
import { InvitesController } from './invites.controller.js'
import { InvitesService } from './invites.service.js'
import { MembersController } from './members.controller.js'
import { MembersService } from './members.service.js'
import { MembershipController } from './membership.controller.js'
import { MembershipService } from './membership.service.js'
import { ReportsController } from './reports.controller.js'
import { ReportsService } from './reports.service.js'
import { RequestNotices } from './request-notices.js'
import { RequestsController } from './requests.controller.js'
import { RequestsService } from './requests.service.js'

@Module({
  imports: [AttachmentsModule, BusModule, PeopleModule, PresenceModule, RoomFeedModule, RoomLogModule],
  controllers: [
    MembershipController,
    MembersController,
    RequestsController,
    InvitesController,
    InvitationsController,
    BansController,
    ReportsController,
  ],
  providers: [
    MembershipService,
    MembersService,
    RequestNotices,
    RequestsService,
    InvitesService,
    BansService,
    ReportsService,
  ],
  exports: [MembershipService, RequestNotices],
})
export class MembershipModule {}
