// The HTTP door to Web Push: the server's key, and the browsers that are to be woken up.
import { Body, Controller, Delete, Get, HttpCode, Put } from '@nestjs/common'
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import { CurrentActor, type Actor } from '../../auth/actor.js'
import { ApiProblems } from '../../common/problem.view.js'
import { PushKeyView, SubscribeDto, UnsubscribeDto } from './push.dto.js'
import { PushSubscriptions } from './push-subscriptions.service.js'
import { Vapid } from './vapid.js'

@ApiTags('8. Push')
@ApiBearerAuth()
@Controller('push')
export class PushController {
  constructor(
    private readonly subscriptions: PushSubscriptions,
    private readonly vapid: Vapid,
  ) {}

  @Get('key')
  @ApiOperation({
    summary: 'Get the key to subscribe with',
    description:
      'A browser’s `applicationServerKey`: `registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })`. It stays the same for as long as the database lives.',
  })
  @ApiOkResponse({ type: PushKeyView })
  @ApiProblems('unauthenticated')
  key(): PushKeyView {
    return { key: this.vapid.publicKey }
  }

  @Put('subscriptions')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Be woken up on this browser',
    description:
      'The body is the browser’s PushSubscription, as `JSON.stringify` writes it. While you have no live connection, what comes in a room that you have not muted, or that mentions you, is pushed: one push for each room, encrypted for this browser, `{ chatroom, seq, unread, type, sender, message? }`. The next one takes its place; once you have read it, wherever, one with `unread: 0` withdraws it. Twice is the same as once; the browser is of whoever said so last, until its session ends. At most MAX_PUSH_SUBSCRIPTIONS (20): then the oldest is forgotten.',
  })
  @ApiNoContentResponse({ description: 'It is pushed to.' })
  @ApiProblems('validation_failed', 'unauthenticated', 'payload_too_large', 'unsupported_media_type')
  subscribe(@CurrentActor() actor: Actor, @Body() subscription: SubscribeDto): Promise<void> {
    return this.subscriptions.add(actor, subscription)
  }

  @Delete('subscriptions')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Be left alone on this browser',
    description: 'Before one signs out on it, for one. Twice is the same as once.',
  })
  @ApiNoContentResponse({ description: 'Nothing is pushed to it any more.' })
  @ApiProblems('validation_failed', 'unauthenticated', 'payload_too_large', 'unsupported_media_type')
  unsubscribe(@CurrentActor() actor: Actor, @Body() { endpoint }: UnsubscribeDto): Promise<void> {
    return this.subscriptions.remove(actor, endpoint)
  }
}
