// How much there is of everything, and how busy it is.
import { ApiProperty } from '@nestjs/swagger'

const COUNT = { type: 'integer', format: 'int64', minimum: 0 } as const

export class StoredAttachmentsView {
  /** Estimated where there are more than 100 000. */
  @ApiProperty({ ...COUNT, example: 310 })
  count: number

  /** What they take up, without thumbnails. */
  @ApiProperty({ ...COUNT, example: 48_211_003 })
  bytes: number
}

export class StatsView {
  /** Those who were not erased. Estimated where there are more than 100 000. */
  @ApiProperty({ ...COUNT, example: 1200 })
  users: number

  /** Direct chats included. */
  @ApiProperty({ ...COUNT, example: 85 })
  chatrooms: number

  /** What was ever said in these, what was deleted included. */
  @ApiProperty({ ...COUNT, example: 250_000 })
  messages: number

  @ApiProperty({ type: StoredAttachmentsView })
  attachments: StoredAttachmentsView

  /** Open ones, to all nodes that have answered. */
  @ApiProperty({ ...COUNT, example: 340 })
  connections: number

  /** Entries that those nodes have stored within the last 60 seconds, reactions, edits and the like included. */
  @ApiProperty({ ...COUNT, example: 125 })
  messages_per_minute: number

  /** How many nodes have answered in time: one that is away is missing from the two numbers before. */
  @ApiProperty({ ...COUNT, example: 2 })
  nodes: number
}
