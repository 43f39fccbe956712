// What became of a message on its way to somebody.
import { ApiProperty } from '@nestjs/swagger'

const TIME = {
  type: String,
  format: 'date-time',
  nullable: true,
  example: '2026-11-22T10:00:00.000Z',
} as const
const SEQ = { type: 'integer', format: 'int64', minimum: 0, example: 2 } as const

export class WrittenView {
  /** `NODE_NAME`, or what the node calls itself while it runs. */
  @ApiProperty({ type: String, example: 'node-1' })
  node: string

  /** Different for each connection to that node. */
  @ApiProperty({ type: String, example: '17' })
  connection: string

  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  at: string
}

export class ReachedView {
  @ApiProperty(SEQ)
  read: number

  @ApiProperty(SEQ)
  delivered: number
}

export class TraceView {
  /** When it was committed to the log. */
  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  stored: string

  /** When the node that has stored it told the others; null if none remembers. */
  @ApiProperty(TIME)
  announced: string | null

  /** To which of their connections it was handed, and when; as far as nodes remember (TRACE_DELIVERIES). */
  @ApiProperty({ type: [WrittenView] })
  written: WrittenView[]

  /** When they have said that it has reached them; null if they have not, or no node remembers: see `marks`. */
  @ApiProperty(TIME)
  delivered: string | null

  /** When they have said that they have read it; as `delivered`. */
  @ApiProperty(TIME)
  read: string | null

  /** How far they are now; null for who is no member now. */
  @ApiProperty({ type: ReachedView, nullable: true })
  marks: ReachedView | null

  /** When they were last pushed this message or a later one of the room; null if that was withdrawn, too. */
  @ApiProperty(TIME)
  pushed: string | null

  /** When they had come, if they were a member when it was said; null if not. */
  @ApiProperty(TIME)
  member_at_the_time: string | null

  /** Until when they have muted the room; null if they have not. */
  @ApiProperty(TIME)
  muted: string | null

  /** How many nodes have answered in time: what others remember is not here. */
  @ApiProperty({ type: 'integer', format: 'int32', minimum: 1, example: 2 })
  nodes: number
}
