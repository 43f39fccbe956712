// What can be said about a chatroom: the bodies and queries of its routes.
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Transform } from 'class-transformer'
import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator'
import { IsChatroomName } from '../common/chatroom-name.js'
import { HasLength } from '../common/lengths.js'
import { PageQuery } from '../common/paging.js'
import { badInText, HasNone } from '../common/text.js'

/** Most members that a room can be given. */
const MOST_MEMBERS = 100_000
const LONGEST_DESCRIPTION = 1000

export class CreateChatroomDto {
  /** Letters and digits of any script, `_`, `-`, `.`; a letter or digit first. */
  @ApiProperty({ minLength: 1, maxLength: 100, example: 'whatsapp_chatroom2' })
  @Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFC') : value))
  @IsChatroomName()
  name: string

  @ApiProperty({ type: 'integer', format: 'int32', minimum: 1, maximum: MOST_MEMBERS, example: 50 })
  @Max(MOST_MEMBERS)
  @Min(1)
  @IsInt()
  max_members: number

  @ApiPropertyOptional({
    nullable: true,
    maxLength: LONGEST_DESCRIPTION,
    example: 'Where the team has lunch',
  })
  @IsOptional()
  @HasNone(badInText)
  @HasLength(0, LONGEST_DESCRIPTION)
  description?: string
}

export class UpdateChatroomDto {
  @ApiPropertyOptional({
    nullable: true,
    maxLength: LONGEST_DESCRIPTION,
    example: 'Where the team has dinner',
  })
  @IsOptional()
  @HasNone(badInText)
  @HasLength(0, LONGEST_DESCRIPTION)
  description?: string

  /** Never below the room's `member_count`. */
  @ApiPropertyOptional({
    type: 'integer',
    format: 'int32',
    nullable: true,
    minimum: 1,
    maximum: MOST_MEMBERS,
    example: 100,
  })
  @IsOptional()
  @Max(MOST_MEMBERS)
  @Min(1)
  @IsInt()
  max_members?: number
}

export class ListChatroomsQuery extends PageQuery {
  /** Only rooms with this in their name, whatever the case of its letters. */
  @ApiPropertyOptional({ maxLength: 100, example: 'whatsapp' })
  @IsOptional()
  @HasLength(1, 100)
  q?: string

  /** Only rooms that you are a member of. */
  @ApiPropertyOptional({ type: Boolean, example: true })
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean({ message: 'mine must be true or false' })
  mine?: boolean
}
