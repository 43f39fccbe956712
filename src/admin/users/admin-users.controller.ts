// The HTTP door to people for a backend: its own log-in decides who they are.
import { Body, Controller, Get, Param, Post, Put, Query, Res } from '@nestjs/common'
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger'
import type { Response } from 'express'
import { NotStored } from '../../auth/auth.controller.js'
import { CurrentCaller, type Caller } from '../../auth/caller.js'
import { CurrentKey } from '../../auth/actor.js'
import { ForServerKeys, type KeyHolder } from '../../auth/server-keys.js'
import { SessionView } from '../../auth/session.view.js'
import { ApiProblems } from '../../common/problem.view.js'
import { USERNAME_PARAM, UsernamePipe } from '../../common/username.pipe.js'
import { AdminUserPage, AdminUserView } from './admin-user.view.js'
import { IssueTokensDto, ListUsersQuery, PutUserDto } from './admin-users.dto.js'
import { AdminUsersService } from './admin-users.service.js'

const PARAM = {
  ...USERNAME_PARAM,
  schema: { type: 'string', minLength: 3, maxLength: 32, example: 'cleo' },
} as const

@ApiTags('9. For your backend')
@ForServerKeys('users')
@Controller('admin/users')
export class AdminUsersController {
  constructor(private readonly users: AdminUsersService) {}

  @Get()
  @ApiOperation({
    summary: 'List users, or find one',
    description:
      'Everybody who has not been erased, page by page, in no particular order; with `external_id`, whoever you know by that.',
  })
  @ApiOkResponse({ type: AdminUserPage })
  @ApiProblems('validation_failed', 'unauthenticated', 'forbidden')
  list(@Query() query: ListUsersQuery): Promise<AdminUserPage> {
    return this.users.list(query)
  }

  @Get(':username')
  @ApiOperation({ summary: 'See a user', description: 'With what they show to nobody else.' })
  @ApiParam(PARAM)
  @ApiOkResponse({ type: AdminUserView })
  @ApiProblems('validation_failed', 'unauthenticated', 'forbidden', 'user_not_found')
  read(@Param('username', UsernamePipe) username: string): Promise<AdminUserView> {
    return this.users.read(username)
  }

  @Put(':username')
  @ApiOperation({
    summary: 'Make a user, or change one',
    description:
      'Whoever is made so has no password: they sign in with the tokens that you ask for, or you act for them. What you leave out stays as it is. `external_id` is what you know them by, and somebody’s alone: of somebody else’s you are told `username_taken`. A `bot` is shown as such everywhere. `avatar` is a picture that they have uploaded, or you for them.',
  })
  @ApiParam(PARAM)
  @ApiBody({
    type: PutUserDto,
    examples: { person: { value: { display_name: 'Cleo', external_id: 'customer-4711' } } },
  })
  @ApiCreatedResponse({ type: AdminUserView, description: 'The new user' })
  @ApiOkResponse({ type: AdminUserView, description: 'The user, as they are now' })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'forbidden',
    'user_not_found',
    'attachment_not_found',
    'username_taken',
    'payload_too_large',
    'unsupported_media_type',
  )
  async put(
    @CurrentKey() holder: KeyHolder,
    @Param('username', UsernamePipe) username: string,
    @Body() body: PutUserDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AdminUserView> {
    const { created, user } = await this.users.put(holder, username, body)
    response.status(created ? 201 : 200)
    return user
  }

  @Post(':username/tokens')
  @NotStored()
  @ApiOperation({
    summary: 'Sign a user in',
    description:
      'A session for them, as if they had signed in: your own log-in has decided who they are. Hand the tokens to their device, which refreshes them as any other. `expires_in` ends the session then at the latest. It counts among their MAX_SESSIONS_PER_USER (100).',
  })
  @ApiParam(PARAM)
  @ApiCreatedResponse({ type: SessionView, description: 'A new session' })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'forbidden',
    'user_not_found',
    'payload_too_large',
    'unsupported_media_type',
  )
  issue(
    @CurrentKey() holder: KeyHolder,
    @Param('username', UsernamePipe) username: string,
    @Body() { expires_in }: IssueTokensDto,
    @CurrentCaller() caller: Caller,
  ): Promise<SessionView> {
    return this.users.issue(holder, username, expires_in, caller)
  }
}
