// The HTTP door to other people.
import { Controller, Get, Head, Param, Query, Req, Res } from '@nestjs/common'
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger'
import type { Request, Response } from 'express'
import { sendFile } from '../attachments/download.js'
import { CurrentActor, type Actor } from '../auth/actor.js'
import { ApiProblems, ApiProblemStatuses } from '../common/problem.view.js'
import { USERNAME_PARAM, UsernamePipe } from '../common/username.pipe.js'
import { FindPeopleQuery } from './people.dto.js'
import { PeopleService } from './people.service.js'
import { ProfileView, UserPage } from './person.view.js'

const HEADERS = {
  ETag: {
    description: 'The SHA-256 of the picture',
    schema: {
      type: 'string' as const,
      example: '"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"',
    },
  },
}
const WEBP = { 'image/webp': { schema: { type: 'string' as const, format: 'binary' } } }

/** Of oneself, the first visitor has one. */
const AVATAR_OF = {
  ...USERNAME_PARAM,
  schema: { type: 'string', minLength: 3, maxLength: 32, example: 'ann' },
} as const

@ApiTags('2. People')
@ApiBearerAuth()
@Controller('users')
export class PeopleController {
  constructor(private readonly people: PeopleService) {}

  @Get()
  @ApiOperation({
    summary: 'Find people',
    description:
      'By how their username begins, or any word of their display name, in any script; neither the case of the letters nor the accents on them make a difference. In the order of what was found. A page that had to look through very many may hold fewer than `limit`, or none, and still have a `next_cursor`.',
  })
  @ApiOkResponse({ type: UserPage })
  @ApiProblems('validation_failed', 'unauthenticated')
  find(@CurrentActor() actor: Actor, @Query() query: FindPeopleQuery): Promise<UserPage> {
    return this.people.find(actor, query)
  }

  @Get(':username')
  @ApiOperation({
    summary: 'See somebody',
    description:
      'Whether they are online, and when they last were, as far as both of you show it to each other: `privacy.last_seen`, and blocks.',
  })
  @ApiParam(USERNAME_PARAM)
  @ApiOkResponse({ type: ProfileView })
  @ApiProblems('validation_failed', 'unauthenticated', 'user_not_found')
  read(
    @CurrentActor() actor: Actor,
    @Param('username', UsernamePipe) username: string,
  ): Promise<ProfileView> {
    return this.people.read(actor, username)
  }

  // Before the GET, which would answer a HEAD, too.
  @Head(':username/avatar')
  @ApiOperation({
    summary: 'Ask about a picture',
    description: 'What its download would answer, without the bytes.',
  })
  @ApiParam(AVATAR_OF)
  @ApiOkResponse({ description: 'There is one', headers: HEADERS })
  @ApiResponse({ status: 304, description: 'The copy named by If-None-Match is the picture' })
  @ApiProblemStatuses('validation_failed', 'unauthenticated', 'user_not_found')
  headAvatar(
    @CurrentActor() actor: Actor,
    @Param('username', UsernamePipe) username: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.avatar(actor, username, request, response)
  }

  @Get(':username/avatar')
  @ApiOperation({
    summary: 'Download somebody’s picture',
    description:
      'WebP of 256 pixels a side at the most. `avatar_url` names this address, with another ending for each picture: what was downloaded from one need not be asked for again.',
  })
  @ApiParam(AVATAR_OF)
  @ApiOkResponse({ description: 'The picture', content: WEBP, headers: HEADERS })
  @ApiResponse({ status: 304, description: 'The copy named by If-None-Match is the picture' })
  @ApiProblems('validation_failed', 'unauthenticated', 'user_not_found', 'attachment_not_found')
  async avatar(
    @CurrentActor() actor: Actor,
    @Param('username', UsernamePipe) username: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await sendFile(request, response, await this.people.openAvatar(actor, username))
  }
}
