// What can be looked for, and what is found.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { IsIn, IsOptional } from 'class-validator'
import { IsExistingName } from '../../common/chatroom-name.js'
import { HasLength } from '../../common/lengths.js'
import { IsMoment } from '../../common/moment.js'
import { PageQuery } from '../../common/paging.js'
import { IsUsername } from '../../common/username.js'
import { SAID_MESSAGE, type MessageView } from '../../room-log/message.view.js'
import { FIELDS, type Field, type Highlight } from './highlights.js'
import { SEARCHED_TYPES, type SearchedType } from './searched-types.js'

export class SearchQuery extends PageQuery {
  /** Words, and beginnings of words; all of them are there. `"Quoted words"` stand together, a `-word` is not there. */
  @ApiProperty({ type: String, minLength: 1, maxLength: 200, example: 'hello' })
  @HasLength(1, 200)
  q: string

  /** Only in the room of this name. */
  @ApiPropertyOptional({ type: String, maxLength: 100, example: 'whatsapp_chatroom2' })
  @IsOptional()
  @IsExistingName()
  chatroom?: string

  /** Only what the person with this username has said. */
  @ApiPropertyOptional({ type: String, minLength: 3, maxLength: 32, example: 'ann' })
  @IsOptional()
  @IsUsername()
  sender?: string

  /** Only messages of this type. */
  @ApiPropertyOptional({
    enum: SEARCHED_TYPES,
    enumName: 'SearchedType',
    examples: { text: { value: 'text' } },
  })
  @IsOptional()
  @IsIn(SEARCHED_TYPES)
  type?: SearchedType

  /** Only what was said at this time or later. */
  @ApiPropertyOptional({ type: String, format: 'date-time', example: '2020-11-22T10:00:00.000Z' })
  @IsOptional()
  @IsMoment()
  after?: string

  /** Only what was said before this time. */
  @ApiPropertyOptional({ type: String, format: 'date-time', example: '2099-11-22T10:00:00.000Z' })
  @IsOptional()
  @IsMoment()
  before?: string
}

export class SearchResult {
  /** As it is now. */
  @ApiProperty({ allOf: [SAID_MESSAGE] })
  message: MessageView

  /** What of it the highlights are in: its words or caption, its attachment’s file name, or its poll’s question. */
  @ApiProperty({ enum: FIELDS, enumName: 'SearchedField', example: 'message' })
  field: Field

  /** From where to where what was looked for stands in that field, in UTF-16 units, as `slice` of JavaScript counts. */
  @ApiProperty({
    type: 'array',
    items: {
      type: 'array',
      items: { type: 'integer', format: 'int32', minimum: 0 },
      minItems: 2,
      maxItems: 2,
    },
    example: [[0, 5]],
  })
  highlights: Highlight[]
}

export class SearchResults {
  @ApiProperty({ type: [SearchResult] })
  results: SearchResult[]

  /** For the next page; null on the last. */
  @ApiProperty({ type: String, nullable: true, example: null })
  next_cursor: string | null
}
