// The HTTP door of membership.
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { CHATROOM_NAME_PARAM, ChatroomNamePipe } from '../common/chatroom-name.pipe.js'
import { PageQuery } from '../common/paging.js'
import { ApiProblems } from '../common/problem.view.js'
import { MemberPage, MemberView } from './member.view.js'
import { MembershipService } from './membership.service.js'

@ApiTags('3. Membership')
@ApiBearerAuth()
@Controller()
export class MembershipController {
  constructor(private readonly membership: MembershipService) {}

  @Post('enter-chatroom/:chatroom_name')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Enter a chatroom',
    description:
      'Makes you a member and writes `joined` into the log. Entering twice is the same as once. However many enter at once, no room ever holds more than its `max_members`.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiOkResponse({ type: MemberView })
  @ApiProblems('validation_failed', 'unauthenticated', 'chatroom_not_found', 'chatroom_full')
  enter(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
  ): Promise<MemberView> {
    return this.membership.enter(actor, name)
  }

  @Post('leave-chatroom/:chatroom_name')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Leave a chatroom',
    description:
      'Writes `left` into the log and closes your live connections to the room with 4403. If the owner leaves, the longest-standing admin, else member, becomes owner; an empty room stays, and its next entrant owns it.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiNoContentResponse({ description: 'You have left.' })
  @ApiProblems('validation_failed', 'unauthenticated', 'chatroom_not_found', 'not_a_member')
  leave(@CurrentActor() actor: Actor, @Param('chatroom_name', ChatroomNamePipe) name: string): Promise<void> {
    return this.membership.leave(actor, name)
  }

  @Get('chatroom/:chatroom_name/members')
  @ApiOperation({ summary: 'List the members', description: 'For members; in the order in which they came.' })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiOkResponse({ type: MemberPage })
  @ApiProblems('validation_failed', 'unauthenticated', 'chatroom_not_found', 'not_a_member')
  list(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Query() page: PageQuery,
  ): Promise<MemberPage> {
    return this.membership.list(actor, name, page)
  }
}
