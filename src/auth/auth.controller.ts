// The HTTP door to sessions, however they began: sign out, and tickets.
import { Controller, Header, HttpCode, Post } from '@nestjs/common'
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger'
import { ApiProblems } from '../common/problem.view.js'
import { CurrentActor, type Actor } from './actor.js'
import { AuthService } from './auth.service.js'
import { TicketView } from './session.view.js'

/** Tokens must not stay in anybody's cache (RFC 6749, 5.1). */
export const NotStored = () => Header('Cache-Control', 'no-store')

@ApiTags('1. Identity')
@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Post('logout')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'Sign out',
    description:
      'Ends this session. Its tokens and tickets stop working, and its live connections close with 4401, on every node, within a second. Other sessions of the user go on. A token of an external identity provider is a session of its own: it is refused from now on, and others that the provider has issued are not.',
  })
  @ApiNoContentResponse({ description: 'The session has ended' })
  @ApiProblems('validation_failed', 'unauthenticated')
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
  @ApiProblems('validation_failed', 'unauthenticated')
  ticket(@CurrentActor() actor: Actor): Promise<TicketView> {
    return this.auth.issueTicket(actor)
  }
}
