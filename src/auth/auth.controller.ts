// The HTTP door to sessions, however they began: sign out, tickets, who am I, and what others see of me.
import { Body, Controller, Get, Header, HttpCode, Patch, Post } from '@nestjs/common'
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
import { UpdateMeDto } from './auth.dto.js'
import { AuthService } from './auth.service.js'
import { MeView } from './me.view.js'
import { Profiles } from './profiles.js'
import { TicketView } from './session.view.js'

/** Tokens must not stay in anybody's cache (RFC 6749, 5.1). */
export const NotStored = () => Header('Cache-Control', 'no-store')

@ApiTags('1. Identity')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly profiles: Profiles,
  ) {}

  @Post('logout')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'Sign out',
    description:
      'Ends this session. Its tokens and tickets stop working, and its live connections close with 4401, on every node, within a second. Other sessions of the user go on. A token of an external identity provider is a session of its own: it is refused from now on, and others that the provider has issued are not.',
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
      'A browser cannot send an Authorization header with a plain WebSocket. It can put this ticket into the address instead: `ws://host/send-message/{chatroom_name}?ticket=…`. It works once, within `expires_in` seconds, so it does no harm in a log file.',
  })
  @ApiCreatedResponse({ type: TicketView, description: 'A ticket for this session' })
  @ApiProblems('unauthenticated')
  ticket(@CurrentActor() actor: Actor): Promise<TicketView> {
    return this.auth.issueTicket(actor)
  }

  @Get('me')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Who am I', description: 'The user whom the access token stands for.' })
  @ApiOkResponse({ type: MeView, description: 'You' })
  @ApiProblems('unauthenticated')
  me(@CurrentActor() actor: Actor): Promise<MeView> {
    return this.profiles.me(actor)
  }

  @Patch('me')
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'Change what others see of you',
    description: 'What you leave out stays as it is. Whoever hides a thing does not see others’ either.',
  })
  @ApiBody({
    type: UpdateMeDto,
    examples: {
      display_name: { value: { display_name: 'Ann' } },
      privacy: { value: { privacy: { last_seen: 'shared_rooms', read_receipts: true } } },
    },
  })
  @ApiOkResponse({ type: MeView, description: 'You, as you are now' })
  @ApiProblems('validation_failed', 'unauthenticated', 'payload_too_large', 'unsupported_media_type')
  update(@CurrentActor() actor: Actor, @Body() body: UpdateMeDto): Promise<MeView> {
    return this.profiles.update(actor, body)
  }
}
