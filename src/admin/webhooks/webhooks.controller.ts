// The HTTP door of webhooks.
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common'
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger'
import { CurrentKey } from '../../auth/actor.js'
import { NotStored } from '../../auth/auth.controller.js'
import { ForServerKeys, type KeyHolder } from '../../auth/server-keys.js'
import { PageQuery } from '../../common/paging.js'
import { ApiProblems } from '../../common/problem.view.js'
import { CreateWebhookDto, ReplayDto, UpdateWebhookDto } from './webhooks.dto.js'
import { WebhooksService } from './webhooks.service.js'
import { DeliveryPage, NewWebhookView, WebhookPage, WebhookView } from './webhooks.view.js'

const ID_PARAM = {
  name: 'id',
  description: 'Of the webhook.',
  schema: { type: 'string', format: 'uuid', example: '0b1e8f3a-5a52-4f0e-9a2e-3c3f5d8f7a11' },
} as const

@ApiTags('9. For your backend')
@ForServerKeys('webhooks')
@Controller('admin/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post()
  @NotStored()
  @ApiOperation({
    summary: 'Have events sent to you',
    description:
      'For a server key with the scope `webhooks`. From now on each event that it asks for is sent as a POST, signed as Standard Webhooks say (`webhook-id`, `webhook-timestamp`, `webhook-signature`): the body is an event of `GET /admin/events`, with a `timestamp` that is its `created_at`. Each room’s events come in order, at least once, with the same `webhook-id` when repeated. A 2xx within 10 s is success, a redirect is not followed. Else it comes again after 5 s, 30 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h; other rooms go on meanwhile. Then the webhook is paused. At most MAX_WEBHOOKS (100).',
  })
  @ApiCreatedResponse({ type: NewWebhookView, description: 'With the secret, shown once' })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'forbidden',
    'payload_too_large',
    'unsupported_media_type',
  )
  create(@CurrentKey() holder: KeyHolder, @Body() body: CreateWebhookDto): Promise<NewWebhookView> {
    return this.webhooks.create(holder, body)
  }

  @Get()
  @ApiOperation({ summary: 'List the webhooks', description: 'The latest first, without their secrets.' })
  @ApiOkResponse({ type: WebhookPage })
  @ApiProblems('validation_failed', 'unauthenticated', 'forbidden')
  list(@Query() page: PageQuery): Promise<WebhookPage> {
    return this.webhooks.list(page)
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change, pause or resume a webhook',
    description: 'What is left out stays. It holds for what is sent from a few seconds later on.',
  })
  @ApiParam(ID_PARAM)
  @ApiOkResponse({ type: WebhookView })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'forbidden',
    'not_found',
    'payload_too_large',
    'unsupported_media_type',
  )
  update(
    @CurrentKey() holder: KeyHolder,
    @Param('id') id: string,
    @Body() body: UpdateWebhookDto,
  ): Promise<WebhookView> {
    return this.webhooks.update(holder, id, body)
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End a webhook', description: 'After a few seconds nothing more is sent.' })
  @ApiParam(ID_PARAM)
  @ApiNoContentResponse({ description: 'It is gone' })
  @ApiProblems('validation_failed', 'unauthenticated', 'forbidden', 'not_found')
  delete(@CurrentKey() holder: KeyHolder, @Param('id') id: string): Promise<void> {
    return this.webhooks.delete(holder, id)
  }

  @Get(':id/deliveries')
  @ApiOperation({
    summary: 'See what was sent',
    description:
      'Each attempt, the latest first; the newest 1000 are kept, for EVENTS_RETENTION at the longest.',
  })
  @ApiParam(ID_PARAM)
  @ApiOkResponse({ type: DeliveryPage })
  @ApiProblems('validation_failed', 'unauthenticated', 'forbidden', 'not_found')
  deliveries(@Param('id') id: string, @Query() page: PageQuery): Promise<DeliveryPage> {
    return this.webhooks.deliveries(id, page)
  }

  @Post(':id/replay')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Have events sent again',
    description:
      'Everything after an event that is kept, in order, with the ids that it had. What has not been delivered yet is tried at once.',
  })
  @ApiParam(ID_PARAM)
  @ApiNoContentResponse({ description: 'It is on its way' })
  @ApiProblems(
    'validation_failed',
    'unauthenticated',
    'forbidden',
    'not_found',
    'seq_unknown',
    'payload_too_large',
    'unsupported_media_type',
  )
  replay(
    @CurrentKey() holder: KeyHolder,
    @Param('id') id: string,
    @Body() { after }: ReplayDto,
  ): Promise<void> {
    return this.webhooks.replay(holder, id, after)
  }
}
