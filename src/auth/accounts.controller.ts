// The HTTP door to the built-in accounts: register, sign in, refresh, change the password. Absent with AUTH_LOCAL=false.
import { Body, Controller, HttpCode, Ip, Post } from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger'
import { ApiProblems } from '../common/problem.view.js'
import { CurrentActor, type Actor } from './actor.js'
import { NotStored } from './auth.controller.js'
import { LoginDto, PasswordDto, RefreshDto, RegisterDto } from './auth.dto.js'
import { Public } from './auth.guard.js'
import { AuthService } from './auth.service.js'
import { CurrentCaller, type Caller } from './caller.js'
import { SessionView } from './session.view.js'

@ApiTags('1. Identity')
@Controller('auth')
export class AccountsController {
  constructor(private readonly auth: AuthService) {}

  @Post('register')
  @Public()
  @NotStored()
  @ApiOperation({
    summary: 'Register',
    description:
      'Creates a user and signs them in. Keep both tokens: the access token goes with every request, the refresh token gets you the next pair.',
  })
  @ApiBody({
    type: RegisterDto,
    examples: {
      ann: { value: { username: 'ann', password: 'correct horse battery', display_name: 'Ann' } },
      ben: { value: { username: 'ben', password: 'correct horse battery', display_name: 'Ben' } },
    },
  })
  @ApiCreatedResponse({ type: SessionView, description: 'The new user, signed in' })
  @ApiProblems('validation_failed', 'username_taken', 'payload_too_large', 'unsupported_media_type')
  register(@Body() dto: RegisterDto, @CurrentCaller() caller: Caller): Promise<SessionView> {
    return this.auth.register(dto, caller)
  }

  @Post('login')
  @HttpCode(200)
  @Public()
  @NotStored()
  @ApiOperation({
    summary: 'Sign in',
    description:
      'Starts a session. A user may have MAX_SESSIONS_PER_USER of them (100), one per device; when one more begins, the oldest ends. Too many wrong passwords for one username from one address are answered with 429 for a while, and then so is the right one.',
  })
  @ApiOkResponse({ type: SessionView, description: 'A new session' })
  @ApiProblems('validation_failed', 'unauthenticated', 'payload_too_large', 'unsupported_media_type')
  login(@Body() dto: LoginDto, @CurrentCaller() caller: Caller): Promise<SessionView> {
    return this.auth.login(dto, caller)
  }

  @Post('refresh')
  @HttpCode(200)
  @Public()
  @NotStored()
  @ApiOperation({
    summary: 'Refresh',
    description:
      'Exchanges the refresh token for the next access and refresh token. Each refresh token works once, and again within `REFRESH_GRACE` (10 s), where its answer was lost or two tabs have asked at once; using an older one ends the whole session, because one of its two users must have stolen it.',
  })
  @ApiOkResponse({ type: SessionView, description: 'The same session with its next tokens' })
  @ApiProblems('validation_failed', 'unauthenticated', 'payload_too_large', 'unsupported_media_type')
  refresh(@Body() dto: RefreshDto, @CurrentCaller() caller: Caller): Promise<SessionView> {
    return this.auth.refresh(dto.refresh_token, caller)
  }

  @Post('password')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'Change the password',
    description:
      'Ends all other sessions of the user: their tokens and tickets stop working, and their live connections close with 4401, on every node, within a second. This session goes on, with the tokens that it has. A wrong `current_password` is `validation_failed` and counts as a failed sign-in.',
  })
  @ApiNoContentResponse({ description: 'The new password holds; the other sessions have ended' })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'forbidden',
    'payload_too_large',
    'unsupported_media_type',
  )
  changePassword(
    @CurrentActor() actor: Actor,
    @Body() dto: PasswordDto,
    @Ip() address: string,
  ): Promise<void> {
    return this.auth.changePassword(actor, dto, address)
  }
}
