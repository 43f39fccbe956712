// The HTTP door of chatrooms.
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { CHATROOM_NAME_PARAM, ChatroomNamePipe } from '../common/chatroom-name.pipe.js'
import { ApiProblems } from '../common/problem.view.js'
import { CreateChatroomDto, ListChatroomsQuery, UpdateChatroomDto } from './chatroom.dto.js'
import { ChatroomPage, ChatroomView } from './chatroom.view.js'
import { ChatroomsService } from './chatrooms.service.js'

@ApiTags('2. Chatrooms')
@ApiBearerAuth()
@Controller()
export class ChatroomsController {
  constructor(private readonly chatrooms: ChatroomsService) {}

  @Post('chatroom/create')
  @ApiOperation({
    summary: 'Create a chatroom',
    description: 'You become its first member and its owner; the log starts with your `joined` as `seq` 1.',
  })
  @ApiCreatedResponse({ type: ChatroomView })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'forbidden',
    'chatroom_exists',
    'payload_too_large',
    'unsupported_media_type',
  )
  create(@CurrentActor() actor: Actor, @Body() body: CreateChatroomDto): Promise<ChatroomView> {
    return this.chatrooms.create(actor, body)
  }

  @Get('list-chatroom')
  @ApiOperation({
    summary: 'List chatrooms',
    description:
      'Newest first, a page at a time. A page that had to look through very many names may hold fewer than `limit`, or none, and still have a `next_cursor`.',
  })
  @ApiOkResponse({ type: ChatroomPage })
  @ApiProblems('validation_failed', 'unauthenticated')
  list(@CurrentActor() actor: Actor, @Query() query: ListChatroomsQuery): Promise<ChatroomPage> {
    return this.chatrooms.list(actor, query)
  }

  @Get('chatroom/:chatroom_name')
  @ApiOperation({
    summary: 'Read a chatroom',
    description: 'For everybody who is signed in; `role` says what you are in it.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiOkResponse({ type: ChatroomView })
  @ApiProblems('validation_failed', 'unauthenticated', 'chatroom_not_found')
  read(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
  ): Promise<ChatroomView> {
    return this.chatrooms.read(actor, name)
  }

  @Patch('chatroom/:chatroom_name')
  @ApiOperation({ summary: 'Change a chatroom', description: 'For its owner and admins.' })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiOkResponse({ type: ChatroomView })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'forbidden',
    'chatroom_not_found',
    'chatroom_full',
    'payload_too_large',
    'unsupported_media_type',
  )
  update(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Body() body: UpdateChatroomDto,
  ): Promise<ChatroomView> {
    return this.chatrooms.update(actor, name, body)
  }

  @Delete('chatroom/:chatroom_name')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a chatroom',
    description: 'For its owner. Its log goes with it; live connections close with 4404.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiNoContentResponse({ description: 'The chatroom is gone.' })
  @ApiProblems('validation_failed', 'unauthenticated', 'forbidden', 'chatroom_not_found')
  delete(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
  ): Promise<void> {
    return this.chatrooms.delete(actor, name)
  }
}
