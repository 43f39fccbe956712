// The HTTP door of the moderation queue.
import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common'
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger'
import { CurrentKey } from '../../auth/actor.js'
import { ForServerKeys, type KeyHolder } from '../../auth/server-keys.js'
import { CHATROOM_NAME_PARAM, ChatroomNamePipe } from '../../common/chatroom-name.pipe.js'
import { PageQuery } from '../../common/paging.js'
import { ApiProblems } from '../../common/problem.view.js'
import { SEQ_PARAM, SeqPipe } from '../../common/seq.js'
import { AdminReportsService } from './admin-reports.service.js'
import { AdminReportPage } from './admin-reports.view.js'

@ApiTags('9. For your backend')
@ForServerKeys('moderation')
@Controller('admin/reports')
export class AdminReportsController {
  constructor(private readonly reports: AdminReportsService) {}

  @Get()
  @ApiOperation({
    summary: 'The moderation queue',
    description:
      'What members have reported and nobody has closed, of all chatrooms and direct chats, the latest first, with the messages as they are now.',
  })
  @ApiOkResponse({ type: AdminReportPage })
  @ApiProblems('validation_failed', 'unauthenticated', 'forbidden')
  list(@CurrentKey() holder: KeyHolder, @Query() page: PageQuery): Promise<AdminReportPage> {
    return this.reports.list(holder, page)
  }

  @Delete(':chatroom_name/:seq')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Close the reports of any message',
    description: 'Once you have seen to it: all that there are of the message. Nothing else happens to it.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiParam(SEQ_PARAM)
  @ApiNoContentResponse({ description: 'There is none any more.' })
  @ApiProblems('validation_failed', 'unauthenticated', 'forbidden', 'not_found')
  close(
    @CurrentKey() holder: KeyHolder,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('seq', SeqPipe) seq: number,
  ): Promise<void> {
    return this.reports.close(holder, name, seq)
  }
}
