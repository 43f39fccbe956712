// The HTTP door to direct chats.
import { Controller, HttpCode, Param, Post, Res } from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger'
import type { Response } from 'express'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { ActingScope } from '../auth/server-keys.js'
import { ApiProblems } from '../common/problem.view.js'
import { USERNAME_PARAM, UsernamePipe } from '../common/username.pipe.js'
import { ChatroomView } from './chatroom.view.js'
import { DirectChatsService } from './direct-chats.service.js'

@ApiTags('3. Chatrooms')
@ActingScope('chatrooms')
@ApiBearerAuth()
@Controller('direct')
export class DirectChatsController {
  constructor(private readonly direct: DirectChatsService) {}

  @Post(':username')
  @HttpCode(201)
  @ApiOperation({
    summary: 'Open a direct chat',
    description:
      'The one chatroom of you and somebody else, `kind: "direct"`, whoever of you asks and however often at once; `peer` is the other one. It has you two as its members for ever: nobody enters, is added or leaves, and nobody else sees that it is there. They may not take it from you (`privacy.direct`, or a block); an open one stays, whatever `privacy.direct` says later.',
  })
  @ApiParam(USERNAME_PARAM)
  @ApiCreatedResponse({ type: ChatroomView, description: 'It is made now' })
  @ApiOkResponse({ type: ChatroomView, description: 'It was there' })
  @ApiProblems('validation_failed', 'unauthenticated', 'forbidden', 'user_not_found')
  async open(
    @CurrentActor() actor: Actor,
    @Param('username', UsernamePipe) username: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ChatroomView> {
    const { made, view } = await this.direct.open(actor, username)
    if (!made) response.status(200)
    return view
  }
}
