// The HTTP door of the event feed.
import { Controller, Get, Query, Res } from '@nestjs/common'
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import type { Response } from 'express'
import { ForServerKeys } from '../../auth/server-keys.js'
import { ApiProblems } from '../../common/problem.view.js'
import { EventsQuery } from './events.dto.js'
import { EventsService } from './events.service.js'
import { EventPage } from './events.view.js'

@ApiTags('9. For your backend')
@ForServerKeys('events')
@Controller('admin/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Get()
  @ApiOperation({
    summary: 'Read what has happened',
    description:
      'For a server key with the scope `events`. Everything in every room, each room in its order, nothing missed: keep the `cursor` when you have dealt with an answer, and go on from there. With `wait`, an answer without events takes so many seconds. `seq_unknown`: what comes after that is not kept any more (EVENTS_RETENTION), or the database has come back with another history; begin again without `after`.',
  })
  @ApiOkResponse({ type: EventPage })
  @ApiProblems('validation_failed', 'unauthenticated', 'forbidden', 'seq_unknown')
  list(@Query() query: EventsQuery, @Res({ passthrough: true }) response: Response): Promise<EventPage> {
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    return this.events.read(query, gone.signal)
  }
}
