// The HTTP door of a room's invites, for those who make them.
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { ActingScope } from '../auth/server-keys.js'
import { CHATROOM_NAME_PARAM, ChatroomNamePipe } from '../common/chatroom-name.pipe.js'
import { PageQuery } from '../common/paging.js'
import { ApiProblems } from '../common/problem.view.js'
import { CreateInviteDto } from './invites.dto.js'
import { InvitesService } from './invites.service.js'
import { CODE_PARAM, InvitePage, InviteView } from './invites.view.js'
import { MODERATION_PROBLEMS } from './moderation.js'

@ApiTags('4. Membership')
@ActingScope('chatrooms')
@ApiBearerAuth()
@ApiParam(CHATROOM_NAME_PARAM)
@Controller('chatroom/:chatroom_name/invites')
export class InvitesController {
  constructor(private readonly invites: InvitesService) {}

  @Post()
  @ApiOperation({
    summary: 'Make an invite',
    description:
      'For whom the setting `who_can_invite` allows it. Whoever has its `code` can come in, past `join: "approval"`, not past a ban; `url` opens it in this server’s page. However many come at once, it never lets in more than `max_uses`.',
  })
  @ApiCreatedResponse({ type: InviteView })
  @ApiProblems(...MODERATION_PROBLEMS, 'not_a_member', 'payload_too_large', 'unsupported_media_type')
  create(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Body() body: CreateInviteDto,
  ): Promise<InviteView> {
    return this.invites.create(actor, name, body)
  }

  @Get()
  @ApiOperation({
    summary: 'List the invites',
    description:
      'Those that let somebody in, the latest first: all, for owner and admins; their own, for members.',
  })
  @ApiOkResponse({ type: InvitePage })
  @ApiProblems(...MODERATION_PROBLEMS, 'not_a_member')
  list(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Query() page: PageQuery,
  ): Promise<InvitePage> {
    return this.invites.list(actor, name, page)
  }

  @Delete(':code')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke an invite',
    description:
      'For who has made it, and for owner and admins. It lets nobody in any more; who is in, stays.',
  })
  @ApiParam(CODE_PARAM)
  @ApiNoContentResponse({ description: 'It lets nobody in any more.' })
  @ApiProblems(...MODERATION_PROBLEMS, 'not_a_member', 'invite_not_found')
  revoke(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('code') code: string,
  ): Promise<void> {
    return this.invites.revoke(actor, name, code)
  }
}
