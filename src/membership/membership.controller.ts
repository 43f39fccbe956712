// The HTTP door through which people enter and leave.
import { Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger'
import type { Response } from 'express'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { ActingScope } from '../auth/server-keys.js'
import { CHATROOM_NAME_PARAM, ChatroomNamePipe } from '../common/chatroom-name.pipe.js'
import { ApiProblems } from '../common/problem.view.js'
import { CONFIG, type Config } from '../config/config.js'
import { memberView, MemberView, RequestedView } from './member.view.js'

import { MembershipService } from './membership.service.js'

@ApiTags('4. Membership')
@ActingScope('chatrooms')
@ApiBearerAuth()
@Controller()
export class MembershipController {
  constructor(
    private readonly membership: MembershipService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'base'>,
  ) {}

  @Post('enter-chatroom/:chatroom_name')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Enter a chatroom',
    description:
      'Makes you a member and writes `joined` into the log. Entering twice is the same as once. However many enter at once, no room ever holds more than its `max_members`. Where the setting `join` is `approval`, it asks owner and admins to let you in: 202, and once they do, you are told so by your inbox.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiOkResponse({ type: MemberView })
  @ApiResponse({ status: 202, type: RequestedView, description: 'You have asked to be let in' })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'chatroom_not_found',
    'forbidden',
    'banned',
    'chatroom_full',
  )
  async enter(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MemberView | RequestedView> {
    const admission = await this.membership.enter(actor, name)
    if (admission.status === 'member') return memberView(actor, admission, this.config.base)
    response.status(202)
    return { status: 'requested' }
  }

  @Post('leave-chatroom/:chatroom_name')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Leave a chatroom',
    description:
      'Writes `left` into the log and closes your live connections to the room with 4403. If the owner leaves, the longest-standing admin, else member, becomes owner; an empty public room stays, and its next entrant owns it; an empty private room is deleted.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiNoContentResponse({ description: 'You have left.' })
  @ApiProblems('validation_failed', 'unauthenticated', 'chatroom_not_found', 'not_a_member', 'forbidden')
  leave(@CurrentActor() actor: Actor, @Param('chatroom_name', ChatroomNamePipe) name: string): Promise<void> {
    return this.membership.leave(actor, name)
  }
}
