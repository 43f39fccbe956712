// The HTTP door of a room's members.
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Put, Query, Res } from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger'
import type { Response } from 'express'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { ActingScope } from '../auth/server-keys.js'
import { CHATROOM_NAME_PARAM, ChatroomNamePipe } from '../common/chatroom-name.pipe.js'
import { ApiProblems } from '../common/problem.view.js'
import { USERNAME_PARAM, UsernamePipe } from '../common/username.pipe.js'
import { MemberPage, MemberView } from './member.view.js'
import { ChangeMemberDto, ListMembersQuery } from './members.dto.js'
import { MembersService } from './members.service.js'
import { MODERATION_PROBLEMS } from './moderation.js'

@ApiTags('4. Membership')
@ActingScope('chatrooms')
@ApiBearerAuth()
@ApiParam(CHATROOM_NAME_PARAM)
@Controller('chatroom/:chatroom_name/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get()
  @ApiOperation({
    summary: 'List the members',
    description:
      'For members; in the order in which they came. With `q`, those whose username, or any word of their display name, begins so; a page that had to look through very many may then hold fewer than `limit`, or none, and still have a `next_cursor`.',
  })
  @ApiOkResponse({ type: MemberPage })
  @ApiProblems('validation_failed', 'unauthenticated', 'chatroom_not_found', 'not_a_member')
  list(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Query() query: ListMembersQuery,
  ): Promise<MemberPage> {
    return this.members.list(actor, name, query)
  }

  @Put(':username')
  @ApiOperation({
    summary: 'Add somebody',
    description:
      'For whom the setting `who_can_invite` allows it. Also lets in somebody who has asked to be. Their inboxes are told at once. Not somebody who has blocked you.',
  })
  @ApiParam(USERNAME_PARAM)
  @ApiCreatedResponse({ type: MemberView, description: 'They are a member now' })
  @ApiOkResponse({ type: MemberView, description: 'They were one already' })
  @ApiProblems(...MODERATION_PROBLEMS, 'not_a_member', 'user_not_found', 'banned', 'chatroom_full')
  async add(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('username', UsernamePipe) username: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MemberView> {
    const { member, isNew } = await this.members.add(actor, name, username)
    response.status(isNew ? 201 : 200)
    return member
  }

  @Patch(':username')
  @ApiOperation({
    summary: 'Change a member’s role, or silence them',
    description:
      'The owner makes admins and members, and hands the room over (`role: "owner"`: you are an admin then). Owner and admins silence members: until then they can say nothing through any door. Each is an entry of the log: `role`, `muted`, `unmuted`.',
  })
  @ApiParam(USERNAME_PARAM)
  @ApiOkResponse({ type: MemberView })
  @ApiProblems(...MODERATION_PROBLEMS, 'user_not_found', 'payload_too_large', 'unsupported_media_type')
  change(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('username', UsernamePipe) username: string,
    @Body() body: ChangeMemberDto,
  ): Promise<MemberView> {
    return this.members.change(actor, name, username, body)
  }

  @Delete(':username')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Remove a member',
    description:
      'Admins remove members, the owner admins, too. `removed` is in the log, their live connections to the room close with 4403, and the invites that they have made let nobody in any more. They can enter again: a ban keeps them out.',
  })
  @ApiParam(USERNAME_PARAM)
  @ApiNoContentResponse({ description: 'They are no member any more.' })
  @ApiProblems(...MODERATION_PROBLEMS, 'user_not_found')
  remove(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('username', UsernamePipe) username: string,
  ): Promise<void> {
    return this.members.remove(actor, name, username)
  }
}
