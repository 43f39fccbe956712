// The HTTP door of invites, for whoever has got one.
import { Controller, Get, Head, HttpCode, Param, Post, Req, Res } from '@nestjs/common'
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger'
import type { Request, Response } from 'express'
import { sendFile } from '../attachments/download.js'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { ActingScope } from '../auth/server-keys.js'
import { ApiProblems, ApiProblemStatuses } from '../common/problem.view.js'
import { InvitesService } from './invites.service.js'
import { CODE_PARAM, InvitationView } from './invites.view.js'
import { MemberView } from './member.view.js'

const WEBP = { 'image/webp': { schema: { type: 'string' as const, format: 'binary' } } }
const UNCHANGED = { status: 304, description: 'The copy named by If-None-Match is the picture' }

@ApiTags('4. Membership')
@ActingScope('chatrooms')
@ApiBearerAuth()
@ApiParam(CODE_PARAM)
@Controller('invites/:code')
export class InvitationsController {
  constructor(private readonly invites: InvitesService) {}

  @Get()
  @ApiOperation({
    summary: 'See where an invite leads',
    description: 'For everybody who is signed in and has its code, also to a private room.',
  })
  @ApiOkResponse({ type: InvitationView })
  @ApiProblems('validation_failed', 'unauthenticated', 'invite_not_found')
  preview(@CurrentActor() actor: Actor, @Param('code') code: string): Promise<InvitationView> {
    return this.invites.preview(actor, code)
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Come in with an invite',
    description:
      'Makes you a member, past `join: "approval"`, not past a ban. Whoever is a member stays so, whatever has become of the invite.',
  })
  @ApiOkResponse({ type: MemberView })
  @ApiProblems('validation_failed', 'unauthenticated', 'invite_not_found', 'banned', 'chatroom_full')
  use(@CurrentActor() actor: Actor, @Param('code') code: string): Promise<MemberView> {
    return this.invites.use(actor, code)
  }

  // Before the GET, which would answer a HEAD, too.
  @Head('avatar')
  @ApiOperation({
    summary: 'Ask about the picture of the room that an invite leads to',
    description: 'What its download would answer, without the bytes.',
  })
  @ApiOkResponse({ description: 'There is one' })
  @ApiResponse(UNCHANGED)
  @ApiProblemStatuses('validation_failed', 'unauthenticated', 'invite_not_found')
  headAvatar(
    @CurrentActor() actor: Actor,
    @Param('code') code: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.avatar(actor, code, request, response)
  }

  @Get('avatar')
  @ApiOperation({
    summary: 'Download the picture of the room that an invite leads to',
    description: 'WebP of 256 pixels a side at the most; `avatar_url` of the invite names this address.',
  })
  @ApiOkResponse({ description: 'The picture', content: WEBP })
  @ApiResponse(UNCHANGED)
  @ApiProblems('validation_failed', 'unauthenticated', 'invite_not_found', 'attachment_not_found')
  async avatar(
    @CurrentActor() actor: Actor,
    @Param('code') code: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await sendFile(request, response, await this.invites.openAvatar(actor, code))
  }
}
