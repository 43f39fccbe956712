// The HTTP door of chatrooms.
import {
  Body,
  Controller,
  Delete,
  Get,
  Head,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger'
import type { Request, Response } from 'express'
import { sendFile } from '../attachments/download.js'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { ActingScope } from '../auth/server-keys.js'
import { CHATROOM_NAME_PARAM, ChatroomNamePipe } from '../common/chatroom-name.pipe.js'
import { ApiProblems, ApiProblemStatuses } from '../common/problem.view.js'
import { UPLOAD_EXAMPLE } from '../room-log/attachment.view.js'
import { CreateChatroomDto, ListChatroomsQuery, UpdateChatroomDto } from './chatroom.dto.js'
import { ChatroomPage, ChatroomView } from './chatroom.view.js'
import { ChatroomsService } from './chatrooms.service.js'

const PICTURE = {
  headers: { ETag: { description: 'The SHA-256 of the picture', schema: { type: 'string' as const } } },
  content: { 'image/webp': { schema: { type: 'string' as const, format: 'binary' } } },
}
const SAME = { status: 304, description: 'The copy named by If-None-Match is the picture' }

@ApiTags('3. Chatrooms')
@ActingScope('chatrooms')
@ApiBearerAuth()
@Controller()
export class ChatroomsController {
  constructor(private readonly chatrooms: ChatroomsService) {}

  @Post('chatroom/create')
  @ApiOperation({
    summary: 'Create a chatroom',
    description:
      'You become its first member and its owner; the log starts with your `joined` as `seq` 1. Names that begin with `direct.` are those of direct chats.',
  })
  @ApiBody({
    type: CreateChatroomDto,
    examples: {
      public: {
        value: { name: 'whatsapp_chatroom2', max_members: 50, description: 'Where the team has lunch' },
      },
      private: {
        value: {
          name: 'surprise',
          max_members: 20,
          visibility: 'private',
          settings: { who_can_invite: 'admins', history: 'since_joined' },
          metadata: { color: 'green' },
        },
      },
    },
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
      'Public rooms and your own, newest first, a page at a time. A page that had to look through very many names may hold fewer than `limit`, or none, and still have a `next_cursor`.',
  })
  @ApiOkResponse({ type: ChatroomPage })
  @ApiProblems('validation_failed', 'unauthenticated')
  list(@CurrentActor() actor: Actor, @Query() query: ListChatroomsQuery): Promise<ChatroomPage> {
    return this.chatrooms.list(actor, query)
  }

  @Get('chatroom/:chatroom_name')
  @ApiOperation({
    summary: 'Read a chatroom',
    description:
      'A public room, for everybody who is signed in; a private one and a direct chat, for their members: for others there is none. `role` says what you are in it.',
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
  @ApiOperation({
    summary: 'Change a chatroom',
    description:
      'For its owner and admins. What you leave out stays as it is; what is different then is an entry of the log, `room`, with all `changes`. If nothing is, there is none.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiBody({
    type: UpdateChatroomDto,
    examples: {
      description: { value: { description: 'Where the team has dinner', max_members: 100 } },
      announcements: { value: { settings: { who_can_send: 'admins', who_can_pin: 'admins' } } },
      open: { value: { settings: { who_can_send: 'members', slow_mode: 0, disappear_after: null } } },
      metadata: { value: { metadata: { color: null, season: 'summer' } } },
      avatar: { value: { avatar: UPLOAD_EXAMPLE } },
    },
  })
  @ApiOkResponse({ type: ChatroomView })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'forbidden',
    'chatroom_not_found',
    'attachment_not_found',
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

  // Before the GET, which would answer a HEAD, too.
  @Head('chatroom/:chatroom_name/avatar')
  @ApiOperation({
    summary: 'Ask about a chatroom’s picture',
    description: 'What its download would answer, without the bytes.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiResponse({ status: 200, description: 'There is one', headers: PICTURE.headers })
  @ApiResponse(SAME)
  @ApiProblemStatuses('validation_failed', 'unauthenticated', 'chatroom_not_found')
  headAvatar(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.avatar(actor, name, request, response)
  }

  @Get('chatroom/:chatroom_name/avatar')
  @ApiOperation({
    summary: 'Download a chatroom’s picture',
    description:
      'For whoever can see the room: WebP of 256 pixels a side at the most. `avatar_url` names this address, with another ending for each picture.',
  })
  @ApiParam(CHATROOM_NAME_PARAM)
  @ApiResponse({ status: 200, description: 'The picture', ...PICTURE })
  @ApiResponse(SAME)
  @ApiProblems('validation_failed', 'unauthenticated', 'chatroom_not_found', 'attachment_not_found')
  async avatar(
    @CurrentActor() actor: Actor,
    @Param('chatroom_name', ChatroomNamePipe) name: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await sendFile(request, response, await this.chatrooms.openAvatar(actor, name))
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
