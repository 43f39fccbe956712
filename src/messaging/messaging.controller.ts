// The HTTP door: send and read.
import { Body, Controller, Get, HttpStatus, Param, Post, Query, Res } from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger'
import type { Response } from 'express'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { ActingScope } from '../auth/server-keys.js'
import { CHATROOM_NAME_PARAM, ChatroomNamePipe } from '../common/chatroom-name.pipe.js'
import { ApiProblems } from '../common/problem.view.js'
import { UPLOAD_EXAMPLE } from '../room-log/attachment.view.js'
import { MESSAGE, type MessageView } from '../room-log/message.view.js'
import { HistoryQuery, MessagePage, TimelineQuery } from './history.dto.js'
import { HistoryService } from './history.service.js'
import { KINDS } from './kinds/index.js'
import { DRAFT } from './kinds/parse.js'
import { MessagingService } from './messaging.service.js'

/** Those of all kinds; and one that takes an upload of one's own, which no example elsewhere can know. */
const EXAMPLES = Object.assign({}, ...KINDS.map(({ examples }) => examples), {
  upload: {
    summary: 'attachment that was uploaded',
    value: { type: 'attachment', attachment: { id: UPLOAD_EXAMPLE }, message: 'an optional caption' },
  },
})

@ApiTags('6. Messages')
@ActingScope('messages')
@ApiBearerAuth()
@Controller()
export class MessagingController {
  constructor(
    private readonly messaging: MessagingService,
    private readonly reading: HistoryService,
  ) {}

  @Post('send-message/:chatroom_name')
  @ApiOperation({
    summary: 'Send a message',
    description:
      'The same body, checks, stored message and answer as through the two socket doors at this address. Answered after the database has committed it.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiBody({ schema: DRAFT, examples: EXAMPLES })
  @ApiCreatedResponse({ schema: MESSAGE, description: 'Stored, and on its way to everybody in the room.' })
  @ApiOkResponse({
    schema: MESSAGE,
    description: 'A retry: this is the first message; nothing was stored now.',
  })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'not_a_member',
    'forbidden',
    'chatroom_not_found',
    'message_not_found',
    'attachment_not_found',
    'client_id_reused',
    'seq_unknown',
    'conflict',
    'too_late',
    'payload_too_large',
    'unsupported_media_type',
  )
  async send(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Body() body: object,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MessageView> {
    const { message, duplicate } = await this.messaging.sendTo(actor, name, body)
    response.status(duplicate ? HttpStatus.OK : HttpStatus.CREATED)
    return message
  }

  @Get('chatroom/:chatroom_name/messages')
  @ApiOperation({
    summary: 'Read the history',
    description:
      'Ascending by `seq`. With `after_seq` the messages that follow it, with `before_seq` those just before it, with neither the newest.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiOkResponse({ type: MessagePage })
  @ApiProblems('validation_failed', 'unauthenticated', 'not_a_member', 'chatroom_not_found', 'seq_unknown')
  history(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Query() query: HistoryQuery,
  ): Promise<MessagePage> {
    return this.reading.history(actor, name, query)
  }

  @Get('chatroom/:chatroom_name/timeline')
  @ApiOperation({
    summary: 'Read the timeline',
    description:
      'As a person reads the room: what was said, and events, without the changes, ascending by `seq`. `before_seq`, `after_seq` and the newest as in the history; with `around_seq` that entry is in the middle.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiOkResponse({ type: MessagePage })
  @ApiProblems('validation_failed', 'unauthenticated', 'not_a_member', 'chatroom_not_found', 'seq_unknown')
  timeline(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Query() query: TimelineQuery,
  ): Promise<MessagePage> {
    return this.reading.timeline(actor, name, query)
  }
}
