// The HTTP door of stars.
import { Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger'
import { CurrentActor, type Actor } from '../../auth/actor.js'
import { ActingScope } from '../../auth/server-keys.js'
import { CHATROOM_NAME_PARAM, ChatroomNamePipe } from '../../common/chatroom-name.pipe.js'
import { PageQuery } from '../../common/paging.js'
import { ApiProblems } from '../../common/problem.view.js'
import { SEQ_PARAM, SEQ_PROBLEMS, SeqPipe } from '../../common/seq.js'
import { MessageList } from './message-list.view.js'
import { StarsService } from './stars.service.js'

@ApiTags('6. Messages')
@ActingScope('messages')
@ApiBearerAuth()
@Controller()
export class StarsController {
  constructor(private readonly stars: StarsService) {}

  @Put('chatroom/:chatroom_name/messages/:seq/star')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Star a message',
    description:
      'For yourself: nobody else sees it. Twice is the same as once; it stays where it was in your list.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiParam(SEQ_PARAM)
  @ApiNoContentResponse({ description: 'The message has your star.' })
  @ApiProblems(...SEQ_PROBLEMS)
  star(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('seq', SeqPipe) seq: number,
  ): Promise<void> {
    return this.stars.star(actor, { name, seq })
  }

  @Delete('chatroom/:chatroom_name/messages/:seq/star')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take your star from a message', description: 'Twice is the same as once.' })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiParam(SEQ_PARAM)
  @ApiNoContentResponse({ description: 'The message has no star of yours.' })
  @ApiProblems(...SEQ_PROBLEMS)
  unstar(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('seq', SeqPipe) seq: number,
  ): Promise<void> {
    return this.stars.unstar(actor, { name, seq })
  }

  @Get('starred')
  @ApiOperation({
    summary: 'List the messages that you have starred',
    description:
      'The latest star first, over all rooms that you are in now. A page that had to look through very many stars of rooms that you have left may hold fewer than `limit`, or none, and still have a `next_cursor`.',
  })
  @ApiOkResponse({ type: MessageList })
  @ApiProblems('validation_failed', 'unauthenticated')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<MessageList> {
    return this.stars.list(actor, page)
  }
}
