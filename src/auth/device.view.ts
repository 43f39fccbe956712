// A device that somebody is signed in on, as they see it.
import { ApiProperty } from '@nestjs/swagger'

export class DeviceView {
  /** Of the session. */
  @ApiProperty({ format: 'uuid', example: '0c6fd9d2-4a0e-4f5b-9c43-8f1f6f0f7b1a' })
  id: string

  /** When they signed in. */
  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  created_at: string

  /** When it was used last, or connected, to a minute or two. */
  @ApiProperty({ format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  last_seen_at: string

  /** What the client called itself when it signed in or refreshed its tokens last. */
  @ApiProperty({ type: String, nullable: true, maxLength: 300, example: 'Mozilla/5.0 (X11; Linux x86_64)' })
  user_agent: string | null

  /** Whether it is the session that asks. */
  @ApiProperty({ type: Boolean, example: true })
  current: boolean
}

export class DevicePage {
  @ApiProperty({ type: [DeviceView] })
  sessions: DeviceView[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}

export interface DeviceRow {
  id: string
  createdAt: Date
  lastSeenAt: Date
  userAgent: string | null
}

/** @param currentId of the session that asks */
export function deviceView(
  { id, createdAt, lastSeenAt, userAgent }: DeviceRow,
  currentId: string,
): DeviceView {
  return {
    id,
    created_at: createdAt.toISOString(),
    last_seen_at: lastSeenAt.toISOString(),
    user_agent: userAgent,
    current: id === currentId,
  }
}
