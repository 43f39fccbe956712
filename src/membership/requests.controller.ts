// The HTTP door of those who ask to be let in.
import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common'
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
import { MODERATION_PROBLEMS } from './moderation.js'
import { RequestsService } from './requests.service.js'
import { JoinRequestPage } from './requests.view.js'

@ApiTags('4. Membership')
@ActingScope('chatrooms')
@ApiBearerAuth()
@ApiParam(CHATROOM_NAME_PARAM)
@Controller('chatroom/:chatroom_name/requests')
export class RequestsController {
  constructor(private readonly requests: RequestsService) {}

  @Get()
  @ApiOperation({
    summary: 'List who asks to come in',
    description:
      'For owner and admins: who has entered while the setting `join` is `approval`, the latest first. Adding them lets them in.',
  })
  @ApiOkResponse({ type: JoinRequestPage })
  @ApiProblems(...MODERATION_PROBLEMS)
  list(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Query() page: PageQuery,
  ): Promise<JoinRequestPage> {
    return this.requests.list(actor, name, page)
  }

  @Delete(':username')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Refuse somebody, or ask no more',
    description:
      'For owner and admins: who is refused is not told, and can ask again; a ban keeps them out. Under your own username, you take back your request.',
  })
  @ApiParam(USERNAME_PARAM)
  @ApiNoContentResponse({ description: 'They do not wait any more.' })
  @ApiProblems(...MODERATION_PROBLEMS, 'user_not_found')
  refuse(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('username', UsernamePipe) username: string,
  ): Promise<void> {
    return this.requests.refuse(actor, name, username)
  }
}
