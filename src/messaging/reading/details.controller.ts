// The HTTP door of what belongs to one message.
import { Controller, Get, Param, Query } from '@nestjs/common'
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger'
import { CurrentActor, type Actor } from '../../auth/actor.js'
import { ActingScope } from '../../auth/server-keys.js'
import { CHATROOM_NAME_PARAM, ChatroomNamePipe } from '../../common/chatroom-name.pipe.js'
import { PageQuery } from '../../common/paging.js'
import { ApiProblems } from '../../common/problem.view.js'
import { SEQ_PARAM, SEQ_PROBLEMS, SeqPipe } from '../../common/seq.js'
import { MESSAGE, type MessageView } from '../../room-log/message.view.js'
import { DetailsService } from './details.service.js'
import { ReactionPage, VersionPage, VotePage } from './details.view.js'

@ApiTags('6. Messages')
@ActingScope('messages')
@ApiBearerAuth()
@ApiParam(CHATROOM_NAME_PARAM)
@ApiParam(SEQ_PARAM)
@Controller('chatroom/:chatroom_name/messages/:seq')
export class DetailsController {
  constructor(private readonly details: DetailsService) {}

  @Get()
  @ApiOperation({ summary: 'Read one message', description: 'Any entry of the log, as it is now.' })
  @ApiOkResponse({ schema: MESSAGE })
  @ApiProblems(...SEQ_PROBLEMS)
  message(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('seq', SeqPipe) seq: number,
  ): Promise<MessageView> {
    return this.details.message(actor, { name, seq })
  }

  @Get('reactions')
  @ApiOperation({
    summary: 'List the reactions to a message',
    description: 'Everybody’s, with times, who reacted first first. The message itself has them counted.',
  })
  @ApiOkResponse({ type: ReactionPage })
  @ApiProblems(...SEQ_PROBLEMS)
  reactions(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('seq', SeqPipe) seq: number,
    @Query() page: PageQuery,
  ): Promise<ReactionPage> {
    return this.details.reactions(actor, { name, seq }, page)
  }

  @Get('votes')
  @ApiOperation({
    summary: 'List the votes in a poll',
    description: 'Everybody’s, with times, who voted first first. The poll itself has them counted.',
  })
  @ApiOkResponse({ type: VotePage })
  @ApiProblems(...SEQ_PROBLEMS)
  votes(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('seq', SeqPipe) seq: number,
    @Query() page: PageQuery,
  ): Promise<VotePage> {
    return this.details.votes(actor, { name, seq }, page)
  }

  @Get('versions')
  @ApiOperation({
    summary: 'List the earlier wordings of a message',
    description:
      'For its author, and for the owner and admins. The first wording first; none once it is deleted.',
  })
  @ApiOkResponse({ type: VersionPage })
  @ApiProblems(...SEQ_PROBLEMS, 'forbidden')
  versions(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('seq', SeqPipe) seq: number,
    @Query() page: PageQuery,
  ): Promise<VersionPage> {
    return this.details.versions(actor, { name, seq }, page)
  }
}
