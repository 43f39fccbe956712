// The HTTP door of a room's files.
import { Controller, Get, Param, Query } from '@nestjs/common'
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger'
import { CurrentActor, type Actor } from '../../auth/actor.js'
import { ActingScope } from '../../auth/server-keys.js'
import { CHATROOM_NAME_PARAM, ChatroomNamePipe } from '../../common/chatroom-name.pipe.js'
import { ApiProblems } from '../../common/problem.view.js'
import { MediaQuery, MediaService } from './media.service.js'
import { MessageList } from './message-list.view.js'

@ApiTags('6. Messages')
@ActingScope('messages')
@ApiBearerAuth()
@Controller()
export class MediaController {
  constructor(private readonly media: MediaService) {}

  @Get('chatroom/:chatroom_name/media')
  @ApiOperation({
    summary: 'List what has an attachment',
    description: 'Newest first; with `type` only files of that type.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiOkResponse({ type: MessageList })
  @ApiProblems('validation_failed', 'unauthenticated', 'not_a_member', 'chatroom_not_found')
  list(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Query() query: MediaQuery,
  ): Promise<MessageList> {
    return this.media.list(actor, name, query)
  }
}
