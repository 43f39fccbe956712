// The HTTP door of bans.
import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common'
import {
  ApiBearerAuth,
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
import { USERNAME_PARAM, UsernamePipe } from '../common/username.pipe.js'
import { CreateBanDto } from './bans.dto.js'
import { BansService } from './bans.service.js'
import { BanPage } from './bans.view.js'
import { MODERATION_PROBLEMS } from './moderation.js'

@ApiTags('4. Membership')
@ActingScope('chatrooms')
@ApiBearerAuth()
@ApiParam(CHATROOM_NAME_PARAM)
@Controller('chatroom/:chatroom_name/bans')
export class BansController {
  constructor(private readonly bans: BansService) {}

  @Put(':username')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Ban somebody',
    description:
      'Owner and admins take somebody out of the room, if they are in it, and keep them out: whoever is banned cannot enter, be added, or use an invite. Admins ban members, the owner admins, too. Again, with another `until` or `reason`, changes it.',
  })
  @ApiParam(USERNAME_PARAM)
  @ApiNoContentResponse({ description: 'They are out, and stay so.' })
  @ApiProblems(...MODERATION_PROBLEMS, 'user_not_found', 'payload_too_large', 'unsupported_media_type')
  ban(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('username', UsernamePipe) username: string,
    @Body() body: CreateBanDto,
  ): Promise<void> {
    return this.bans.ban(actor, name, username, body)
  }

  @Delete(':username')
  @HttpCode(204)
  @ApiOperation({
    summary: 'End a ban',
    description:
      'For owner and admins. They can enter again, and are not in the room by it. Twice is the same as once.',
  })
  @ApiParam(USERNAME_PARAM)
  @ApiNoContentResponse({ description: 'They are not banned.' })
  @ApiProblems(...MODERATION_PROBLEMS, 'user_not_found')
  unban(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('username', UsernamePipe) username: string,
  ): Promise<void> {
    return this.bans.unban(actor, name, username)
  }

  @Get()
  @ApiOperation({
    summary: 'List the bans',
    description: 'For owner and admins: those that hold, the latest first.',
  })
  @ApiOkResponse({ type: BanPage })
  @ApiProblems(...MODERATION_PROBLEMS)
  list(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Query() page: PageQuery,
  ): Promise<BanPage> {
    return this.bans.list(actor, name, page)
  }
}
