// Webhooks, and what was sent to them, as somebody's backend sees them.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'

export class WebhookView {
  @ApiProperty({ format: 'uuid', example: '0b1e8f3a-5a52-4f0e-9a2e-3c3f5d8f7a11' })
  id: string

  @ApiProperty({ type: String, example: 'https://example.com/hooks/chat' })
  url: string

  @ApiProperty({ type: [String], example: ['message.*'] })
  events: string[]

  /** Null for all. */
  @ApiProperty({ type: [String], nullable: true, example: null })
  chatrooms: string[] | null

  @ApiProperty({ type: Boolean, example: false })
  paused: boolean

  /** Where nobody has asked for it. */
  @ApiPropertyOptional({ type: String, example: 'An event was not taken in 9 attempts.' })
  paused_because?: string

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string
}

export class NewWebhookView extends WebhookView {
  /** Signs what is sent, as Standard Webhooks say. Shown once. */
  @ApiProperty({ type: String, example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })
  secret: string
}

export class WebhookPage {
  @ApiProperty({ type: [WebhookView] })
  webhooks: WebhookView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}

export class DeliveryView {
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, example: 7 })
  id: number

  @ApiProperty({ type: String, example: 'NWY0ZDIuNy40Mg' })
  event_id: string

  /** 1 for the first. */
  @ApiProperty({ type: 'integer', format: 'int32', minimum: 1, example: 1 })
  attempt: number

  /** Of the answer; null where none came. */
  @ApiProperty({ type: 'integer', format: 'int32', nullable: true, example: 200 })
  status: number | null

  /** Why none came. */
  @ApiPropertyOptional({ type: String, example: 'no answer within 10 s' })
  error?: string

  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  at: string
}

export class DeliveryPage {
  @ApiProperty({ type: [DeliveryView] })
  deliveries: DeliveryView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}
