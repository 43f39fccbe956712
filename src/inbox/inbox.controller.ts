// The HTTP door of the inbox.
import { Controller, Get, Query } from '@nestjs/common'
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { ActingScope } from '../auth/server-keys.js'
import { ApiProblems } from '../common/problem.view.js'
import { InboxPage, InboxQuery } from './inbox.dto.js'
import { InboxService } from './inbox.service.js'

@ApiTags('3. Chatrooms')
@ActingScope('messages')
@ApiBearerAuth()
@Controller()
export class InboxController {
  constructor(private readonly inbox: InboxService) {}

  @Get('inbox')
  @ApiOperation({
    summary: 'List your chatrooms by activity',
    description:
      'What a chat app opens with: the latest activity first, each room with what was said last and what is left to read. What moves up while you read on is in the first page again.',
  })
  @ApiOkResponse({ type: InboxPage })
  @ApiProblems('validation_failed', 'unauthenticated')
  list(@CurrentActor() actor: Actor, @Query() query: InboxQuery): Promise<InboxPage> {
    return this.inbox.list(actor, query)
  }
}
