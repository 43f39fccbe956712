// The HTTP door of reports.
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
import { SEQ_PARAM, SEQ_PROBLEMS, SeqPipe } from '../common/seq.js'
import { MODERATION_PROBLEMS } from './moderation.js'
import { CreateReportDto } from './reports.dto.js'
import { ReportsService } from './reports.service.js'
import { ReportPage } from './reports.view.js'

@ApiTags('4. Membership')
@ActingScope('chatrooms')
@ApiBearerAuth()
@ApiParam(CHATROOM_NAME_PARAM)
@Controller('chatroom/:chatroom_name/reports')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Put(':seq')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Report a message',
    description:
      'For members: owner and admins are to look at it. Nobody else sees it, and nobody in the room is told. Again, with another `reason`, changes it.',
  })
  @ApiParam(SEQ_PARAM)
  @ApiNoContentResponse({ description: 'It is reported.' })
  @ApiProblems(...SEQ_PROBLEMS, 'payload_too_large', 'unsupported_media_type')
  report(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('seq', SeqPipe) seq: number,
    @Body() { reason }: CreateReportDto,
  ): Promise<void> {
    return this.reports.report(actor, { name, seq }, reason)
  }

  @Delete(':seq')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Close the reports of a message',
    description: 'For owner and admins, once they have seen to it: all that there are of the message.',
  })
  @ApiParam(SEQ_PARAM)
  @ApiNoContentResponse({ description: 'There is none any more.' })
  @ApiProblems(...MODERATION_PROBLEMS, 'not_found')
  close(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('seq', SeqPipe) seq: number,
  ): Promise<void> {
    return this.reports.close(actor, { name, seq })
  }

  @Get()
  @ApiOperation({
    summary: 'List the reports',
    description:
      'For owner and admins: those that nobody has closed, the latest first, with the messages as they are now.',
  })
  @ApiOkResponse({ type: ReportPage })
  @ApiProblems(...MODERATION_PROBLEMS)
  list(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Query() page: PageQuery,
  ): Promise<ReportPage> {
    return this.reports.list(actor, name, page)
  }
}
