// The HTTP door to identity: register, sign in and out, refresh, tickets, and who am I.
import { Body, Controller, Get, Header, HttpCode, Ip, Post } from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger'
import { ApiProblems } from '../common/problem.view.js'
import { CurrentActor, type Actor } from './actor.js'
import { LoginDto, RefreshDto, RegisterDto } from './auth.dto.js'
import { Public } from './auth.guard.js'
import { AuthService } from './auth.service.js'
import { SessionView, TicketView } from './session.view.js'
import { UserView, userView } from './user.view.js'

/** Tokens must not stay in anybody's cache (RFC 6749, 5.1). */
const NotStored = () => Header('Cache-Control', 'no-store')

@ApiTags('1. Identity')
@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Post('register')
  @Public()
  @NotStored()
  @ApiOperation({
    summary: 'Register',
    description:
      'Creates a user and signs them in. Keep both tokens: the access token goes with every request, the refresh token gets you the next pair.',
  })
  @ApiCreatedResponse({ type: SessionView, description: 'The new user, signed in' })
  @ApiProblems('validation_failed', 'username_taken')
  register(@Body() dto: RegisterDto, @Ip() address: string): Promise<SessionView> {
    return this.auth.register(dto, address)
  }

  @Post('login')
  @HttpCode(200)
  @Public()
  @NotStored()
  @ApiOperation({
    summary: 'Sign in',
    description:
      'Starts a session. A user may have any number of them, one per device. Too many wrong passwords for one username from one address are answered with 429 for a while, and then so is the right one.',
  })
  @ApiOkResponse({ type: SessionView, description: 'A new session' })
  @ApiProblems('validation_failed', 'unauthenticated')
  login(@Body() dto: LoginDto, @Ip() address: string): Promise<SessionView> {
    return this.auth.login(dto, address)
  }

  @Post('refresh')
  @HttpCode(200)
  @Public()
  @NotStored()
  @ApiOperation({
    summary: 'Refresh',
    description:
      'Exchanges the refresh token for the next access and refresh token. Each refresh token works once; using an old one again ends the whole session, because one of its two users must have stolen it.',
  })
  @ApiOkResponse({ type: SessionView, description: 'The same session with its next tokens' })
  @ApiProblems('validation_failed', 'unauthenticated')
  refresh(@Body() dto: RefreshDto): Promise<SessionView> {
    return this.auth.refresh(dto.refresh_token)
  }

  @Post('logout')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'Sign out',
    description:
      'Ends this session. Its tokens and tickets stop working, and its live connections close with 4401, on every node, within a second. Other sessions of the user go on.',
  })
  @ApiNoContentResponse({ description: 'The session has ended' })
  @ApiProblems('unauthenticated')
  logout(@CurrentActor() actor: Actor): Promise<void> {
    return this.auth.logout(actor)
  }

  @Post('ticket')
  @NotStored()
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'Get a ticket for a WebSocket',
    description:
      'A browser cannot send an Authorization header with a plain WebSocket. It can put this ticket into the address instead: `ws://host/send-message/{name}?ticket=…`. It works once, within `expires_in` seconds, so it does no harm in a log file.',
  })
  @ApiCreatedResponse({ type: TicketView, description: 'A ticket for this session' })
  @ApiProblems('unauthenticated')
  ticket(@CurrentActor() actor: Actor): Promise<TicketView> {
    return this.auth.issueTicket(actor)
  }

  @Get('me')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Who am I', description: 'The user whom the access token stands for.' })
  @ApiOkResponse({ type: UserView, description: 'You' })
  @ApiProblems('unauthenticated')
  me(@CurrentActor() actor: Actor): UserView {
    return userView(actor)
  }
}
