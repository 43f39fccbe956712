// The HTTP door to what became of a message.
import { Controller, Get, Query } from '@nestjs/common'
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import { CurrentKey } from '../../auth/actor.js'
import { ForServerKeys, type KeyHolder } from '../../auth/server-keys.js'
import { ApiProblems } from '../../common/problem.view.js'
import { TraceQuery } from './trace.dto.js'
import { TraceService } from './trace.service.js'
import { TraceView } from './trace.view.js'

@ApiTags('9. For your backend')
@ForServerKeys('messages')
@Controller('admin/trace')
export class TraceController {
  constructor(private readonly trace: TraceService) {}

  @Get()
  @ApiOperation({
    summary: 'Why somebody did, or did not, get a message',
    description:
      'How far it came on its way: stored, announced to the nodes, handed to connections of theirs, acknowledged by their marks, pushed; and whether they were a member and had muted the room. Nodes remember the last TRACE_DELIVERIES flushes and recipients: what is older is null. Of what was said, nothing is shown.',
  })
  @ApiOkResponse({ type: TraceView })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'forbidden',
    'chatroom_not_found',
    'message_not_found',
    'user_not_found',
  )
  read(@CurrentKey() holder: KeyHolder, @Query() query: TraceQuery): Promise<TraceView> {
    return this.trace.read(holder, query)
  }
}
