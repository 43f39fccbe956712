// The HTTP door of marks, receipts, and how a member keeps a room.
import { Body, Controller, Get, Param, Patch, Put, Query } from '@nestjs/common'
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { ActingScope } from '../auth/server-keys.js'
import { CHATROOM_NAME_PARAM, ChatroomNamePipe } from '../common/chatroom-name.pipe.js'
import { PageQuery } from '../common/paging.js'
import { ApiProblems } from '../common/problem.view.js'
import { SEQ_PARAM, SEQ_PROBLEMS, SeqPipe } from '../common/seq.js'
import { MoveMarksDto, UpdateMembershipDto } from './marks.dto.js'
import { MarksPage, MarksView, ReceiptsView } from './marks.view.js'
import { MarksService } from './marks.service.js'
import { MembershipView } from './membership.view.js'
import { ReceiptsService } from './receipts.service.js'

@ApiTags('7. Read, delivered, unread')
@ActingScope('messages')
@ApiBearerAuth()
@ApiParam(CHATROOM_NAME_PARAM)
@Controller('chatroom/:chatroom_name')
export class ReceiptsController {
  constructor(
    private readonly marks: MarksService,
    private readonly receipts: ReceiptsService,
  ) {}

  @Put('marks')
  @ApiOperation({
    summary: 'Mark what you have read',
    description:
      'Moves your marks forward; a lower one than the present changes nothing. With `unread_from`, everything from there on is unread again. Answered after the database has committed it. What you say yourself moves both to it.',
  })
  @ApiBody({
    type: MoveMarksDto,
    examples: {
      read: { value: { read: 1 } },
      delivered: { value: { delivered: 1 } },
      unread_from: { value: { unread_from: 1 } },
    },
  })
  @ApiOkResponse({ type: MarksView })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'not_a_member',
    'chatroom_not_found',
    'seq_unknown',
    'payload_too_large',
    'unsupported_media_type',
  )
  mark(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Body() body: MoveMarksDto,
  ): Promise<MarksView> {
    return this.marks.markIn(actor, name, body)
  }

  @Get('marks')
  @ApiOperation({
    summary: 'List how far the members are',
    description: 'In the order in which they came. `read` is absent of who hides it, and if you do.',
  })
  @ApiOkResponse({ type: MarksPage })
  @ApiProblems('validation_failed', 'unauthenticated', 'not_a_member', 'chatroom_not_found')
  list(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Query() page: PageQuery,
  ): Promise<MarksPage> {
    return this.receipts.list(actor, name, page)
  }

  @Get('messages/:seq/receipts')
  @ApiOperation({
    summary: 'See whom a message has reached',
    description:
      'Every member but the sender is in exactly one of the three. Whoever hides what they have read counts as `delivered`. Only in rooms of up to RECEIPTS_MAX_MEMBERS (256) members.',
  })
  @ApiParam(SEQ_PARAM)
  @ApiOkResponse({ type: ReceiptsView })
  @ApiProblems(...SEQ_PROBLEMS, 'forbidden')
  ofMessage(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Param('seq', SeqPipe) seq: number,
  ): Promise<ReceiptsView> {
    return this.receipts.ofMessage(actor, name, seq)
  }

  @Patch('me')
  @ApiOperation({
    summary: 'Mute, archive or favour a chatroom',
    description: 'For yourself: nobody else sees it. `muted_until: null` ends the muting.',
  })
  @ApiOkResponse({ type: MembershipView })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'not_a_member',
    'chatroom_not_found',
    'payload_too_large',
    'unsupported_media_type',
  )
  update(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Body() body: UpdateMembershipDto,
  ): Promise<MembershipView> {
    return this.receipts.update(actor, name, body)
  }
}
